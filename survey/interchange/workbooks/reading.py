import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from survey.interchange.faults import FormError, FormFault, Reason, file_error
from survey.interchange.workbooks.old_workbook import old_workbook_sheets
from survey.interchange.workbooks.open_document import open_document_sheets
from survey.interchange.workbooks.package_check import check_package
from survey.interchange.workbooks.sheet_facts import MARKS_OF_STYLE, NOT_COMPUTED, SheetFacts
from survey.interchange.workbooks.sheet_reader import SheetReader
from survey.interchange.workbooks.sheets import (
    FORM,
    LONGEST_CELL,
    MOST_ROWS,
    Bounds,
    WorkbookSheet,
)

OF_A_FORM = {"survey", "choices", "settings"}
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
READ_ERRORS = frozenset(
    {
        "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", NOT_COMPUTED,
        *MARKS_OF_STYLE,
    }
)  # fmt: skip
"""The errors of cells with which the library reads the others."""
MACROS = "_VBA_PROJECT".encode("utf-16-le")


def read_content(
    content: bytes, *, is_csv: bool, bounds: Bounds = FORM
) -> tuple[WorkbookSheet, ...]:
    """The content decides the format; else CSV if `is_csv`. Raises FormError."""
    if not content.strip():
        raise file_error(Reason.EMPTY_FILE)
    if content.startswith(ZIP):
        facts = check_package(content, bounds=bounds)
        if facts.is_open_document:
            return open_document_sheets(content, bounds=bounds)
        sheets = facts.sheets(trusts_formulas=bounds.is_form)
        return _workbook(content, SheetReader(bounds, epoch=facts.epoch), sheets)
    if content.startswith(OLE):
        if ENCRYPTED in content:
            raise file_error(Reason.ENCRYPTED)
        if MACROS in content:
            raise file_error(Reason.MACRO)
        return old_workbook_sheets(content, bounds=bounds)
    if is_csv:
        return _csv(content)
    raise file_error(Reason.NOT_A_SPREADSHEET)


def _workbook(
    content: bytes, reader: SheetReader, facts: Sequence[SheetFacts | None]
) -> tuple[WorkbookSheet, ...]:
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = workbook.sheets_metadata
        # The library finds sheets by name; facts are in the workbook's order.
        is_clear = len({sheet.name for sheet in sheets}) == len(sheets)
        if not is_clear or len(facts) != len(sheets):
            raise file_error(Reason.DAMAGED)
        for place, sheet in enumerate(sheets):
            if sheet.typ == SheetTypeEnum.WorkSheet:
                found = facts[place]
                if found is None:
                    raise file_error(Reason.DAMAGED)
                _refuse_unknown(sheet.name, found)
                reader.add(
                    sheet.name,
                    workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False),
                    facts=found,
                    is_hidden=sheet.visible != SheetVisibleEnum.Visible,
                    is_looked_at=len(sheets) == 1 or sheet.name.strip().lower() in OF_A_FORM,
                )
    except PasswordError as error:
        raise file_error(Reason.ENCRYPTED) from error
    except CalamineError as error:
        raise file_error(Reason.DAMAGED) from error
    return tuple(reader.sheets)


def _refuse_unknown(name: str, facts: SheetFacts) -> None:
    """Raises FormError: the library would read no cell."""
    for place, text in facts.errors.items():
        if text not in READ_ERRORS:
            raise FormError([FormFault(Reason.NOT_COMPUTED, name, place.row)])


def _csv(content: bytes) -> tuple[WorkbookSheet, ...]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise file_error(Reason.NOT_UTF8) from error
    if "\0" in text:
        raise file_error(Reason.NOT_A_SPREADSHEET)
    reader = SheetReader()
    for name, first, rows in _blocks(text):
        reader.add(name, rows, first=first)
    return tuple(reader.sheets)


def _blocks(text: str) -> Iterator[tuple[str, int, list[list[str]]]]:
    name, first, rows = "", 1, list[list[str]]()
    for number, (own, *cells) in _lines(text):
        has_cells = any(cell.strip() for cell in cells)
        if has_cells and (own.strip() or not name):
            raise FormError([FormFault(Reason.CSV_SHEETS, row=number)])
        if own.strip():
            if name:
                yield name, first, rows
            name, first, rows = own.strip(), number + 1, []
        else:
            rows.append(cells)
    if name:
        yield name, first, rows


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(10 * LONGEST_CELL)
    try:
        for number, cells in enumerate(csv.reader(StringIO(text, newline=""), strict=True), 1):
            if number > MOST_ROWS:
                terms = {"most": f"{MOST_ROWS:,}"}
                raise FormError([FormFault(Reason.TOO_MANY_ROWS, row=number, terms=terms)])
            yield number, cells or [""]
    except csv.Error as error:
        raise file_error(Reason.DAMAGED) from error
