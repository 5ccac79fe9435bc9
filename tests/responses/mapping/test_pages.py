import re
from unittest import mock

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from access.permissions import Role
from responses import tasks
from responses.imports.actions import uploads
from responses.imports.actions.uploads import UnableToChangeUploadError
from responses.models import Case, MappingProfile, Upload
from tests.conftest import NOW, _client, _staff
from tests.responses.imports.uploading import MIXED, bring, checked, held
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db
FILES = "/staff/case-files/"
PROFILES = "/staff/mapping-profiles/"
TITLE = "Weekly extract;;;;;;;\r\n"
HEADINGS = "Crime Ref;HO code;Date Reported;Status;Status date;Mob;Surname;DA flag\r\n"
EXTRACT = (
    TITLE
    + HEADINGS
    + "R-1;28E;31/08/2026;Under investigation;01/09/2026;07700 900123;Synthetic;N\r\n"
    + "R-2;28E;30/08/2026;Charged;02/09/2026;07700 900124;Invented;\r\n"
)
COLUMNS = (
    "case_key", "offence_code", "reported_on", "stage", "stage_on", "contact_mobile", "-",
    "flag_domestic_abuse",
)  # fmt: skip


@pytest.fixture
def example(loader_client) -> Upload:
    file = SimpleUploadedFile("extract.csv", EXTRACT.encode("cp1252"))
    loader_client.post(FILES, {"file": file, "way": "0", "example": "yes"})
    return Upload.objects.get()


def url(upload: Upload, page: str) -> str:
    return f"{FILES}{upload.pk}/{page}/"


def text_of(response) -> str:
    return Page(response).text


def picked(page: Page, name: str) -> str:
    drop_down = page.html.split(f'name="{name}"')[1].split("</select>")[0]
    [found] = re.findall(r'<option value="([^"]*)" selected>', drop_down) or [""]
    return found


def picks(columns=COLUMNS) -> dict[str, str]:
    return {"form": "columns"} | {f"column_{n}": pick for n, pick in enumerate(columns)}


def name_columns(client, upload, **codes: str):
    client.post(url(upload, "columns"), picks())
    given = {
        "date_reported_on": "DD/MM/YYYY", "date_stage_on": "DD/MM/YYYY",
        "code_stage_0": "INVESTIGATION", "code_stage_1": "CHARGED",
        "code_flag_domestic_abuse_0": "no",
    }  # fmt: skip
    return client.post(url(upload, "codes"), given | codes, follow=True)


class TestAnExample:
    def test_is_kept_encrypted_and_read_by_no_task(self, loader_client, example):
        assert example.state == Upload.UploadState.MAPPING
        assert held(example) == EXTRACT.encode("cp1252")
        assert "Say what its columns are" in text_of(loader_client.get(f"{FILES}{example.pk}/"))

    @pytest.mark.slow
    def test_may_be_a_file_that_was_refused(self, loader_client, by):
        upload = checked(EXTRACT, by=by)
        assert "Name its columns" in text_of(loader_client.get(f"{FILES}{upload.pk}/"))

        response = loader_client.post(url(upload, "map"))

        assert response["Location"] == url(upload, "columns")
        assert loader_client.get(response["Location"]).status_code == 200

    def test_is_no_file_that_is_being_read(self, loader_client, by):
        response = loader_client.post(url(bring(MIXED, by=by), "map"), follow=True)

        assert "That cannot be done with this file now" in text_of(response)

    @pytest.mark.slow
    def test_of_another_force_is_absent(self, example):
        other = _client(_staff(Role.DATA_LOADER, "gwent", prefix="other."))

        for page in ("columns", "codes", "profile"):
            assert other.get(url(example, page)).status_code == 404
            assert other.post(url(example, page)).status_code == 404
        for page in ("map", "layout"):
            assert other.post(url(example, page)).status_code == 404

    def test_that_cannot_be_read_says_why_and_may_be_discarded(self, loader_client, by):
        mixed = "Môn\n".encode() + "Môn\n".encode("cp1252")
        upload = bring(mixed, by=by, is_example=True)

        said = text_of(loader_client.get(url(upload, "columns")))

        assert "another encoding than the lines before" in said
        assert "Discard the file" in said

    def test_is_destroyed_with_others_after_a_day(self, example):
        with time_machine.travel(NOW.replace(year=NOW.year + 1), tick=False):
            tasks.forget_old_uploads.call()

        example.refresh_from_db()
        assert example.state == Upload.UploadState.DISCARDED
        assert held(example) == b""


class TestItsColumns:
    @pytest.mark.slow
    def test_are_shown_with_the_layout_that_was_found(self, loader_client, example):
        said = text_of(loader_client.get(url(example, "columns")))

        for word in ("Row 2", "Semicolon", "UTF-8", "Crime Ref", "HO code"):
            assert word in said

    @pytest.mark.slow
    def test_are_shown_without_what_they_say(self, loader_client, example):
        page = loader_client.get(url(example, "columns")).content.decode()

        for hidden in ("Synthetic", "Invented", "Xxxxxxxxx", "07700", "R-1", "31/08"):
            assert hidden not in page
        assert "99999 999999" in page
        assert "Under investigation" in page

    @pytest.mark.slow
    def test_are_picked_beforehand_but_for_those_that_reach_a_person(self, loader_client, example):
        page = Page(loader_client.get(url(example, "columns")))

        assert picked(page, "column_0") == "case_key"
        assert picked(page, "column_5") == ""
        assert picked(page, "column_6") == "-"
        assert "Perhaps The victim’s mobile number (contact_mobile)" in page.text

    @pytest.mark.slow
    def test_must_each_be_named_or_left_unread(self, loader_client, example):
        said = text_of(
            loader_client.post(
                url(example, "columns"), picks((*COLUMNS[:5], "", *COLUMNS[6:])), follow=True
            )
        )

        assert "Say what “Mob” is, or leave it unread" in said

    @pytest.mark.slow
    def test_must_hold_what_no_row_can_be_without(self, loader_client, example):
        said = text_of(
            loader_client.post(url(example, "columns"), picks(("-", *COLUMNS[1:])), follow=True)
        )

        assert "No column is picked for “Key of the case (case_key)”" in said

    @pytest.mark.slow
    def test_are_one_for_each_of_ours(self, loader_client, example):
        said = text_of(
            loader_client.post(url(example, "columns"), picks(("stage", *COLUMNS[1:])), follow=True)
        )

        assert "“Stage of the case (stage)” is picked for two columns" in said

    @pytest.mark.safety
    @pytest.mark.slow
    @pytest.mark.parametrize("heading", ["Suspect mob", "SUSPECTMOBILE", "ExPartnerMobile"])
    def test_saf_2_may_not_reach_somebody_else(self, loader_client, by, heading):
        content = EXTRACT.replace("Mob;", f"{heading};")
        upload = bring(content, by=by, is_example=True)

        said = text_of(loader_client.post(url(upload, "columns"), picks(), follow=True))

        assert f"“{heading}” is about somebody else than the victim" in said

    @pytest.mark.slow
    def test_are_not_made_of_a_file_without_headings(self, loader_client, by):
        content = EXTRACT.removeprefix(TITLE + HEADINGS)
        upload = bring(content, by=by, is_example=True)

        response = loader_client.post(url(upload, "columns"), picks(), follow=True)

        assert "What was taken for headings looks like a case" in text_of(response)
        assert "07700" not in response.content.decode()
        upload.refresh_from_db()
        assert upload.profile_text == ""

    @pytest.mark.slow
    def test_are_read_as_somebody_says_where_that_was_not_found(self, loader_client, example):
        layout = {
            "form": "layout", "heading_row": "1", "heading_rows": "1", "delimiter": ",",
            "encoding": "windows-1252",
        }  # fmt: skip

        loader_client.post(url(example, "columns"), layout)

        example.refresh_from_db()
        assert 'delimiter = "comma"' in example.profile_text
        assert 'encoding = "windows-1252"' in example.profile_text
        assert "Comma" in text_of(loader_client.get(url(example, "columns")))

        loader_client.post(url(example, "layout"))

        assert "Semicolon" in text_of(loader_client.get(url(example, "columns")))


class TestItsCodes:
    @pytest.fixture
    def page(self, loader_client, example):
        loader_client.post(url(example, "columns"), picks(), follow=True)
        return Page(loader_client.get(url(example, "codes")))

    def test_are_proposed(self, page):
        assert picked(page, "code_stage_0") == "INVESTIGATION"
        assert picked(page, "code_stage_1") == "CHARGED"

    def test_that_make_somebody_more_contactable_are_for_a_person_to_pick(self, page):
        assert picked(page, "code_flag_domestic_abuse_0") == ""
        assert "Perhaps no" in page.text

    def test_are_none_for_a_blank(self, page):
        assert len(page.all("select")) == 2 + 2 + 1

    def test_tell_what_its_dates_look_like(self, page):
        assert "2 cells look like 31/12/2026" in page.text
        assert picked(page, "date_reported_on") == "DD/MM/YYYY"

    @pytest.mark.slow
    def test_ask_for_a_form_where_dates_may_be_either_way_round(self, page, loader_client, example):
        assert "Day and month may be either way round" in page.text
        assert picked(page, "date_stage_on") == ""

        response = name_columns(loader_client, example, date_stage_on="")

        assert "Say how the dates in “Status date” are written" in text_of(response)

    @pytest.mark.slow
    def test_of_which_nobody_says_anything_are_refused(self, loader_client, example):
        name_columns(loader_client, example, code_flag_domestic_abuse_0="", code_stage_1="")

        example.refresh_from_db()
        assert "values.flag_domestic_abuse" not in example.profile_text
        assert '"Charged"' not in example.profile_text

    @pytest.mark.slow
    def test_of_birth_are_read_as_years_and_never_shown(self, loader_client, by):
        content = EXTRACT.replace("Surname", "DOB").replace("Synthetic", "17/05/1986")
        upload = bring(content.replace("Invented", "31/12/1990"), by=by, is_example=True)
        first = loader_client.get(url(upload, "columns")).content.decode()
        loader_client.post(
            url(upload, "columns"), picks((*COLUMNS[:6], "birth_year", "-")), follow=True
        )

        page = Page(loader_client.get(url(upload, "codes")))

        assert picked(page, "date_birth_year") == "DD/MM/YYYY"
        assert not any(shown in first + page.html for shown in ("1986", "1990", "17/05"))

    @pytest.mark.slow
    def test_with_years_of_two_digits_are_refused_in_words(self, loader_client, by):
        content = EXTRACT.replace("/2026", "/26")
        upload = bring(content, by=by, is_example=True)
        loader_client.post(url(upload, "columns"), picks(), follow=True)

        assert "The years have two digits" in text_of(loader_client.get(url(upload, "codes")))

    @pytest.mark.slow
    def test_that_are_all_ours_are_named_in_one_sentence(self, loader_client, by):
        content = EXTRACT.replace("Invented;\r\n", "Invented;yes\r\n").replace(";N\r", ";no\r")
        upload = bring(content, by=by, is_example=True)
        loader_client.post(url(upload, "columns"), picks(), follow=True)

        page = Page(loader_client.get(url(upload, "codes")))

        assert "These columns are already written as ours: DA flag." in page.text
        assert 'id="codes-flag_domestic_abuse"' not in page.html

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_2_may_not_take_0_for_no_where_1_is_not_yes(self, loader_client, by):
        content = EXTRACT.replace("Invented;\r\n", "Invented;0\r\n").replace(";N\r", ";1\r")
        upload = bring(content, by=by, is_example=True)
        given = {"code_flag_domestic_abuse_0": "", "code_flag_domestic_abuse_1": "no"}

        said = text_of(name_columns(loader_client, upload, **given))

        assert "0 may stand for no only where 1 stands for yes" in said
        name_columns(loader_client, upload, **given | {"code_flag_domestic_abuse_0": "yes"})
        upload.refresh_from_db()
        assert '"0" = "no"' in upload.profile_text

    @pytest.mark.slow
    def test_that_say_nothing_may_not_make_somebody_more_contactable(self, loader_client, by):
        content = EXTRACT.replace("Invented;\r\n", "Invented;Unknown\r\n")
        upload = bring(content, by=by, is_example=True)
        loader_client.post(url(upload, "columns"), picks(), follow=True)

        page = Page(loader_client.get(url(upload, "codes")))
        drop_down = page.html.split(">Unknown</label>")[1].split("</select>")[0]

        assert 'value="yes"' in drop_down
        assert 'value="no"' not in drop_down


class TestTheProfile:
    @pytest.mark.slow
    def test_is_kept_and_used_on_the_file_at_once(self, loader_client, example):
        name_columns(loader_client, example)

        response = loader_client.post(url(example, "profile"), {"name": "niche"})

        assert response["Location"] == f"{FILES}{example.pk}/"
        tasks.check_upload.call(example.pk)
        example.refresh_from_db()
        assert (example.rows, example.good_rows) == (2, 2)
        assert MappingProfile.objects.get().text == example.profile_text

    @pytest.mark.slow
    def test_keeps_what_stays_unread_out_of_all_that_is_stored(self, loader_client, example):
        name_columns(loader_client, example, code_flag_domestic_abuse_0="")
        loader_client.post(url(example, "profile"), {"name": "niche"})

        tasks.check_upload.call(example.pk)

        example.refresh_from_db()
        rejected = held(example, "rejected").decode()
        assert "flag_domestic_abuse" in rejected or "DA flag" in rejected
        assert "Synthetic" not in rejected
        stored = [str(each) for each in Upload.objects.values().get().values()]
        assert not any("Synthetic" in each for each in stored)
        assert "Synthetic" not in MappingProfile.objects.get().test_file

    @pytest.mark.slow
    def test_reads_its_test_file(self, loader_client, example):
        name_columns(loader_client, example)
        loader_client.post(url(example, "profile"), {"name": "niche"})
        saved = MappingProfile.objects.get()

        file = loader_client.get(f"{PROFILES}{saved.pk}/test.csv").content.decode("utf-8-sig")

        assert file.startswith("Crime Ref,")
        assert "Reads its test file" in text_of(loader_client.get(PROFILES))

    @pytest.mark.slow
    def test_that_no_longer_reads_its_test_file_says_so(self, loader_client, example):
        name_columns(loader_client, example)
        loader_client.post(url(example, "profile"), {"name": "niche"})
        saved = MappingProfile.objects.get()
        page = f"{PROFILES}{saved.pk}/"

        loader_client.post(page, {"text": saved.text.replace('"Charged" = "CHARGED"\n', "")})
        assert "No longer reads its test file" in text_of(loader_client.get(page))

        loader_client.post(f"{page}test/")
        assert "Reads its test file" in text_of(loader_client.get(page))

    @pytest.mark.slow
    def test_that_no_longer_fits_the_standard_says_so(self, loader_client, example):
        name_columns(loader_client, example)
        loader_client.post(url(example, "profile"), {"name": "niche"})
        MappingProfile.objects.update(text='[columns]\n"A" = "gone"\n')

        said = text_of(loader_client.get(f"{PROFILES}{MappingProfile.objects.get().pk}/"))

        assert "No longer fits the standard case file" in said
        assert "“gone” is not a column" in said

    @pytest.mark.slow
    def test_that_is_changed_has_its_name_already(self, loader_client, example):
        name_columns(loader_client, example)
        loader_client.post(url(example, "profile"), {"name": "niche"})
        tasks.check_upload.call(example.pk)
        loader_client.post(url(example, "map"))

        page = loader_client.get(url(example, "profile")).content.decode()

        assert 'value="niche"' in page

    @pytest.mark.slow
    def test_replaces_one_of_its_name_only_where_somebody_says_so(self, loader_client, example):
        force = example.force
        MappingProfile.objects.create(
            force=force, name="niche", text="# old", saved_at=NOW, saved_by="x"
        )
        name_columns(loader_client, example)

        response = loader_client.post(url(example, "profile"), {"name": "niche"}, follow=True)
        assert "There is a profile of this name" in text_of(response)

        loader_client.post(url(example, "profile"), {"name": "niche", "replaces": "on"})
        assert "[columns]" in MappingProfile.objects.get().text

    def test_of_another_force_gives_no_test_file(self, loader_client):
        loader_client.post(PROFILES, {"name": "niche", "text": "# x"})
        page = f"{PROFILES}{MappingProfile.objects.get().pk}/"
        other = _client(_staff(Role.DATA_LOADER, "gwent", prefix="other."))

        assert other.get(f"{page}test.csv").status_code == 404
        assert other.post(f"{page}test/").status_code == 404

    @pytest.mark.slow
    def test_says_how_the_file_stands_where_another_window_was_first(self, loader_client, example):
        name_columns(loader_client, example)
        with mock.patch.object(uploads, "request_check", side_effect=UnableToChangeUploadError):
            response = loader_client.post(url(example, "profile"), {"name": "niche"}, follow=True)

        assert "That cannot be done with this file now" in text_of(response)

    @pytest.mark.slow
    def test_loads_nothing_by_itself(self, loader_client, example):
        name_columns(loader_client, example)
        loader_client.post(url(example, "profile"), {"name": "niche"})
        tasks.check_upload.call(example.pk)

        assert not Case.objects.exists()


@pytest.mark.safety
class TestAFileWithoutHeadings:
    CASES = "Zelda Quux,28E,REPORT,Leeds,Aron Vee\r\nMary Jane,28E,REPORT,York,Bob Dee\r\n"
    NAMES = ("Zelda", "Quux", "Aron", "Vee", "Mary", "Jane")

    @pytest.mark.slow
    def test_shows_and_keeps_no_cell_of_its_first_row_saf_15(self, loader_client, by):
        upload = checked(self.CASES, by=by)
        page = loader_client.get(f"{FILES}{upload.pk}/").content.decode()
        loader_client.post(url(upload, "map"))
        page += loader_client.get(url(upload, "columns")).content.decode()
        stored = Upload.objects.values_list("faults", "fault_groups", "profile_text")

        for name in self.NAMES:
            assert name not in page
            assert name not in str(list(stored))

    @pytest.mark.slow
    def test_is_made_a_profile_of_only_where_somebody_says_that_these_are_headings_saf_15(
        self, loader_client, by
    ):
        upload = bring(self.CASES.encode(), by=by, is_example=True)

        said = loader_client.post(
            url(upload, "columns"),
            picks(["case_key", "offence_code", "stage", "-", "-"]),
            follow=True,
        )

        assert "looks like a case, and may not be kept" in text_of(said)
        upload.refresh_from_db()
        assert "Aron" not in upload.profile_text
