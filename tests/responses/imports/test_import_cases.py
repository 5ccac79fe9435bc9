import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from access.models import AuditEvent, DataOrigin, Force
from responses.imports.actions.held_changes import OwnChangeError
from responses.imports.actions.mapping_profiles import save_profile
from responses.management.commands.import_cases import MOST_LISTED
from responses.models import Case, CaseEvent, Import
from tests.conftest import NOW, TESTER
from tests.responses import held
from tests.responses.case_files.examples import csv_text, json_lines, record, workbook
from tests.responses.case_files.police_uk_files import (
    outcome_row,
    outcomes_text,
    street_row,
    street_text,
)
from tests.responses.case_files.workbooks.books import book, table

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
FORMS = {"csv": csv_text, "xlsx": workbook, "jsonl": json_lines}
GOOD = csv_text([record(), record(case_key="K2", sex="female")])


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str | bytes, name: str = "cases.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def run(*paths, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_cases", *map(str, paths), stdout=out, stderr=err, **options)
    return " ".join(out.getvalue().split())


def counts() -> list[int]:
    events = AuditEvent.objects.exclude(kind="person_hold.begun")
    models = (Case, CaseEvent, Import, DataOrigin)
    return [events.count(), *(model.objects.count() for model in models)]


def refused(*paths, **options):
    before = counts()
    err = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("import_cases", *map(str, paths), stdout=io.StringIO(), stderr=err, **options)
    after = counts()
    assert caught.value.returncode == 2
    assert after == before
    return err.getvalue() + str(caught.value)


class TestCaseFile:
    def test_is_loaded_and_counted(self, written):
        assert "Cases created 2" in run(written(GOOD))
        assert Case.objects.count() == 2
        assert DataOrigin.objects.get().origin == "real"

    def test_may_be_compressed(self, written):
        assert "Cases created 2" in run(written(gzip.compress(GOOD.encode()), "cases.csv.gz"))

    def test_twice_changes_nothing(self, written):
        run(written(GOOD))

        assert "Cases unchanged 2" in run(written(GOOD))
        assert Import.objects.count() == 1

    def test_is_amended_by_a_later_file_of_the_same_call(self, written):
        later = written(csv_text([record(sex="male")]), "later.csv")

        assert "Cases amended 1" in run(written(GOOD), later)
        assert Case.objects.get(case_key="K1").sex == "male"

    def test_with_one_bad_row_anywhere_changes_nothing(self, written):
        bad = written(csv_text([record(case_key="K3"), record(case_key="K4", sex="f")]), "bad.csv")

        told = refused(written(GOOD), bad)

        assert "bad.csv, row 3, column sex, “f”: This is not one of the values allowed" in told
        assert "Nothing was changed: 1 fault." in told

    def test_lists_so_many_faults_and_counts_the_rest(self, written):
        rows = [record(case_key=f"K{n}", sex="f") for n in range(MOST_LISTED + 5)]

        told = refused(written(csv_text(rows)))

        assert told.count("column sex") == MOST_LISTED
        assert "… and 5 more." in told
        assert f"Nothing was changed: {MOST_LISTED + 5} faults." in told

    def test_says_its_faults_by_cause(self, written):
        bad = [record(case_key=f"K{n}", reported_on=f"{n}/03/2026") for n in range(13, 20)]

        told = refused(written(csv_text([*bad, record(sex="Female", reported_on="20/03/2026")])))

        assert "By cause:" in told
        assert "8 × reported_on “13/03/2026”, “14/03/2026”, “15/03/2026” …" in told
        assert "They are written DD/MM/YYYY." in told
        assert "Is “female” meant?" in told

    def test_is_read_and_not_loaded_in_a_dry_run(self, written):
        printed = run(written(GOOD), dry_run=True)

        assert "Dry run: nothing was changed." in printed
        assert "Cases created 2" in printed
        assert not Case.objects.exists()
        assert not DataOrigin.objects.exists()

    def test_is_told_field_by_field_in_a_dry_run(self, written):
        run(written(csv_text([record(sex="female", deceased="yes"), record(case_key="K2")])))

        printed = run(written(csv_text([record(sex="male"), record(case_key="K2")])), dry_run=True)

        assert "Changes that wait for a second person 1" in printed
        assert "1 deceased: yes → no. Waits for a second person (K1)" in printed
        assert "1 sex: female → male. Replaced (K1)" in printed
        assert "Unusually much" not in printed

    def test_is_said_to_change_unusually_much_in_a_dry_run(self, written):
        keys = [f"K{n}" for n in range(25)]
        run(written(csv_text([record(case_key=key) for key in keys])))

        printed = run(
            written(csv_text([record(case_key=key, offence_code="34B") for key in keys])),
            dry_run=True,
        )

        assert "Another crime group: 25 of 25 cases." in printed

    def test_is_refused_in_a_dry_run_as_well(self, written):
        assert "1 fault" in refused(written(csv_text([record(sex="f")])), dry_run=True)


class TestDataQualityOfADryRun:
    def test_is_printed_with_the_counts(self, written):
        printed = run(written(GOOD), dry_run=True)

        assert "Data quality: city-of-london" in printed
        assert "sex 50.0 %" in printed

    def test_is_told_of_a_file_with_faults_as_well(self, written, tmp_path):
        bad = written(csv_text([record(sex="f"), record(case_key="K2")]))

        refused(bad, dry_run=True, report=tmp_path / "report.json")

        report = json.loads((tmp_path / "report.json").read_text())
        assert report["forces"]["city-of-london"]["code_validity"]["sex"] == 0.0
        assert report["forces"]["city-of-london"]["rows"] == 2

    def test_needs_a_dry_run(self, written, tmp_path):
        with pytest.raises(CommandError, match="--dry-run"):
            run(written(GOOD), report=tmp_path / "report.json")

        assert not Case.objects.exists()

    def test_covers_good_and_rejected_rows(self, written, tmp_path):
        rows = [record(sex="f"), record(case_key="K2")]

        printed = run(written(csv_text(rows)), dry_run=True, accept_valid=True)

        assert "Rows read 2 Good rows 1" in printed


class TestEveryForm:
    RECORDS = [record(), record(case_key="K2", birth_year="1980", safe_contact_from="09:30",
                                safe_contact_to="16:00")]  # fmt: skip
    BAD = [record(), record(case_key="K2", stage_on="31/10/2026", sex="f"), record(area="N")]

    @pytest.mark.slow
    @pytest.mark.parametrize("form", FORMS)
    def test_loads_the_same_cases(self, written, form):
        run(written(FORMS[form](self.RECORDS), f"cases.{form}"))

        hashes = set(Case.objects.values_list("content_hash", flat=True))
        run(written(csv_text(self.RECORDS)))
        assert set(Case.objects.values_list("content_hash", flat=True)) == hashes
        assert Case.objects.get(case_key="K2").birth_year == 1980

    @pytest.mark.slow
    @pytest.mark.parametrize("form", FORMS)
    def test_names_the_same_faults_with_their_places(self, written, form):
        told = refused(written(FORMS[form](self.BAD), "cases"))

        first = 2 if form == "jsonl" else 3
        assert f"cases, row {first}, column stage_on, “31/10/2026”: This is not a date" in told
        assert f"cases, row {first}, column sex, “f”: This is not one of the values" in told
        assert f"cases, row {first + 1}, column case_key" in told
        assert "3 faults" in told

    @pytest.mark.slow
    def test_may_be_mixed_in_one_call(self, written):
        files = [written(FORMS[form](self.RECORDS), form) for form in FORMS]

        assert "Cases unchanged 4" in run(*files)


class TestAcceptingTheValidRows:
    BAD = record(case_key="K2", sex="f", stage="=1+1", contact_mobile="+447700900123")

    def load(self, path, **options):
        return run(path, accept_valid=True, **options)

    def rejected(self, path):
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def test_loads_them_and_writes_the_others_down_with_a_column_for_each_reason(self, written):
        path = written(csv_text([record(), self.BAD, record(case_key="K3")]))

        printed = self.load(path)

        assert "Cases created 2" in printed
        assert "Rows rejected 1" in printed
        assert "Rejected rows are in" in printed
        (row,) = self.rejected(path.parent / "cases.rejected.csv")
        assert (row["rejected_row"], row["case_key"]) == ("3", "K2")
        assert row["rejected_reason_1"].startswith("stage: This begins as a formula does")
        assert row["rejected_reason_2"].startswith("sex: This is not one of the values allowed")

    def test_counts_the_rejected_rows_in_the_record_of_the_import(self, written):
        self.load(written(csv_text([record(), self.BAD])))

        assert Import.objects.get().counts["rejected"] == 1

    def test_writes_nothing_that_a_spreadsheet_would_run(self, written):
        path = written(csv_text([self.BAD]))

        self.load(path)

        (row,) = self.rejected(path.parent / "cases.rejected.csv")
        assert row["stage"] == "'=1+1"
        assert row["contact_mobile"] == "'+447700900123"

    def test_takes_the_rejected_rows_once_corrected(self, written):
        path = written(csv_text([self.BAD]))
        self.load(path)
        again = path.parent / "cases.rejected.csv"
        text = again.read_text("utf-8-sig").replace("'=1+1", "REPORT").replace(",f,", ",female,")

        printed = run(written(text, "corrected.csv"))

        assert "Cases created 1" in printed
        assert "Contacts put in the vault 1" in printed

    def test_keeps_the_file_to_its_owner(self, written):
        path = written(csv_text([self.BAD]))

        self.load(path)

        assert (path.parent / "cases.rejected.csv").stat().st_mode & 0o077 == 0

    def test_writes_to_the_given_path(self, written, tmp_path):
        (tmp_path / "elsewhere").mkdir()

        self.load(written(csv_text([self.BAD])), rejected_into=tmp_path / "elsewhere")

        assert self.rejected(tmp_path / "elsewhere" / "cases.rejected.csv")

    def test_never_writes_over_an_earlier_one(self, written):
        path = written(csv_text([self.BAD]))
        self.load(path)

        told = refused(path, accept_valid=True)

        assert "cases.rejected.csv is already there" in told

    def test_writes_no_file_where_all_rows_are_good(self, written, tmp_path):
        self.load(written(GOOD))

        assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]

    def test_leaves_no_file_where_the_load_comes_to_nothing(self, written, tmp_path):
        bad, broken = written(csv_text([self.BAD])), written(csv_text([record()]) + '"', "b.csv")

        assert "b.csv" in refused(bad, broken, accept_valid=True)
        assert {path.name for path in tmp_path.iterdir()} == {"cases.csv", "b.csv"}

    def test_is_for_the_standard_case_file_only(self, written):
        with pytest.raises(CommandError, match="standard case file only"):
            run(written(street_text(street_row())), accept_valid=True)


class TestAProfile:
    OWN = "Ref,Code,Reported,Status,Since\nA1,28E,01/10/2026,New,02/10/2026\n"

    @pytest.fixture
    def niche(self) -> None:
        text = (
            'dates = "DD/MM/YYYY"\n[columns]\nRef = "case_key"\nCode = "offence_code"\n'
            'Reported = "reported_on"\nStatus = "stage"\nSince = "stage_on"\n'
            '[values.stage]\nNew = "REPORT"\n'
        )
        force = Force.objects.get(code="gwent")
        save_profile(force=force, name="niche", text=text, by=TESTER, at=NOW)

    def test_reads_a_forces_own_extract_as_it_is(self, written, niche):
        run(written(self.OWN), profile="gwent/niche")

        case = Case.objects.get()
        assert (case.force_id, case.stage_on.isoformat()) == ("gwent", "2026-10-02")

    def test_names_rejected_columns_as_the_force_does(self, written, niche):
        path = written(self.OWN.replace("New", "Old"))

        run(path, profile="gwent/niche", accept_valid=True)

        rejected = path.with_name(f"{path.stem}.rejected.csv").read_text(encoding="utf-8-sig")
        assert "Status: This is not one of the values allowed" in rejected

    def test_that_nobody_saved_is_refused(self, written):
        assert "There is no profile gwent/x" in refused(written(self.OWN), profile="gwent/x")


class TestWhoLoadsByCommand:
    NAMED = csv_text([record(exclude_code="NOCONTACT", exclude_by="s7", exclude_on="2026-10-02")])

    @pytest.mark.safety
    def test_saf_18_confirms_nothing_of_it(self, written):
        ann = held.person("ann")
        run(written(self.NAMED))
        run(written(csv_text([record()]), "later.csv"), by="ann@example.org")

        with pytest.raises(OwnChangeError):
            held.confirm_all(by=ann)

        assert held.confirm_all() == 1

    def test_has_an_account(self, written):
        assert "Nobody has an account" in refused(written(GOOD), by="nobody@example.org")


class TestSimulatedPeople:
    ROW = record(contact_mobile="07700 900123")

    def test_are_loaded_and_stamped_when_said_to_be(self, written):
        run(written(csv_text([self.ROW])), simulated=True)

        assert DataOrigin.objects.get().origin == "simulated"

    def test_may_not_have_a_number_that_could_be_somebodys(self, written):
        told = refused(written(csv_text([record(contact_mobile="07700 900111")])), simulated=True)

        assert "Simulated cases may only use" in told
        assert "900111" not in told.partition(": ")[0]

    def test_are_not_joined_by_real_ones(self, written):
        run(written(csv_text([self.ROW])), simulated=True)

        assert "simulated" in refused(written(csv_text([record(case_key="K2")])))

    def test_do_not_join_real_ones(self, written):
        run(written(GOOD))

        assert "real" in refused(written(csv_text([self.ROW])), simulated=True)

    def test_allow_a_dry_run_of_real_ones(self, written):
        run(written(csv_text([self.ROW])), simulated=True)

        assert "Cases created 1" in run(written(csv_text([record(case_key="K9")])), dry_run=True)

    def test_warn_in_a_dry_run_that_loading_would_be_refused(self, written):
        run(written(csv_text([self.ROW])), simulated=True)
        real, warned = written(csv_text([record(case_key="K9")])), io.StringIO()

        call_command("import_cases", str(real), dry_run=True, stderr=warned, stdout=io.StringIO())

        assert "say --simulated" in warned.getvalue()


class TestPoliceUk:
    def test_is_joined_over_all_files_of_a_call(self, written):
        street = written(street_text(street_row()), "2016-03-city-of-london-street.csv")
        outcomes = written(
            outcomes_text(outcome_row(month="2016-05")), "2016-05-city-of-london-outcomes.csv"
        )

        printed = run(outcomes, street)

        assert "Crimes in both 1" in printed
        case = Case.objects.get()
        assert (case.stage, case.is_month_only, case.source) == ("CHARGED", True, "police_uk")

    def test_with_a_wording_never_seen_is_refused_by_name_and_row(self, written):
        rows = outcomes_text(outcome_row(), outcome_row("a2", outcome="Suspect turned to stone"))

        told = refused(written(rows, "o.csv"))

        assert "o.csv, row 3, column Outcome type, “Suspect turned to stone”" in told

    def test_with_a_force_never_heard_of_is_refused_by_name(self, written):
        rows = street_text(street_row(**{"Falls within": "Atlantis Police"}))

        assert "“Atlantis Police”: This is not a force" in refused(written(rows))

    def test_knows_a_force_by_an_older_name(self, written):
        rows = street_text(street_row(**{"Falls within": "Avon and Somerset Constabulary"}))

        run(written(rows))

        assert Case.objects.get().force_id == "avon-and-somerset"

    def test_has_its_repeats_counted_by_kind(self, written):
        first, later = street_row(), street_row(month="2016-04", **{"Crime type": "Robbery"})
        street = written(street_text(first, first, later), "street.csv")
        outcomes = written(outcomes_text(outcome_row(), outcome_row()), "outcomes.csv")

        printed = run(street, outcomes)

        for told in (
            "Repeats of an identical row in outcomes files 1",
            "Repeats of an identical row in street files 1",
            "Crimes with several different rows in street files (the latest month wins) 1",
            "Crimes that street files have in several months 1",
            "Crimes that street files have under several types 1",
        ):
            assert told in printed
        assert Case.objects.get().crime_group == "robbery"

    def test_of_an_archive_is_read_as_it_was_downloaded(self, written):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as package:
            package.writestr("2016-03/2016-03-city-of-london-street.csv", street_text(street_row()))

        assert "Cases created 1" in run(written(packed.getvalue(), "all.zip"), dry_run=True)
        assert "Cases created 1" in run(written(packed.getvalue(), "all.zip"))

    def test_of_the_api_is_loaded_for_the_force_that_is_said(self, written):
        crime = {"category": "burglary", "month": "2016-03", "persistent_id": "a1"}
        answer = written(json.dumps([crime]), "crimes.json")

        assert "Name the force" in refused(answer)
        assert "There is no force atlantis." in refused(answer, force="atlantis")
        assert "Cases created 1" in run(answer, force="kent")
        assert Case.objects.get().force_id == "kent"

    @pytest.mark.slow
    def test_of_city_of_london_2016_loads_in_one_call_and_twice_changes_nothing(self, shared_data):
        paths = sorted((shared_data / "cases").glob("2016-*-city-of-london-*.csv.gz"))

        printed = run(*paths)

        assert len(paths) == 24
        for told in (
            "Rows in street files 6,586",
            "Crimes in both 4,203",
            "Outcome rows, identical ones counted once 6,003",
            "Cases created 6,495",
        ):
            assert told in printed
        counts = Import.objects.get().counts
        assert (counts["street_differs"], counts["without_id"]) == (493, 1_223)
        assert CaseEvent.objects.filter(is_before_report=True).exclude(kind="stage").count() == 13
        rows = [Case.objects.count(), CaseEvent.objects.count()]
        assert "Cases unchanged 6,495" in run(*paths)
        assert [Case.objects.count(), CaseEvent.objects.count()] == rows

    def test_of_two_more_forces_loads(self, shared_data):
        paths = sorted((shared_data / "cases").glob("2018-01-*.csv"))

        run(*paths)

        assert set(Case.objects.values_list("force_id", flat=True)) == {
            "avon-and-somerset",
            "bedfordshire",
        }


class TestBadFiles:
    @pytest.mark.parametrize(
        ("data", "told"),
        [
            (b"", "The file is empty."),
            (csv_text([record(surname="Example")]).encode(), "This column names a person."),
            (csv_text([record(notes="x")]).encode(), "column notes: This is not a column"),
            ("Môn\n".encode() + "Môn\n".encode("cp1252"), "in another encoding than the lines"),
            (
                csv_text([record(stage_on="1/10/2026")]).encode(),
                "not a date written year-month-day",
            ),
            (csv_text([record(stage_on="2027-01-01")]).encode(), "in the future"),
            (csv_text([record(stage="GONE")]).encode(), "“GONE”: This is not one of the values"),
            (csv_text([record(stage="")]).encode(), "required and is blank"),
            (csv_text([record(), record(sex="male")]).encode(), "An earlier row has the same key."),
            (csv_text([record()]).splitlines()[0].encode(), "a header and no rows"),
            (gzip.compress(csv_text([record()]).encode(), mtime=0)[:30], "cut short or damaged"),
            (b"a,b\n1,2\n", "The header is that of no file we read"),
            (b"\x00\x01\x02", "The header is that of no file we read"),
        ],
    )
    def test_are_each_refused_with_their_own_message(self, written, data, told):
        assert told in refused(written(data))

    def test_never_have_a_persons_name_repeated(self, written):
        assert "Example" not in refused(written(csv_text([record(surname="Example")])))

    def test_may_not_be_there(self, tmp_path):
        assert "The file cannot be opened." in refused(tmp_path / "absent.csv")

    def test_may_not_be_of_two_kinds(self, written):
        told = refused(written(GOOD), written(street_text(street_row()), "street.csv"))

        assert "street.csv: Case files and police.uk files cannot be loaded in one call." in told


class TestProgress:
    def test_is_told_once_it_takes_more_than_two_seconds(self, monkeypatch, capsys):
        from responses.management.commands import import_cases

        clock = iter([0.0, 1.0, 3.0, 4.0])
        monkeypatch.setattr(import_cases.time, "monotonic", lambda: next(clock, 4.0))
        progress = import_cases.ProgressLine()

        progress.add(1_000)
        progress.add(1_000)

        assert capsys.readouterr().err == "2,000 rows so far\n"


class TestAWorkbookThatHidesColumns:
    @staticmethod
    def content() -> bytes:
        return book(
            {"Notes": [["About"]], "Cases": table(record(deceased="yes"))},
            change=lambda made: made.get_worksheet_by_name("Cases").set_column(
                6, 6, None, None, {"hidden": True}
            ),
        )

    @pytest.mark.slow
    def test_is_refused_and_named(self, written):
        said = refused(written(self.content(), "cases.xlsx"))

        assert "cases.xlsx: Columns are hidden: deceased (1 in all)." in said

    @pytest.mark.slow
    def test_is_loaded_with_them_where_somebody_says_so(self, written):
        printed = run(written(self.content(), "cases.xlsx"), with_hidden=True)

        assert Case.objects.get().is_deceased
        assert "Hidden columns were read too: deceased (1 in all)." in printed
        assert "The sheet Cases was read. These sheets were not read: Notes." in printed


class TestAFileThatChangesUnusuallyMuch:
    ROWS = [record(case_key=f"K{n}") for n in range(30)]
    CHANGED = csv_text([{**one, "offence_code": "34B"} for one in ROWS])

    @pytest.fixture(autouse=True)
    def _loaded(self, written):
        run(written(csv_text(self.ROWS), "first.csv"))

    @pytest.mark.safety
    def test_is_not_loaded_before_somebody_says_that_it_is_right_saf_18(self, written):
        told = refused(written(self.CHANGED))

        assert "Another crime group: 30 of 30 cases." in told
        assert "Nothing was changed. Look at what is unusual" in told
        assert {case.crime_group for case in Case.objects.all()} == {"burglary"}

    def test_leaves_no_rejected_rows_behind_where_it_is_not_loaded(self, written):
        path = written(self.CHANGED + "x,y\r\n")

        refused(path, accept_valid=True)

        assert not path.with_name("cases.rejected.csv").exists()

    def test_is_loaded_then(self, written):
        assert "Cases amended 30" in run(written(self.CHANGED), certain=True)

    def test_is_loaded_as_ever_where_little_changes(self, written):
        rows = [{**one, "stage": "INVESTIGATION"} for one in self.ROWS]

        assert "Cases amended 30" in run(written(csv_text(rows)))
