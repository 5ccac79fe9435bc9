import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from responses.case_files.cells.readers import FIRST_BIRTH_YEAR, LONGEST_KEY, PlainText
from responses.case_files.columns import COLUMNS
from responses.case_files.standard.case_column import FLAG, CaseColumn, CellKind
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
    {name: column.example for name, column in COLUMNS.items()
     if not name.startswith("exclude_") and name not in {"next_hearing_on", "release_on"}},
    {
        "case_key": "R-0004712-1",
        "offence_code": "28E",
        "reported_on": "2026-04-20",
        "report_channel": "online",
        **{name: "no" for name in COLUMNS if name.startswith(FLAG)},
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
"""Invented rows, with telephone numbers and an address that belong to no one: one with every column
a case may need, one burglary, one excluded by hand."""


def csv_template() -> str:
    return _csv([])


def example_file(*, force: str) -> str:
    """Loads where people are simulated."""
    return _csv({**row, "force": force} for row in EXAMPLE_ROWS)


def _csv(rows: Iterable[Mapping[str, str]]) -> str:
    written = StringIO()
    writer = csv.DictWriter(written, list(COLUMNS), restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def workbook_template(words: CodeWords, *, heads: Sequence[str]) -> bytes:
    """The first sheet is an empty case file, the second lists codes under the three `heads`."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as workbook:
        workbook.set_properties({"created": ALWAYS})
        bold = workbook.add_format({"num_format": AS_TEXT, "bold": True})
        as_text = workbook.add_format({"num_format": AS_TEXT})
        as_day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet = workbook.add_worksheet(SHEET_OF_CASES)
        sheet.freeze_panes(1, 2)
        lists = dict(_write_codes(workbook.add_worksheet(SHEET_OF_CODES), words, heads, bold))
        for place, (name, column) in enumerate(COLUMNS.items()):
            is_day = column.kind is CellKind.DATE
            sheet.set_column(place, place, WIDTH, as_day if is_day else as_text)
            sheet.write_string(0, place, name, bold)
            if rule := _rule(column, lists):
                sheet.data_validation(1, place, LAST_ROW, place, rule)
    return content.getvalue()


def _write_codes(
    sheet: Worksheet, words: CodeWords, heads: Sequence[str], bold: object
) -> Iterator[tuple[str, str]]:
    """Writes the sheet of codes."""
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


def _rule(column: CaseColumn, lists: Mapping[str, str]) -> dict[str, object] | None:
    if column.kind is CellKind.DATE:
        between = {"criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
        return {"validate": "date", **between}
    if column.kind is CellKind.CODE:
        return {"validate": "list", "source": lists[column.name]}
    return None


# For other tools: https://specs.frictionlessdata.io/table-schema/
Json = dict[str, object]
PRIMARY_KEY = ("force", "case_key")
TYPES: Mapping[CellKind, Json] = {
    CellKind.DATE: {"type": "date", "format": "default"},
    CellKind.TIME: {"type": "time", "format": "%H:%M"},
    CellKind.YEAR: {"type": "year"},
    CellKind.EMAIL: {"type": "string", "format": "email"},
}
TEXT: Json = {"type": "string"}


def table_schema(descriptions: Mapping[str, str]) -> Json:
    """The schema, with what each column means."""
    return {
        "$schema": "https://datapackage.org/profiles/1.0/tableschema.json",
        "fields": [_field(column, descriptions[name]) for name, column in COLUMNS.items()],
        "primaryKey": list(PRIMARY_KEY),
        "missingValues": [""],
    }


def _field(column: CaseColumn, description: str) -> Json:
    if column.is_yes_or_no:
        kind: Json = {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}
    else:
        kind = TYPES.get(column.kind, TEXT)
    field: Json = {"name": column.name, **kind, "description": description}
    field["example"] = column.example
    required: Json = {"required": True} if column.is_required else {}
    if constraints := required | _bounds(column):
        field["constraints"] = constraints
    return field


def _bounds(column: CaseColumn) -> Json:
    if column.kind is CellKind.CODES:
        code = f"({'|'.join(column.codes)})"
        return {"pattern": f"{code}(;{code})*"}
    if column.codes:
        return {} if column.is_yes_or_no else {"enum": list(column.codes)}
    if column.kind is CellKind.KEY:
        return {"maxLength": LONGEST_KEY}
    if column.kind is CellKind.YEAR:
        return {"minimum": FIRST_BIRTH_YEAR}
    return {"maxLength": column.read.longest} if isinstance(column.read, PlainText) else {}
