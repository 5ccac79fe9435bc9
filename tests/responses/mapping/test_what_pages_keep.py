from io import BytesIO
from unittest import mock

import pytest
import xlsxwriter

from responses import tasks
from responses.case_files.extracts import examples
from responses.imports.actions import uploads
from responses.models import Upload
from responses.models.contacts import UploadPart
from responses.vault.upload_parts import PartKind
from tests.conftest import NOW
from tests.responses.imports.uploading import bring
from tests.responses.mapping.test_pages import (
    COLUMNS,
    EXTRACT,
    FILES,
    HEADINGS,
    TITLE,
    name_columns,
    picked,
    picks,
    text_of,
    url,
)
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def example(by) -> Upload:
    return bring(EXTRACT, by=by, is_example=True)


def excel(rows) -> bytes:
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return written.getvalue()


class TestWhatWasTyped:
    @pytest.mark.slow
    def test_stands_there_again_with_what_is_wrong_on_a_page_that_can_be_gone_back_to(
        self, loader_client, example
    ):
        given = picks(("stage", *COLUMNS[1:5], "contact_email", *COLUMNS[6:]))

        response = loader_client.post(url(example, "columns"), given)

        assert response["Location"] == url(example, "columns")
        for _time in range(2):
            page = Page(loader_client.get(url(example, "columns")))
            assert "is picked for two columns" in page.text
            assert picked(page, "column_5") == "contact_email"

    @pytest.mark.slow
    def test_is_forgotten_once_it_can_be_kept(self, loader_client, example):
        loader_client.post(url(example, "columns"), picks(("stage", *COLUMNS[1:])))

        loader_client.post(url(example, "columns"), picks())

        page = Page(loader_client.get(url(example, "columns")))
        assert "picked for two columns" not in page.text

    def test_is_forgotten_where_the_layout_is_another(self, loader_client, example):
        loader_client.post(url(example, "columns"), picks(("stage", *COLUMNS[1:])))

        loader_client.post(url(example, "layout"))

        page = Page(loader_client.get(url(example, "columns")))
        assert "picked for two columns" not in page.text

    @pytest.mark.slow
    def test_of_another_file_is_shown_nowhere_else(self, loader_client, example, by):
        loader_client.post(url(example, "columns"), picks(("stage", *COLUMNS[1:])))

        other = bring(EXTRACT, by=by, is_example=True)

        page = Page(loader_client.get(url(other, "columns")))
        assert "picked for two columns" not in page.text


class TestEthnicGroups:
    @pytest.fixture
    def example(self, loader_client, by) -> Upload:
        content = EXTRACT.replace("Surname", "Ethnicity").replace("Synthetic", "O1")
        upload = bring(content.replace("Invented", "W4"), by=by, is_example=True)
        loader_client.post(url(upload, "columns"), picks((*COLUMNS[:6], "ethnicity", "-")))
        return upload

    def say(self, client, upload, **more: str):
        given = {
            "date_reported_on": "DD/MM/YYYY", "date_stage_on": "DD/MM/YYYY",
            "code_stage_0": "INVESTIGATION", "code_stage_1": "CHARGED",
            "code_ethnicity_0": "chinese",
        }  # fmt: skip
        return client.post(url(upload, "codes"), given | more, follow=True)

    @pytest.mark.slow
    def test_are_of_the_list_that_is_said(self, loader_client, example):
        self.say(loader_client, example, scheme="police-16+1")
        loader_client.post(url(example, "profile"), {"name": "own"})
        tasks.check_upload.call(example.pk)

        example.refresh_from_db()
        assert 'ethnicity_scheme = "police-16+1"' in example.profile_text
        assert example.good_rows == 1

    @pytest.mark.slow
    def test_are_none_that_the_list_lacks(self, loader_client, example):
        response = self.say(loader_client, example, scheme="police-16+1", code_ethnicity_1="roma")

        said = text_of(response)
        assert "The list by which ethnic groups were recorded has no such group" in said


class TestMoreCodesThanOnePageShows:
    @pytest.fixture
    def example(self, loader_client, by) -> Upload:
        rows = (f"R-{n};28E;31/08/2026;Open;14/09/2026;;q{n:03};\r\n" for n in range(310))
        content = TITLE + HEADINGS.replace("Surname", "Type") + "".join(rows)
        upload = bring(content, by=by, is_example=True)
        loader_client.post(url(upload, "columns"), picks((*COLUMNS[:6], "crime_group", "-")))
        return upload

    @pytest.mark.slow
    def test_follow_on_the_next_part(self, loader_client, example):
        first = Page(loader_client.get(url(example, "codes")))
        assert "Part 1 of 2" in first.text
        assert "q298" in first.text
        given = {"date_reported_on": "DD/MM/YYYY", "date_stage_on": "DD/MM/YYYY"}
        group = {"code_stage_0": "INVESTIGATION", "code_crime_group_0": "burglary"}

        response = loader_client.post(url(example, "codes"), given | group)

        assert response["Location"] == url(example, "codes") + "?part=2"
        second = Page(loader_client.get(response["Location"]))
        assert "q309" in second.text
        assert "q298" not in second.text
        last = loader_client.post(response["Location"], {"code_crime_group_309": "burglary"})
        assert last["Location"] == url(example, "profile")
        example.refresh_from_db()
        assert '"q000" = "burglary"' in example.profile_text
        assert '"q309" = "burglary"' in example.profile_text
        assert "DD/MM/YYYY" in example.profile_text

    @pytest.mark.slow
    def test_that_no_profile_holds_are_said_to_be_too_many(self, loader_client, by):
        heading = "Refusals noted by whoever took the call " * 150
        names = ";".join(f"{heading}{n}" for n in range(9))
        content = f"{HEADINGS.strip()};{names}\r\n" + "R-1;28E;31/08/2026;Open;14/09/2026;;x;\r\n"
        upload = bring(content, by=by, is_example=True)
        more = {f"column_{8 + n}": "-" for n in range(9)}
        ticks = {f"leave_{8 + n}": "on" for n in range(9)}

        response = loader_client.post(url(upload, "columns"), picks() | more | ticks, follow=True)

        assert "That is more than a profile holds" in text_of(response)


@pytest.mark.safety
class TestAPreferenceForTheTelephone:
    @pytest.fixture
    def example(self, loader_client, by) -> Upload:
        content = EXTRACT.replace("Surname", "Contact preference")
        content = content.replace("Synthetic", "Phone").replace("Invented", "Text")
        upload = bring(content, by=by, is_example=True)
        way = (*COLUMNS[:6], "safe_contact_channel", "-")
        loader_client.post(url(upload, "columns"), picks(way))
        return upload

    @pytest.mark.slow
    def test_saf_2_may_be_read_as_no_message_and_as_no_other(self, loader_client, example):
        page = loader_client.get(url(example, "codes")).content.decode()

        drop_down = page.split('for="id_code_safe_contact_channel_0">Phone')[1]
        drop_down = drop_down.split("</select>")[0]
        assert 'value="other" selected' in drop_down
        assert 'value="sms"' not in drop_down
        assert 'value="-"' not in drop_down


class TestAWorkbook:
    @pytest.fixture
    def example(self, by) -> Upload:
        rows = [HEADINGS.strip().split(";"), *(row.split(";") for row in EXTRACT.splitlines()[2:])]
        return bring(excel(rows), by=by, name="weekly.xlsx", is_example=True)

    @pytest.mark.slow
    def test_is_opened_once_for_all_pages(self, loader_client, example):
        first = text_of(loader_client.get(url(example, "columns")))

        with mock.patch("survey.interchange.workbooks.opening.read_sheets") as opened:
            again = text_of(loader_client.get(url(example, "columns")))

        assert not opened.called
        assert again == first

    @pytest.mark.slow
    def test_leaves_its_cells_readable_nowhere(self, loader_client, example):
        loader_client.get(url(example, "columns"))

        sealed = UploadPart.objects.filter(upload=example, kind=PartKind.SHEETS)
        assert sealed.exists()
        assert all(b"Synthetic" not in bytes(part.sealed) for part in sealed)

    @pytest.mark.slow
    def test_leaves_its_cells_no_longer_than_the_file(self, loader_client, example):
        loader_client.get(url(example, "columns"))

        loader_client.post(f"{FILES}{example.pk}/discard/")

        assert not UploadPart.objects.filter(upload=example).exists()

    @pytest.mark.slow
    def test_leaves_its_cells_no_longer_than_its_columns_are_named(self, loader_client, example):
        loader_client.get(url(example, "columns"))
        name_columns(loader_client, example)

        loader_client.post(url(example, "profile"), {"name": "niche"})

        kinds = UploadPart.objects.filter(upload=example).values_list("kind", flat=True)
        assert set(kinds) == {PartKind.FILE}

    @pytest.mark.slow
    def test_that_was_destroyed_meanwhile_is_kept_by_no_page(self, loader_client, example, by):
        opened = examples.open_workbook

        def discarded_meanwhile(source):
            found = opened(source)
            uploads.discard_upload(upload_id=example.pk, by=by, at=NOW)
            return found

        with mock.patch.object(examples, "open_workbook", discarded_meanwhile):
            loader_client.get(url(example, "columns"))

        assert not UploadPart.objects.filter(upload=example).exists()
