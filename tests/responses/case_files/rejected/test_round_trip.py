import csv
import io
from collections.abc import Callable, Iterable, Sequence

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files import api_records, reading, tables
from responses.case_files.faults import FaultCode
from responses.case_files.mapping_profile import STANDARD, Profile, force_profile
from responses.case_files.reading import CaseFileRules, RowResult
from responses.case_files.rejected.layout import MORE
from responses.case_files.rejected.rows import RejectedRows
from responses.case_files.workbooks.rows import workbook_rows
from responses.imports.presenters import faults as presenters
from tests.responses.case_files.examples import RULES, TODAY, csv_text, json_lines, record

Row = dict[str, str]
OWN = force_profile(
    'dates = "DD/MM/YYYY"\nignore = ["=note"]\n[columns]\n"Crime Ref" = "case_key"\n'
    '"-Sex" = "sex"\n"Reported" = "reported_on"\n[values.sex]\nF = "female"\n',
    force="gwent",
)


LAID_OUT = force_profile(
    'heading_row = 3\ndelimiter = "semicolon"\nsheet = "Data"\n[columns]\n"Allwedd" = "case_key"\n'
    '"Rhyw" = "sex"\n',
    force="gwent",
)
LAID_OUT_FILE = (
    "Title\r\n\r\nAllwedd;Rhyw;reported_on;offence_code;stage;stage_on\r\n"
    "Allwedd-ŵ1;F;2026-03-31;28E;REPORT;2026-03-31\r\n"
)


def read_csv(text: str, profile: Profile = STANDARD) -> list[RowResult]:
    raws = tables.csv_rows(text.splitlines(keepends=True), file="a", profile=profile)
    return _read(raws, profile)


def _read(raws: Iterable[tables.RawRow], profile: Profile) -> list[RowResult]:
    rules = CaseFileRules(force_codes=RULES.force_codes, today=TODAY, profile=profile)
    return list(reading.read_rows(raws, file="a", rules=rules))


def rejected(results: Sequence[RowResult], profile: Profile = STANDARD) -> str:
    written = io.StringIO()
    rows = RejectedRows(written, say=presenters.fault_message, profile=profile)
    for result in results:
        if result.case is None and not result.is_repeat:
            rows.write(result)
    return written.getvalue()


def mended(text: str, mend: Callable[[Row], None]) -> str:
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        mend(row)
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def as_workbook(text: str) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(csv.reader(io.StringIO(text))):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(place, column, cell)
    return written.getvalue()


def faults_of(results: Sequence[RowResult]) -> list[list[tuple[FaultCode, str]]]:
    return [
        [(f.code, f.column) for f in r.faults]
        for r in results
        if r.case is None and not r.is_repeat
    ]


BAD = csv_text(
    [
        record(case_key="K1", sex="F"),
        record(case_key="K2", stage_on="31/03/2026", contact_mobile="+44 7700 900"),
        record(case_key="'K3", birth_year="1850"),
        record(case_key="K4"),
    ]
)


def put_right(row: Row) -> None:
    changes = {"F": "female", "31/03/2026": "2026-03-31", "1850": "1985"}
    changes["'+44 7700 900"] = "'+44 7700 900123"
    row |= {name: changes[cell] for name, cell in row.items() if cell in changes}


class TestARejectedFile:
    def test_loads_when_it_is_put_right(self):
        again = read_csv(mended(rejected(read_csv(BAD)), put_right))

        assert [result.faults for result in again] == [(), (), ()]
        assert [r.case.case_key for r in again] == ["K1", "K2", "'K3"]
        assert again[1].case.contact_mobile == "+447700900123"

    @pytest.mark.slow
    def test_loads_when_a_spreadsheet_has_saved_it_as_a_workbook(self):
        content = as_workbook(mended(rejected(read_csv(BAD)), put_right))

        rows = workbook_rows(
            content, file="a", profile=STANDARD, takes_hidden=False, note=lambda _note: None
        )

        again = _read(rows, STANDARD)

        assert [result.faults for result in again] == [(), (), ()]
        assert [r.case.case_key for r in again] == ["K1", "K2", "'K3"]

    def test_loads_by_the_profile_of_the_first_file(self):
        first = (
            "Crime Ref,-Sex,Reported,=note,offence_code,stage,stage_on\r\n"
            "R1,F,2026-03-31,secret,28E,REPORT,31/03/2026\r\n"
        )
        text = rejected(read_csv(first, OWN), OWN)

        def mend(row: Row) -> None:
            row["Reported"] = "31/03/2026"

        (again,) = read_csv(mended(text, mend), OWN)
        assert (again.case.case_key, again.case.sex, again.case.force) == ("R1", "female", "gwent")
        assert "secret" not in text

    def test_loads_by_a_profile_whatever_layout_it_gives(self):
        text = rejected(read_csv(LAID_OUT_FILE, LAID_OUT), LAID_OUT)

        def mend(row: Row) -> None:
            row["Rhyw"] = "female"

        (again,) = read_csv(mended(text, mend), LAID_OUT)
        assert (again.case.case_key, again.case.sex) == ("Allwedd-ŵ1", "female")

    @pytest.mark.slow
    def test_loads_as_a_workbook_by_a_profile_whatever_layout_it_gives(self):
        text = rejected(read_csv(LAID_OUT_FILE, LAID_OUT), LAID_OUT)
        content = as_workbook(text.replace(",F,", ",female,"))

        rows = workbook_rows(
            content, file="a", profile=LAID_OUT, takes_hidden=False, note=lambda _note: None
        )

        (again,) = _read(rows, LAID_OUT)
        assert (again.case.case_key, again.case.sex) == ("Allwedd-ŵ1", "female")

    def test_has_the_same_faults_when_it_is_sent_unchanged(self):
        first = read_csv(BAD)

        assert faults_of(read_csv(rejected(first))) == faults_of(first)

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["sex", "stage_on", "contact_mobile", "case_key", "deceased"]),
                st.sampled_from(["=1+1", "'x", "x", "", "#N/A", "+44 7700 90", "DO NOT TEXT", "K"]),
            ),
            min_size=1,
            max_size=6,
        )
    )
    def test_has_the_same_faults_whatever_they_are(self, cells):
        rows = [record(case_key=f"K{n}") | {name: text} for n, (name, text) in enumerate(cells)]
        first = read_csv(csv_text(rows))
        if not faults_of(first):
            return

        again = read_csv(rejected(first))
        assert faults_of(again) == faults_of(first)
        assert rejected(again) == _numbered(rejected(first))


def _numbered(text: str) -> str:
    rows = list(csv.reader(io.StringIO(text)))
    for number, row in enumerate(rows[1:], 2):
        row[0] = str(number)
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue()


SHORT = csv_text([record(deceased="yes")]).replace(",yes\r\n", "\r\n")
LONG = csv_text([record(deceased="no")]).replace("no\r\n", "no,DO NOT TEXT\r\n")
TWICE = csv_text([record(deceased="yes"), record(deceased="no")])
OF_JSON = json_lines([{**record(), "deceased": ["yes"]}, {**record(), "warning": "do not text"}])


class TestAFaultThatIsNotInTheCells:
    @pytest.mark.parametrize("text", [SHORT, LONG, TWICE])
    def test_is_there_again_when_the_file_is_sent_unchanged(self, text):
        first = read_csv(text)
        once = rejected(first)

        assert faults_of(read_csv(once)) == faults_of(first)
        assert faults_of(read_csv(rejected(read_csv(once)))) == faults_of(first)

    @pytest.mark.parametrize("text", [SHORT, LONG, TWICE])
    def test_is_settled_by_emptying_the_cell_that_says_it(self, text):
        def settle(row: Row) -> None:
            row["deceased"], row[MORE] = "yes", ""

        (again,) = read_csv(mended(rejected(read_csv(text)), settle))

        assert again.case.is_deceased

    def test_keeps_the_cells_beyond_the_header(self):
        once = rejected(read_csv(LONG))

        assert "DO NOT TEXT" in once
        assert "DO NOT TEXT" in rejected(read_csv(once))

    def test_of_json_lines_holds_the_row_until_it_is_settled(self):
        raws = api_records.json_rows(OF_JSON.splitlines(), file="a")

        again = read_csv(rejected(_read(raws, STANDARD)))

        assert [result.case for result in again] == [None, None]
        assert {f.code for r in again for f in r.faults} == {FaultCode.NOT_SETTLED}

    def test_says_what_settles_it(self):
        (row,) = csv.DictReader(io.StringIO(rejected(read_csv(SHORT))))

        assert row["rejected_reason_2"] == (
            "rejected_more: Until this cell is empty, the row is refused. Put the row right, then "
            "empty the cell."
        )

    @given(st.text(min_size=1).filter(str.strip))
    def test_holds_the_row_whatever_stands_in_its_cell(self, mark):
        text = mended(rejected(read_csv(SHORT)), lambda row: row.update({MORE: "x"}))
        rows = list(csv.reader(io.StringIO(text)))
        rows[1][-1] = mark
        written = io.StringIO()
        csv.writer(written).writerows(rows)

        (again,) = _read(tables.csv_rows([*_lines(written)], file="a"), STANDARD)
        assert again.case is None


def _lines(written: io.StringIO) -> list[str]:
    return io.StringIO(written.getvalue(), newline="").readlines()


class TestAForcesOwnColumn:
    def test_is_not_taken_for_ours_by_the_beginning_of_its_name(self):
        (end,) = read_csv(csv_text([{**record(case_key="'K1"), "rejected_at_court": "yes"}]))

        assert [fault.code for fault in end.faults] == [FaultCode.UNKNOWN_COLUMN]
