"""Doubts about people in a file, followed to the end of sending (SAF-1)."""

import json
from itertools import permutations

import pytest
import time_machine
from django.core.management import CommandError, call_command

from access.actor import Actor
from responses import tasks
from responses.case_files.columns import FLAGS
from responses.case_files.warnings.doubts import DoubtReason
from responses.imports.actions import hold_answers, uploads
from responses.models import Case, MappingProfile, OutboxMessage, PersonHold
from responses.models.contacts import HeldKey, Suppression
from tests.conftest import NOW
from tests.responses import held
from tests.responses.case_files.examples import csv_text, json_lines
from tests.responses.case_files.workbooks.books import book, table
from tests.responses.imports.holding_files import (
    E164,
    bring_and_load,
    cells,
    stored,
    texted,
)
from tests.responses.imports.uploading import checked, loader

pytestmark = [pytest.mark.django_db, pytest.mark.safety]
TYPO = {"sex": "femail"}
WARNINGS = {
    "no contact": {"exclude_code": "NOCONTACT", "exclude_by": "DC 1", "exclude_on": "2026-11-01"},
    "deceased": {"deceased": "yes"},
    "unsafe number": {"number_safe": "no"},
    "threat to life": {"exclude_code": "RISKLIFE"},
    "domestic abuse": {"flag_domestic_abuse": "yes"},
    "high risk": {"risk_level": "high"},
    "nothing": {},
}


@pytest.fixture
def by(data_loader) -> Actor:
    return loader(data_loader)


@pytest.fixture
def lead() -> Actor:
    return held.person("Lead")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


class TestARefusedRow:
    def test_of_nobody_who_is_stored_leaves_others_asked(self, by):
        stored()

        bring_and_load(
            csv_text([cells(case_key="R-9", contact_mobile="07700900999", **TYPO)]), by=by
        )

        assert texted() == {E164}
        assert not PersonHold.objects.exists()

    @pytest.mark.parametrize("said", WARNINGS.values(), ids=WARNINGS)
    @pytest.mark.parametrize("rest", [[], [cells(case_key="R-2", contact_mobile="07700900399")]])
    def test_saf_1_pauses_every_text_to_its_person(self, by, said, rest):
        stored()

        bring_and_load(csv_text([cells(**TYPO, **said), *rest]), by=by)

        assert E164 not in texted()
        [message] = OutboxMessage.objects.filter(invitation__stage_event__case__case_key="R-1")
        assert message.state in {"due", "cancelled"}

    def test_saf_1_pauses_it_when_the_file_is_never_loaded(self, by):
        stored()

        checked(csv_text([cells(**TYPO)]), by=by)

        assert texted() == set()

    def test_saf_1_pauses_other_cases_with_the_same_number(self, by):
        stored()
        stored(case_key="R-7")

        checked(csv_text([cells(**TYPO)]), by=by)

        assert texted() == set()

    def test_saf_1_holds_the_number_of_its_case_when_it_names_none(self, by):
        stored()
        stored(case_key="R-7")

        checked(csv_text([cells(contact_mobile="", **TYPO)]), by=by)

        assert texted() == set()

    @pytest.mark.parametrize(
        "cell",
        ["DO NOT TEXT 07700 900321", "07700900321 (husband)", "+44 (0)7700 900321 / 07700900322",
         "old number 07700-900-321 do not use"],
    )  # fmt: skip
    def test_saf_1_holds_the_number_beside_a_warning_in_its_cell(self, by, cell):
        stored(case_key="R-7")

        bring_and_load(csv_text([cells(case_key="R-8", contact_mobile=cell)]), by=by)

        assert texted() == set()

    def test_saf_1_stores_what_it_says_of_safety_with_the_case(self, by):
        stored()
        stored(case_key="R-2", contact_mobile="+447700900399")

        bring_and_load(
            csv_text([
                cells(**TYPO, deceased="yes", flag_stalking="yes", exclude_code="RISKLIFE"),
                cells(case_key="R-2", contact_mobile="07700900399"),
            ]),
            by=by,
        )  # fmt: skip

        case = Case.objects.get(case_key="R-1")
        assert case.is_deceased
        assert case.flags["stalking"]
        assert case.exclude_code == "RISKLIFE"

    def test_saf_1_with_too_many_cells_holds_the_person_of_its_key(self, by):
        stored()
        text = csv_text([cells()]).rstrip() + ",one,more\r\n"

        bring_and_load(text, by=by)

        assert texted() == set()


class TestRowsWithOneKey:
    @pytest.mark.slow
    @pytest.mark.parametrize("said", list(WARNINGS.values())[:-1], ids=list(WARNINGS)[:-1])
    @pytest.mark.parametrize("is_stored", [True, False])
    def test_saf_1_have_the_most_careful_value_in_every_order(self, by, said, is_stored):
        said = {"exclude_by": "DC 1", "exclude_on": "2026-11-01", **said} if (
            "exclude_code" in said
        ) else said  # fmt: skip
        rows = [cells(), cells(**said), cells(sex="male")]
        for order in permutations(rows):
            PersonHold.objects.all().delete()
            Case.objects.all().delete()
            if is_stored:
                stored()

            bring_and_load(csv_text(order), by=by)

            assert texted() == set()

    def test_that_are_the_same_count_once(self, by):
        stored(case_key="R-7", contact_mobile="+447700900399")

        upload = bring_and_load(csv_text([cells(), cells()]), by=by)

        assert upload.state == "loaded"
        assert upload.fault_count == 0
        assert E164 in texted()

    def test_that_differ_are_loaded_when_somebody_has_looked(self, by):
        upload = checked(csv_text([cells(), cells(sex="male")]), by=by)

        with pytest.raises(uploads.UnansweredNotesError):
            uploads.request_import(upload_id=upload.pk, is_certain=True, by=by, at=NOW)


class TestWhatIsNotRead:
    def test_saf_1_a_sheet_that_forbids_contact_holds_who_is_in_it(self, by):
        stored()
        content = book(
            {"Data": table(cells(case_key="R-2", contact_mobile="07700900399")),
             "DO NOT CONTACT": [["Ref"], ["R-1"]]}
        )  # fmt: skip

        upload = checked(content, by=by, name="a.xlsx")

        assert "forbidding_sheets" in {note["code"] for note in upload.notes}
        assert texted() == set()

    def test_saf_1_a_comment_that_forbids_contact_holds_the_person_of_its_row(self, by):
        stored()
        content = book(
            {"Data": table(cells())},
            change=lambda made: made.get_worksheet_by_name("Data").write_comment(
                "A2", "She asked: do not contact"
            ),
        )

        bring_and_load(content, by=by, name="a.xlsx")

        assert texted() == set()

    @pytest.mark.parametrize("name", ["Deceased", "Opted out", "DONOTCONTACT", "Wedi marw"])
    def test_saf_1_a_sheet_named_for_refusals_holds_who_is_in_it(self, by, name):
        stored()
        rows = table(cells(case_key="R-2", contact_mobile="07700900399"))

        upload = checked(book({"Data": rows, name: [["Ref"], ["R-1"]]}), by=by, name="a.xlsx")

        assert "forbidding_sheets" in {note["code"] for note in upload.notes}
        assert texted() == set()

    @pytest.mark.parametrize("text", ["Deceased", "She died 3 Nov", "Victim refused contact"])
    def test_saf_1_a_comment_on_a_death_or_refusal_holds_the_person_of_its_row(self, by, text):
        stored()
        content = book(
            {"Data": table(cells())},
            change=lambda made: made.get_worksheet_by_name("Data").write_comment("A2", text),
        )

        bring_and_load(content, by=by, name="a.xlsx")

        assert texted() == set()

    def test_saf_1_a_comment_in_another_sheet_holds_the_person_of_its_row(self, by):
        stored()
        rows = table(cells(case_key="R-2", contact_mobile="07700900399"))
        content = book(
            {"Data": rows, "Other": [["Ref"], ["R-1"]]},
            change=lambda made: made.get_worksheet_by_name("Other").write_comment(
                "A2", "do not contact"
            ),
        )

        checked(content, by=by, name="a.xlsx")

        assert texted() == set()

    @pytest.mark.parametrize("column", ["area", "exclude_by", "safe_contact_confirmed_by"])
    def test_saf_1_a_warning_in_a_column_of_free_text_holds_the_person(self, by, column):
        stored()

        bring_and_load(csv_text([cells(**{column: "DO NOT CONTACT"})]), by=by)

        assert texted() == set()

    @pytest.mark.parametrize("text", ["Do not contact", "All deceased", "peidiwch â chysylltu"])
    def test_saf_1_a_footer_that_forbids_contact_holds_who_is_above_it(self, by, text):
        stored()

        bring_and_load(csv_text([cells()]).rstrip() + f"\r\n{text}\r\n", by=by)

        assert texted() == set()

    @pytest.mark.parametrize("said", [{"deceased": "yes"}, {"number_safe": "no"}], ids=str)
    def test_saf_1_a_careful_row_counts_when_the_file_ends_in_a_broken_line(self, by, said):
        stored()

        bring_and_load(csv_text([cells(**said)]) + '"broken', by=by)

        assert texted() == set()

    @pytest.mark.parametrize("where", ["header", "footer", "textbox", "name", "property"])
    def test_saf_1_a_text_around_the_cells_stops_the_load(self, by, where):
        def write(made) -> None:
            sheet = made.get_worksheet_by_name("Data")
            {
                "header": lambda: sheet.set_header("&C&16DO NOT CONTACT"),
                "footer": lambda: sheet.set_footer("&LPlease do not text"),
                "textbox": lambda: sheet.insert_textbox(9, 9, "Do not contact these"),
                "name": lambda: made.define_name("Do_not_contact", "=Data!$A$2"),
                "property": lambda: made.set_properties({"title": "Do not contact list"}),
            }[where]()

        upload = checked(book({"Data": table(cells())}, change=write), by=by, name="a.xlsx")

        assert "forbidding_texts" in {note["code"] for note in upload.notes}
        with pytest.raises(uploads.UnansweredNotesError):
            uploads.request_import(upload_id=upload.pk, is_certain=True, by=by, at=NOW)

    @pytest.mark.parametrize(
        "name",
        ["DO NOT CONTACT november.csv", "deceased.csv", "opt-outs.csv", "DONOTCONTACT_nov.csv"],
    )
    def test_saf_1_the_name_of_a_file_that_forbids_contact_holds_everybody_in_it(self, by, name):
        stored()

        bring_and_load(csv_text([cells()]), by=by, name=name)

        assert texted() == set()

    def test_the_name_of_a_file_that_leaves_people_out_holds_nobody(self, by):
        stored()

        bring_and_load(csv_text([cells()]), by=by, name="withdrawn removed.csv")

        assert texted() == {E164}

    def test_saf_1_rows_that_are_struck_out_hold_their_people(self, by):
        stored()

        def strike(made) -> None:
            struck = made.add_format({"font_strikeout": True})
            for place, cell in enumerate(cells().values()):
                made.get_worksheet_by_name("Data").write_string(1, place, cell, struck)

        bring_and_load(book({"Data": table(cells())}, change=strike), by=by, name="a.xlsx")

        assert texted() == set()

    def test_saf_1_a_column_that_says_no_holds_its_people_though_the_file_is_refused(self, by):
        stored()
        stored(case_key="R-2", contact_mobile="+447700900399")
        rows = [
            {"Do not contact": "Y", **cells()},
            {"Do not contact": "", **cells(case_key="R-2", contact_mobile="07700900399")},
        ]

        bring_and_load(csv_text(rows), by=by)

        assert texted() == {"+447700900399"}

    def test_saf_1_rows_below_a_heading_of_people_who_withdrew_are_held(self, by):
        stored()
        head, line = csv_text([cells()]).strip().split("\r\n")

        bring_and_load(f"{head}\r\nWithdrawn\r\n{line}\r\n", by=by)

        assert texted() == set()


class TestAnIgnoredColumn:
    def load(self, by, heading: str, cell: str, *, kind: str, after: str = "") -> None:
        stored()
        row = {**cells(), heading: cell}
        profile = MappingProfile.objects.create(
            force_id="city-of-london", name="own", text=f'ignore = ["{heading}"]', saved_at=NOW
        )
        content = {"csv": csv_text, "jsonl": json_lines, "xlsx": _book_of}[kind]([row])
        if after:
            content = "\n".join(f"{line}{after}" for line in content.splitlines())

        bring_and_load(content, by=by, name=f"a.{kind}", profile=profile)

    @pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
    @pytest.mark.parametrize(
        "text", ["DO NOT CONTACT", "asked not to be contacted", "deceased", "peidiwch â chysylltu"]
    )
    def test_saf_1_of_free_text_holds_the_person_when_it_forbids_contact(self, by, text, kind):
        self.load(by, "Notes", f"Rang on Monday. {text}", kind=kind)

        assert texted() == set()

    def test_of_free_text_holds_nobody_when_it_forbids_nothing(self, by):
        self.load(by, "Notes", "Rang on Monday, door-to-door done", kind="csv")

        assert texted() == {E164}

    @pytest.mark.parametrize("kind", ["csv", "jsonl"])
    @pytest.mark.parametrize(
        ("heading", "cell"),
        [("Do not contact", "Y"), ("Date of death", "2026-11-01"), ("Consent", "Not given"),
         ("Consent", "N"), ("Happy to be contacted", "N"), ("Contactable", "No - husband"),
         ("Diogel", "Nac ydi"), ("Consented", "Withdrew")],
    )  # fmt: skip
    def test_saf_1_of_refusals_holds_the_person_when_it_says_so(self, by, heading, cell, kind):
        self.load(by, heading, cell, kind=kind)

        assert texted() == set()

    def test_saf_1_holds_the_person_when_every_line_ends_with_a_comma(self, by):
        self.load(by, "Do not contact", "Y", kind="csv", after=",")

        assert texted() == set()


def _book_of(rows) -> bytes:
    return book({"Data": table(*rows)})


class TestAnotherSpellingOfAKey:
    @pytest.mark.parametrize("key", ["r-1", "R- 1"])
    def test_saf_1_in_a_refused_row_holds_the_stored_person(self, by, key):
        stored()

        checked(csv_text([cells(case_key=key, contact_mobile="", **TYPO)]), by=by)

        assert texted() == set()

    @pytest.mark.parametrize("said", [{"deceased": "yes"}, {"flag_domestic_abuse": "yes"}], ids=str)
    def test_saf_1_in_a_good_row_holds_the_stored_person(self, by, said):
        stored()

        bring_and_load(csv_text([cells(case_key="r-1", contact_mobile="", **said)]), by=by)

        assert texted() == set()

    def test_is_not_held_again_when_staff_have_released_it(self, by, lead):
        stored()
        bring_and_load(csv_text([cells(case_key="r-1", contact_mobile="")]), by=by)
        hold_answers.release(hold_ids=[PersonHold.objects.get().pk], by=lead, at=NOW)

        bring_and_load(csv_text([cells(case_key="r-1", stage="CHARGED")]), by=by)

        assert PersonHold.objects.get().state == "released"


class TestANumberWithLetters:
    @pytest.mark.parametrize("number", ["O77OO 900321", "77OO900321", "\uff10\uff17700900321"])
    def test_saf_1_holds_its_person_when_the_row_has_no_key(self, by, number):
        stored()

        bring_and_load(csv_text([cells(case_key="", contact_mobile=number, deceased="yes")]), by=by)

        assert texted() == set()


class TestACallOfTheApi:
    def post(self, client, *rows) -> None:
        client.post(
            "/api/v1/cases/?simulated=yes", data=json.dumps(rows), content_type="application/json"
        )

    def test_saf_1_holds_the_person_of_a_careful_row_when_another_row_is_refused(
        self, loader_client
    ):
        stored()

        self.post(
            loader_client,
            cells(deceased="yes"),
            cells(case_key="R-2", contact_mobile="07700900399", **TYPO),
        )

        assert texted() == set()


class TestTheCommand:
    def test_saf_1_holds_people_of_files_that_it_refuses(self, tmp_path):
        stored()
        path = tmp_path / "cases.csv"
        path.write_text(csv_text([cells(**TYPO, deceased="yes")]))

        with pytest.raises(CommandError):
            call_command("import_cases", str(path), simulated=True)

        assert texted() == set()

    def test_saf_1_holds_people_of_careful_rows_when_another_row_is_refused(self, tmp_path):
        stored()
        path = tmp_path / "cases.csv"
        path.write_text(
            csv_text(
                [cells(deceased="yes"), cells(case_key="R-2", contact_mobile="07700900399", **TYPO)]
            )
        )

        with pytest.raises(CommandError):
            call_command("import_cases", str(path), simulated=True)

        assert texted() == set()

    def test_changes_nothing_in_a_dry_run(self, tmp_path):
        path = tmp_path / "cases.csv"
        path.write_text(csv_text([cells(**TYPO)]))

        with pytest.raises(CommandError):
            call_command("import_cases", str(path), simulated=True, dry_run=True)

        assert not PersonHold.objects.exists()


class TestOneNumberOnManyCases:
    def rows(self, count: int = 4, **changes: str):
        return [
            cells(case_key=f"R-{n}", **{"birth_year": str(1970 + n)} | changes)
            for n in range(count)
        ]

    def test_saf_1_of_different_people_is_held(self, by):
        stored(case_key="R-100", birth_year=1960)

        bring_and_load(csv_text(self.rows()), by=by)

        assert texted() == set()
        assert PersonHold.objects.get().reason == DoubtReason.SHARED

    def test_of_one_person_is_not(self, by):
        stored(case_key="R-100", contact_mobile="+447700900399")
        bring_and_load(csv_text(self.rows(birth_year="1980")), by=by)

        assert not PersonHold.objects.exists()

    def test_is_not_held_again_when_staff_have_released_it_and_nobody_new_came(self, by, lead):
        stored(case_key="R-100", contact_mobile="+447700900399")
        bring_and_load(csv_text(self.rows()), by=by)
        hold = PersonHold.objects.get()
        hold_answers.release(hold_ids=[hold.pk], by=lead, at=NOW)

        bring_and_load(csv_text(self.rows(stage="CHARGED")), by=by)
        assert PersonHold.objects.get().state == "released"

        bring_and_load(csv_text(self.rows(count=5)), by=by)
        assert PersonHold.objects.get().state == "open"


class TestAChild:
    def test_saf_1_with_the_birth_year_of_an_adult_is_held(self, by):
        stored(victim_role="child")

        assert texted() == set()
        hold = PersonHold.objects.get()
        hold_answers.release(hold_ids=[hold.pk], by=by, at=NOW)
        assert texted() == {E164}


class TestAnAnswer:
    def hold(self, by, **said: str) -> PersonHold:
        stored()
        checked(csv_text([cells(**TYPO, **said)]), by=by)
        return PersonHold.objects.get()

    def test_lets_the_text_go(self, by):
        hold = self.hold(by)

        hold_answers.release(hold_ids=[hold.pk], by=by, at=NOW)

        assert texted() == {E164}
        assert PersonHold.objects.get().answered_by == by.name

    def test_is_remembered_when_the_same_row_comes_again(self, by):
        hold = self.hold(by)
        hold_answers.release(hold_ids=[hold.pk], by=by, at=NOW)

        checked(csv_text([cells(**TYPO)]), by=by)

        assert texted() == {E164}

    def test_saf_1_does_not_count_for_a_row_that_says_more(self, by):
        hold = self.hold(by)
        hold_answers.release(hold_ids=[hold.pk], by=by, at=NOW)

        checked(csv_text([cells(**TYPO, deceased="Y")]), by=by)

        assert texted() == set()

    def test_of_a_warning_is_not_given_by_who_brought_the_file(self, by):
        hold = self.hold(by, deceased="yes")

        with pytest.raises(hold_answers.OwnHoldError):
            hold_answers.release(hold_ids=[hold.pk], by=by, at=NOW)

    def test_saf_1_does_not_count_for_another_word_in_the_same_cell(self, by, lead):
        hold = self.hold(by, deceased="?")
        hold_answers.release(hold_ids=[hold.pk], by=lead, at=NOW)

        checked(csv_text([cells(**TYPO, deceased="??")]), by=by)

        assert texted() == set()

    def test_can_stop_contact_for_good(self, by):
        hold = self.hold(by)

        hold_answers.stop(hold_ids=[hold.pk], by=by, at=NOW)

        assert texted() == set()
        assert Suppression.objects.exists()
        assert not HeldKey.objects.filter(is_active=True).exists()

    def test_is_given_once(self, by):
        hold = self.hold(by)
        hold_answers.release(hold_ids=[hold.pk], by=by, at=NOW)

        with pytest.raises(hold_answers.NoSuchHoldError):
            hold_answers.stop(hold_ids=[hold.pk], by=by, at=NOW)


class TestALaterFile:
    def test_saf_1_without_the_warning_lifts_nothing(self, by):
        stored()
        checked(csv_text([cells(**TYPO, deceased="yes")]), by=by)

        bring_and_load(csv_text([cells(number_safe="yes", deceased="no")]), by=by)

        assert texted() == set()

    @pytest.mark.parametrize(
        "said",
        [{"deceased": "died 3 Nov"}, {"deceased": "D"}, {"deceased": "Yes (3/11)"},
         {"number_safe": "no - husband reads it"}, {"risk_level": "HIGH RISK"},
         {"sex": "deceased"}, {"contact_mobile": "Deceased"}, {"contact_mobile": "opted out"},
         {"flag_stalking": "Y - ex-partner"}, {"victim_role": "his child"}],
        ids=str,
    )  # fmt: skip
    def test_saf_1_lifts_no_warning_that_was_not_a_code(self, by, said):
        stored()
        checked(csv_text([cells(**said)]), by=by)

        every = {f"flag_{name}": "no" for name in FLAGS}
        bring_and_load(csv_text([cells(number_safe="yes", **every)]), by=by)

        assert texted() == set()

    def test_saf_1_that_says_nothing_of_safety_lifts_nothing(self, by):
        stored()
        checked(csv_text([cells(**TYPO)]), by=by)

        bring_and_load(csv_text([cells(stage="CHARGED")]), by=by)

        assert PersonHold.objects.get().state == "open"

    def test_that_says_all_that_was_in_doubt_ends_the_hold_of_a_mere_typo(self, by):
        stored()
        checked(csv_text([cells(**TYPO)]), by=by)
        every = {f"flag_{name}": "no" for name in FLAGS}
        bring_and_load(csv_text([cells(number_safe="yes", **every)]), by=by)

        assert PersonHold.objects.get().state == "cleared"


class TestThePage:
    def test_shows_who_is_on_hold_and_takes_an_answer(self, by, loader_client):
        stored()
        checked(csv_text([cells(**TYPO)]), by=by)
        hold = PersonHold.objects.get()

        page = loader_client.get("/staff/held-people/").content.decode()
        assert f'data-test="hold-{hold.pk}"' in page
        loader_client.post("/staff/held-people/release/", {"hold": hold.pk})

        assert texted() == {E164}

    def test_has_no_release_of_a_warning_for_its_loader(self, by, loader_client):
        stored()
        checked(csv_text([cells(**TYPO, deceased="yes")]), by=by)
        hold = PersonHold.objects.get()

        loader_client.post("/staff/held-people/release/", {"hold": hold.pk})

        assert PersonHold.objects.get().state == "open"

    def test_of_another_force_is_absent(self, by, loader_client):
        stored()
        checked(csv_text([cells(**TYPO)]), by=by)
        PersonHold.objects.update(force_id="kent")

        answer = loader_client.post(
            "/staff/held-people/release/", {"hold": PersonHold.objects.get().pk}
        )

        assert answer.status_code == 404


class TestMadeKeys:
    def test_are_the_same_in_every_file(self, by):
        stored(case_key="R-7", contact_mobile="+447700900399")
        for written in ("07700900321", "+44 7700 900321"):
            upload = checked(csv_text([cells(case_key=written)]), by=by)
            assert upload.good_rows == 0
            uploads.request_made_keys(upload_id=upload.pk, by=by, at=NOW)
            tasks.check_upload.call(upload.pk)
            uploads.request_import(upload_id=upload.pk, is_certain=True, by=by, at=NOW)
            tasks.load_upload.call(upload.pk)

        [key] = Case.objects.exclude(case_key="R-7").values_list("case_key", flat=True)
        assert key.startswith("G-")
