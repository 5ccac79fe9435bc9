"""Empty case files to be filled in, and an example with rows. Pure."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from responses.case_files.columns import COLUMNS
from responses.case_files.standard.declaration import DECLARED, CellKind, codes_of, kind_of
from survey.interchange.workbooks.writing import ALWAYS, OPTIONS

CodeWords = Mapping[str, Sequence[tuple[str, str]]]
"""Column to its codes, each with what it means."""
SHEET_OF_CASES, SHEET_OF_CODES = "cases", "codes"
LAST_ROW = 100_000
"""The last row, counted from 0, that has drop-down lists."""
AS_TEXT = 49
"""The number of the format that spreadsheets call text."""
WIDTH = 22
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 1, 1)
EXAMPLE_ROWS: Sequence[Mapping[str, str]] = (
    {name: declared.example for name, declared in DECLARED.items()
     if not name.startswith("exclude_") and name not in {"next_hearing_on", "release_on"}},
    {
        "case_key": "R-0004712-1",
        "offence_code": "28E",
        "reported_on": "2026-04-20",
        "report_channel": "online",
        **{name: "no" for name in DECLARED if name.startswith("flag_")},
        "stage": "INVESTIGATION",
        "stage_on": "2026-04-22",
        "sex": "male",
        "birth_year": "1951",
        "ethnicity": "british",
        "contact_mobile": "07700 900456",
        "number_safe": "yes",
    },
    {
        "case_key": "R-0004713-2",
        "offence_code": "34B",
        "reported_on": "2026-05-02",
        "stage": "COURT_PRETRIAL",
        "stage_on": "2026-06-01",
        "outcome_code": "1",
        "outcome_on": "2026-05-30",
        "victim_told_on": "2026-05-31",
        "birth_year": "1990",
        "exclude_code": "TRIAL",
        "exclude_by": "staff 4411",
        "exclude_on": "2026-06-02",
    },
)  # fmt: skip
"""Rows of nobody, with telephone numbers and an address that belong to nobody: one with every
column that a case may need, one of a burglary, one excluded by hand."""


def csv_template() -> str:
    return _csv([])


def example_file(*, force: str) -> str:
    """A case file of `force` that can be loaded where people are simulated."""
    return _csv({**row, "force": force} for row in EXAMPLE_ROWS)


def _csv(rows: Iterable[Mapping[str, str]]) -> str:
    written = StringIO()
    writer = csv.DictWriter(written, list(COLUMNS), restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def workbook_template(words: CodeWords, *, heads: Sequence[str]) -> bytes:
    """A workbook whose first sheet is an empty case file and whose second lists the codes under the
    three `heads`. Cells are text, so that a spreadsheet neither rounds a key nor takes the zero off
    a telephone number; those of dates are dates; those of codes have a drop-down list."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as workbook:
        workbook.set_properties({"created": ALWAYS})
        bold = workbook.add_format({"num_format": AS_TEXT, "bold": True})
        as_text = workbook.add_format({"num_format": AS_TEXT})
        as_day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet = workbook.add_worksheet(SHEET_OF_CASES)
        sheet.freeze_panes(1, 2)
        lists = dict(_write_codes(workbook.add_worksheet(SHEET_OF_CODES), words, heads, bold))
        for place, name in enumerate(COLUMNS):
            is_day = kind_of(name) is CellKind.DATE
            sheet.set_column(place, place, WIDTH, as_day if is_day else as_text)
            sheet.write_string(0, place, name, bold)
            if rule := _rule(name, lists):
                sheet.data_validation(1, place, LAST_ROW, place, rule)
    return content.getvalue()


def _write_codes(
    sheet: Worksheet, words: CodeWords, heads: Sequence[str], bold: object
) -> Iterator[tuple[str, str]]:
    """Writes the sheet of codes. Gives each column's name and the range of its codes."""
    sheet.set_column(0, 1, WIDTH)
    sheet.set_column(2, 2, 4 * WIDTH)
    sheet.freeze_panes(1, 0)
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, bold)
    row = 1
    for name, codes in words.items():
        first = row + 1
        for code, meaning in codes:
            for place, cell in enumerate((name, code, meaning)):
                sheet.write_string(row, place, cell)
            row += 1
        yield name, f"={SHEET_OF_CODES}!$B${first}:$B${row}"


def _rule(name: str, lists: Mapping[str, str]) -> dict[str, object] | None:
    """What a spreadsheet lets one type into a column; None where it may be anything."""
    kind = kind_of(name)
    if kind is CellKind.DATE:
        between = {"criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
        return {"validate": "date", **between}
    if kind is CellKind.CODE and codes_of(name):
        return {"validate": "list", "source": lists[name]}
    return None
