import io
import json
import re
import zipfile

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import actions as access_actions
from access.models import DataOrigin, Force, TaskRun
from access.permissions import Role
from responses import tasks
from responses.case_files.rejected import rows as rejected_rows
from responses.models import Case, MappingProfile, Upload, UploadPart
from responses.vault.upload_parts import PartKind
from tests.conftest import NOW, TESTER, _client, _staff
from tests.responses.case_files.examples import csv_text, record
from tests.responses.case_files.workbooks.books import book, table
from tests.responses.imports.uploading import GOOD, MIXED, bring, checked, held, loaded, loader
from tests.responses.pages import Page
from tests.survey.interchange.old_workbooks import old_book

pytestmark = pytest.mark.django_db
FILES = "/staff/case-files/"
PROFILES = "/staff/mapping-profiles/"
REJECTED = csv_text([record(sex="f"), record(case_key="K2"), record(case_key="K2")]) + "K3,x\r\n"
UploadState = Upload.UploadState


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def by(data_loader):
    return loader(data_loader)


def waiting() -> list[tuple[str, str]]:
    due = TaskRun.objects.filter(hand_out_at__isnull=False, running_until__isnull=True)
    return [(run.task.rpartition(".")[2], run.arguments) for run in due.order_by("pk")]


def file(text: str = GOOD, name: str = "extract.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def url(upload: Upload, deed: str = "") -> str:
    return f"{FILES}{upload.pk}/{deed}"


def text_of(response) -> str:
    return Page(response).text


class TestBringing:
    def test_keeps_the_file_and_leaves_the_work_to_a_task(self, loader_client):
        response = loader_client.post(FILES, {"file": file(), "way": "0"})

        upload = Upload.objects.get()
        assert response["Location"] == url(upload)
        assert waiting() == [("check_upload", f"[{upload.pk}]")]
        assert upload.state == UploadState.CHECKING
        assert not Case.objects.exists()

    def test_by_a_profile_of_the_force(self, loader_client, by):
        force = Force.objects.get(code="city-of-london")
        MappingProfile.objects.create(
            force=force, name="niche", text="# own", saved_at=NOW, saved_by="x"
        )

        loader_client.post(FILES, {"file": file(), "way": "1"})

        assert Upload.objects.get().profile_text == "# own"

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"way": "0"}, "Choose a file"),
            ({"way": "0", "file": file("")}, "The file is empty"),
            ({"way": "9", "file": file()}, "Choose one of the ways listed"),
            ({"file": file()}, "Choose how the file is written"),
        ],
    )
    def test_tells_faults_in_their_place(self, loader_client, given, told):
        response = loader_client.post(FILES, given)

        assert told in text_of(response)
        assert not Upload.objects.exists()

    def test_takes_no_file_larger_than_memory_is_meant_for(self, loader_client, settings):
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10

        response = loader_client.post(FILES, {"file": file(), "way": "0"})

        assert "Choose a file of at most 64 MB" in text_of(response)

    def test_takes_the_people_for_what_the_database_holds(self, loader_client):
        DataOrigin.objects.create(origin="simulated", set_at=NOW, set_by="tests")

        loader_client.post(FILES, {"file": file(), "way": "0"})

        assert Upload.objects.get().is_simulated


def hiding() -> bytes:
    def hide(made):
        made.get_worksheet_by_name("Cases").activate()
        made.get_worksheet_by_name("Cases").set_row(2, None, None, {"hidden": True})
        made.get_worksheet_by_name("Last month").hide()

    sheets = {"Read me": [["About"]], "Last month": table(record(case_key="OLD"))}
    cases = table(record(), record(case_key="K2"))
    return book({**sheets, "Cases": cases}, change=hide)


class TestAWorkbookThatHidesRows:
    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_17_is_refused_and_says_what_it_hides(self, loader_client, by):
        said = text_of(loader_client.get(url(checked(hiding(), by=by, name="cases.xlsx"))))

        assert "Rows are hidden or filtered out. Their numbers are 3 (1 in all)." in said
        assert "none of it can be loaded" in said
        assert not Upload.objects.get().is_whole

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_17_is_refused_in_the_format_of_before_2007_too(self, loader_client, by):
        def hide(made):
            made.get_sheet("Cases").row(2).hidden = True

        content = old_book({"Cases": table(record(), record(case_key="K2"))}, change=hide)

        said = text_of(loader_client.get(url(checked(content, by=by, name="cases.xls"))))

        assert "Rows are hidden or filtered out. Their numbers are 3 (1 in all)." in said

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_17_is_loaded_where_its_sender_ticks_that(self, loader_client):
        workbook = SimpleUploadedFile("cases.xlsx", hiding())

        loader_client.post(FILES, {"file": workbook, "way": "0", "hidden": "load"})
        upload = Upload.objects.get()
        tasks.check_upload.call(upload.pk)
        said = text_of(loader_client.get(url(upload)))

        assert "All 2 rows are good" in said
        assert "Hidden rows were read too. Their numbers are 3 (1 in all)." in said
        assert "The sheet Cases was read. These sheets were not read: Read me." in said
        assert "These sheets are hidden and were not read: Last month." in said

    def test_is_taken_without_the_tick_where_it_hides_nothing(self, loader_client):
        loader_client.post(FILES, {"file": file(), "way": "0"})

        assert not Upload.objects.get().takes_hidden


class TestAFile:
    def test_tells_of_the_work_while_it_goes_on(self, loader_client, by):
        upload = bring(by=by)
        Upload.objects.update(rows_done=2000)

        response = loader_client.get(url(upload))

        assert "The file is being read" in text_of(response)
        assert "2,000 rows so far" in text_of(response)
        assert "Look again" in text_of(response)

    def test_shows_its_report_and_offers_to_load_the_good_rows(self, loader_client, by):
        said = text_of(loader_client.get(url(checked(MIXED, by=by))))

        assert "1 row of 3 cannot be loaded" in said
        assert "Load the 2 good rows" in said
        assert "Ethnic group stated" in said
        assert "This is not one of the values allowed" in said

    @pytest.mark.slow
    def test_tells_its_faults_by_cause_with_what_to_do(self, loader_client, by):
        rows = [record(case_key=f"K{n}", reported_on=f"{n}/03/2026") for n in range(13, 31)]
        rows.append(record(case_key="K1", force="kent", reported_on="31/03/2026"))

        said = text_of(loader_client.get(url(checked(csv_text(rows), by=by))))

        assert "“13/03/2026”, “14/03/2026”, “15/03/2026” …" in said
        assert "Say so in a mapping profile (dates), and the file loads as it is." in said
        assert "Rows 2, 3, 4, 5, 6 …" in said
        assert "These rows are of kent, and this file is loaded for another force." in said

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"\x89PNG\r\n\x1a\n", "The file is a picture, whatever its name says."),
            (b"<html><table>", "The file is a web page or XML, whatever its name says."),
        ],
    )
    def test_is_called_what_it_is(self, loader_client, by, content, told):
        upload = checked(content, by=by, name="cases.xlsx")

        assert told in text_of(loader_client.get(url(upload)))

    def test_comes_back_with_the_same_faults_when_its_rejected_rows_are_brought(
        self, loader_client, by
    ):
        first = checked(REJECTED, by=by)
        rows = b"".join(loader_client.get(url(first, "rejected.csv")))

        again = checked(rows, by=by)

        assert again.good_rows == 0
        assert [group["cause"] for group in again.fault_groups] == [
            group["cause"] for group in first.fault_groups
        ]

    @pytest.mark.slow
    def test_comes_back_as_a_workbook_with_the_same_cells_and_faults(self, loader_client, by):
        first = checked(REJECTED, by=by)
        answer = loader_client.get(url(first, "rejected.xlsx"))

        again = checked(answer.content, by=by, name="rejected.xlsx")

        assert answer["Content-Disposition"].endswith(f'"rejected-{first.pk}.xlsx"')
        assert again.good_rows == 0
        assert [group["cause"] for group in again.fault_groups] == [
            group["cause"] for group in first.fault_groups
        ]
        rows = [held(one, PartKind.REJECTED).decode("utf-8-sig") for one in (first, again)]
        parted = [[row.split(",", 1)[1] for row in text.splitlines()] for text in rows]
        assert parted[0] == parted[1]

    def test_says_so_where_its_rejected_rows_are_too_many_for_a_workbook(
        self, loader_client, by, monkeypatch
    ):
        monkeypatch.setattr(rejected_rows, "MOST_ROWS", 0)
        upload = checked(REJECTED, by=by)

        said = text_of(loader_client.get(url(upload, "rejected.xlsx"), follow=True))

        assert "There is too much for a workbook. Take the rows as CSV." in said

    def test_in_a_forces_own_layout_says_first_to_name_its_columns(self, loader_client, by):
        upload = checked("Crime Ref,Mob,Colour\r\nR1,07700 900123,red\r\n", by=by)

        page = loader_client.get(url(upload)).content.decode()
        first, _, folded = page.partition("<main")[2].partition("<details")

        assert "Press “Name its columns”" in first
        assert '<button class="button">Name its columns' in first
        assert "Take these columns out" in folded

    @pytest.mark.slow
    @pytest.mark.parametrize("content", [b"%PDF-1.7", b"\x89PNG\r\n", b"\xd0\xcf\x11\xe0", b""])
    def test_that_is_no_table_offers_to_name_no_columns(self, loader_client, by, content):
        upload = checked(content, by=by)

        assert "Name its columns" not in text_of(loader_client.get(url(upload)))

    def test_that_is_an_archive_of_other_tables_is_said_to_be_one(self, loader_client, by):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as package:
            package.writestr("read.me", "x")
            package.writestr("2026/cases.csv", "Zelda Quux,07700 900123")

        upload = checked(packed.getvalue(), by=by, name="J Smith 07700900123 cases.zip")
        page = loader_client.get(url(upload)).content.decode()

        assert "Take the table out of it and bring that." in page
        for text in (page, str(upload.fault_groups), upload.file_name):
            assert "07700" not in text
            assert "Zelda" not in text
        assert upload.file_name == "J ….zip"

    def test_names_its_force_in_the_readers_language(self, loader_client, by):
        page = text_of(loader_client.get(url(checked(by=by))))

        assert "for City of London Police" in page

    def test_stands_beside_the_last_load_with_the_rows_of_others(self, loader_client, by):
        rows = [record(case_key=f"K{n}") for n in range(3)] + [record(case_key="L", force="kent")]

        page = text_of(loader_client.get(url(checked(csv_text(rows), by=by))))

        assert re.search(r"Rows that cannot be loaded – 25\.0.%", page)

    def test_is_loaded_by_a_task(self, loader_client, by):
        upload = checked(by=by)

        loader_client.post(url(upload, "load/"))

        upload.refresh_from_db()
        assert (upload.state, waiting()[-1:]) == (
            UploadState.LOADING,
            [("load_upload", f"[{upload.pk}]")],
        )
        assert not Case.objects.exists()

    def test_says_so_where_it_cannot_be_loaded(self, loader_client, by):
        upload = bring(by=by)

        response = loader_client.post(url(upload, "load/"), follow=True)

        assert "That cannot be done with this file now" in text_of(response)
        assert not [name for name, _arguments in waiting() if name == "load_upload"]

    @pytest.mark.slow
    def test_tells_what_taking_it_back_would_do_and_leaves_it_to_a_task(self, loader_client, by):
        upload = loaded(by=by)
        said = text_of(loader_client.get(url(upload)))

        loader_client.post(url(upload, "undo/"))

        assert "Cases that go" in said
        assert waiting()[-1] == ("undo_upload", f"[{upload.pk}]")

    def test_tells_that_the_work_was_given_up_and_has_it_tried_again(self, loader_client, by):
        upload = bring(by=by)
        TaskRun.objects.update(failed_at=NOW, given_up_at=NOW, hand_out_at=None)
        said = text_of(loader_client.get(url(upload)))

        loader_client.post(url(upload, "again/"))

        assert "failed several times and was given up" in said
        assert "Look again" not in said
        assert waiting() == [("check_upload", f"[{upload.pk}]")]
        assert TaskRun.objects.get().given_up_at is None

    def test_is_not_tried_again_while_it_is_tried(self, loader_client, by):
        response = loader_client.post(url(bring(by=by), "again/"), follow=True)

        assert "That cannot be done with this file now" in text_of(response)

    def test_is_discarded(self, loader_client, by):
        upload = checked(MIXED, by=by)

        loader_client.post(url(upload, "discard/"))

        assert not UploadPart.objects.exists()
        assert "The file was destroyed" in text_of(loader_client.get(url(upload)))

    def test_gives_its_rejected_rows_and_its_report(self, loader_client, by):
        upload = checked(MIXED, by=by)

        rows = b"".join(loader_client.get(url(upload, "rejected.csv"))).decode("utf-8-sig")
        report = json.loads(loader_client.get(url(upload, "quality.json")).content)

        assert len(rows.splitlines()) == 2
        assert report["forces"]["city-of-london"]["rows"] == 3

    def test_has_neither_before_it_was_read(self, loader_client, by):
        upload = bring(by=by)

        for name in ("rejected.csv", "rejected.xlsx", "quality.json"):
            assert loader_client.get(url(upload, name)).status_code == 404

    @pytest.mark.slow
    def test_of_another_force_is_absent(self, by):
        upload = checked(MIXED, by=by)
        other = _client(_staff(Role.DATA_LOADER, "gwent", prefix="other."))

        for deed in ("", "rejected.csv", "rejected.xlsx", "quality.json"):
            assert other.get(url(upload, deed)).status_code == 404
        for deed in ("load/", "discard/", "undo/", "again/"):
            assert other.post(url(upload, deed)).status_code == 404
        assert "extract.csv" not in text_of(other.get(FILES))


class TestTheList:
    def test_tells_how_other_systems_send_cases(self, loader_client):
        assert "curl http://testserver/api/v1/cases/ " in text_of(loader_client.get(FILES))
        DataOrigin.objects.create(origin="simulated", set_at=NOW, set_by="tests")

        said = text_of(loader_client.get(FILES))

        assert "/api/v1/cases/?simulated=yes" in said
        assert "The people here are simulated" in said

    def test_shows_each_load_with_measures_to_compare(self, loader_client, by):
        loaded(csv_text([record(ethnicity="roma"), record(case_key="K2")]), by=by)

        said = text_of(loader_client.get(FILES))

        assert "extract.csv" in said
        assert "50.0\N{NO-BREAK SPACE}%" in said

    @pytest.mark.slow
    def test_costs_the_same_for_many(self, loader_client, by):
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                loader_client.get(FILES)
            return len(captured)

        loaded(MIXED, by=by)
        queries()
        few = queries()
        for _ in range(5):
            checked(MIXED, by=by)

        assert queries() == few


class TestProfiles:
    def test_are_added_by_pasting(self, loader_client):
        given = {"name": "niche", "text": 'dates = "DD/MM/YYYY"'}

        response = loader_client.post(PROFILES, given, follow=True)

        assert "The profile niche is saved" in text_of(response)
        assert MappingProfile.objects.get().force_id == "city-of-london"

    def test_are_replaced_by_a_file(self, loader_client):
        loader_client.post(PROFILES, {"name": "niche", "text": "# old"})
        saved = MappingProfile.objects.get()

        new = io.BytesIO(b'dates = "YYYY-MM-DD"')
        new.name = "niche.toml"
        loader_client.post(f"{PROFILES}{saved.pk}/", {"text": "# old", "file": new})

        saved.refresh_from_db()
        assert saved.text == 'dates = "YYYY-MM-DD"'

    def test_are_refused_with_every_fault_in_its_place(self, loader_client):
        text = '[columns]\n"A" = "nowhere"\n[values.stage]\n"x" = "y"\n'

        said = text_of(loader_client.post(PROFILES, {"name": "niche", "text": text}))

        assert "“nowhere” is not a column of the standard case file" in said
        assert "“y” is not a value of the standard case file" in said
        assert not MappingProfile.objects.exists()

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"name": "", "text": "# x"}, "Enter a name"),
            ({"name": "a b", "text": "# x"}, "letters, digits and hyphens"),
            ({"name": "a", "text": " "}, "Paste the profile"),
            ({"name": "a", "text": "= ="}, "This is not TOML"),
            ({"name": "a", "file": SimpleUploadedFile("a", b"\xff")}, "not UTF-8"),
        ],
    )
    def test_say_what_is_missing(self, loader_client, given, told):
        assert told in text_of(loader_client.post(PROFILES, given))

    def test_are_not_replaced_by_the_way(self, loader_client):
        for text in ("# one", "# two"):
            response = loader_client.post(PROFILES, {"name": "niche", "text": text})

        assert "There is a profile of this name" in text_of(response)
        assert MappingProfile.objects.get().text == "# one"

    def test_of_another_force_are_absent(self, loader_client):
        loader_client.post(PROFILES, {"name": "niche", "text": "# x"})
        other = _client(_staff(Role.DATA_LOADER, "gwent", prefix="other."))

        pk = MappingProfile.objects.get().pk
        assert other.get(f"{PROFILES}{pk}/").status_code == 404
        assert "niche" not in text_of(other.get(PROFILES)).split("Add a profile")[0]


class TestASuccessorForce:
    @pytest.mark.slow
    def test_offers_both_names_and_shows_what_was_loaded_before(self, by):
        upload = loaded(by=by)
        access_actions.merge_forces(
            predecessors=list(Force.objects.filter(code__in=["city-of-london", "essex"])),
            into="thames-side", name="Thames Side Police", name_cy="",
            on=NOW.date().replace(day=1), with_staff=False, by=TESTER, at=NOW,
        )  # fmt: skip
        heir = _client(_staff(Role.DATA_LOADER, "thames-side", prefix="heir."))

        said = text_of(heir.get(FILES))

        assert "As the standard case file, Thames Side Police" in said
        assert "As the standard case file, City of London Police" in said
        assert heir.get(url(upload)).status_code == 200
