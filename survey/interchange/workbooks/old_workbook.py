import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import xlrd
from xlrd.book import Book
from xlrd.sheet import Sheet

from survey.interchange.faults import Reason, file_error
from survey.interchange.workbooks.old_records import SheetRecords, book_records, sheet_records
from survey.interchange.workbooks.sheet_facts import (
    LOWEST,
    NARROWEST,
    NOT_COMPUTED,
    STRUCK_OUT,
    CellLook,
    JoinedArea,
    Place,
    SheetFacts,
    StoredKind,
)
from survey.interchange.workbooks.sheet_reader import Cell, SheetReader
from survey.interchange.workbooks.sheets import EPOCH, Bounds, WorkbookSheet
from survey.interchange.workbooks.shown import UNSEEN, may_mark
from survey.interchange.workbooks.workbook_facts import EPOCH_1904

POINT = 20
"""Heights of rows are in twentieths of a point."""
CHARACTER = 256
"""Widths of columns are in parts of a character."""
VISIBILITY = 0b11
"""The rest of the byte says nothing."""
KINDS = {
    xlrd.XL_CELL_NUMBER: StoredKind.NUMBER,
    xlrd.XL_CELL_DATE: StoredKind.DATE,
    xlrd.XL_CELL_BOOLEAN: StoredKind.BOOLEAN,
}
"""Kinds of cells as an .xlsx file names them; all others are texts."""
NUMBERS = frozenset({xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE})
EMPTY = frozenset({xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK})


def old_workbook_sheets(content: bytes, *, bounds: Bounds) -> tuple[WorkbookSheet, ...]:
    """Raises FormError."""
    try:
        with Path(os.devnull).open("w") as log:
            book = xlrd.open_workbook(
                file_contents=content,
                logfile=log,
                formatting_info=True,
                on_demand=True,
                ragged_rows=True,
            )
            return _sheets(book, bounds)
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError) as error:
        is_encrypted = "encrypted" in str(error)
        raise file_error(Reason.ENCRYPTED if is_encrypted else Reason.DAMAGED) from error


def _sheets(book: Book, bounds: Bounds) -> tuple[WorkbookSheet, ...]:
    records = book_records(book.mem, book.base)
    if records.has_macros:
        raise file_error(Reason.MACRO)
    if records.has_unknown or len(records.worksheets) != book.nsheets:
        raise file_error(Reason.DAMAGED)
    looks = {}
    for number, style in enumerate(book.xf_list):
        code = book.format_map[style.format_key].format_str
        is_struck_out = bool(book.font_list[style.font_index].struck_out)
        if is_struck_out or may_mark(code):
            looks[number] = CellLook(code, is_struck_out=is_struck_out)
    reader = SheetReader(bounds, epoch=EPOCH_1904 if book.datemode else EPOCH)
    for place, position in enumerate(records.worksheets):
        sheet = book.sheet_by_index(place)
        said = sheet_records(book.mem, position, has_engine=records.has_engine)
        reader.add(
            sheet.name,
            _rows(sheet, book.datemode),
            facts=_facts(sheet, said, looks, is_first=place == 0),
            is_hidden=bool(sheet.visibility & VISIBILITY),
        )
        book.unload_sheet(place)
    return tuple(reader.sheets)


def _facts(
    sheet: Sheet, said: SheetRecords, looks: Mapping[int, CellLook], *, is_first: bool
) -> SheetFacts:
    return SheetFacts(
        hidden_rows={row + 1 for row in range(sheet.nrows) if _is_row_hidden(sheet, row)},
        hidden_columns=[
            (column + 1, column + 1)
            for column in range(sheet.ncols)
            if _is_column_hidden(sheet, column)
        ],
        errors=dict.fromkeys(said.uncomputed, NOT_COMPUTED) | dict(_errors(sheet, looks)),
        joined=[
            JoinedArea(Place(top + 1, left + 1), Place(bottom, right))
            for top, bottom, left, right in sheet.merged_cells
        ],
        comments=[xlrd.cellname(cell.row - 1, cell.column - 1) for cell in said.commented],
        comment_texts=[
            note.text if (note := sheet.cell_note_map.get((cell.row - 1, cell.column - 1))) else ""
            for cell in said.commented
        ],
        texts=said.texts + (list(sheet.book.name_map) if is_first else []),
        has_drawings=said.has_drawings,
    )


def _is_row_hidden(sheet: Sheet, row: int) -> bool:
    found = sheet.rowinfo_map.get(row)
    is_hidden = found.hidden if found else sheet.default_row_hidden
    has_own = found and not found.has_default_height
    height = found.height if has_own else sheet.default_row_height
    return bool(is_hidden) or (height is not None and height < LOWEST * POINT)


def _is_column_hidden(sheet: Sheet, column: int) -> bool:
    if found := sheet.colinfo_map.get(column):
        return bool(found.hidden) or found.width < NARROWEST * CHARACTER
    if sheet.standardwidth is not None:
        return bool(sheet.standardwidth < NARROWEST * CHARACTER)
    return sheet.defcolwidth is not None and bool(sheet.defcolwidth < NARROWEST)


def _errors(sheet: Sheet, looks: Mapping[int, CellLook]) -> Iterator[tuple[Place, str]]:
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind not in EMPTY and (mark := _mark(sheet, row, column, looks)):
                yield Place(row + 1, column + 1), mark


def _mark(sheet: Sheet, row: int, column: int, looks: Mapping[int, CellLook]) -> str:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, NOT_COMPUTED))
    runs = sheet.rich_text_runlist_map.get((row, column), ())
    if any(sheet.book.font_list[font].struck_out for _offset, font in runs):
        return STRUCK_OUT
    if _is_unshown_zero(sheet, row, column):
        return UNSEEN
    look = looks.get(sheet.cell_xf_index(row, column))
    return look.mark(KINDS.get(kind, StoredKind.TEXT), str(value)) if look else ""


def _is_unshown_zero(sheet: Sheet, row: int, column: int) -> bool:
    if sheet.show_zero_values or sheet.cell_type(row, column) not in NUMBERS:
        return False
    return float(sheet.cell_value(row, column)) == 0


def _rows(sheet: Sheet, datemode: int) -> Iterator[list[Cell]]:
    last = sheet.nrows
    while last and EMPTY.issuperset(sheet.row_types(last - 1)):
        last -= 1
    for row in range(last):
        kinds, values = sheet.row_types(row), sheet.row_values(row)
        yield [_value(kind, value, datemode) for kind, value in zip(kinds, values, strict=True)]


def _value(kind: int, value: str | float, datemode: int) -> Cell:
    match kind:
        case xlrd.XL_CELL_DATE:
            number = float(value)
            try:
                moment: datetime = xlrd.xldate_as_datetime(number, datemode)
            except OverflowError:
                return number
            if 0 <= number < 1:
                return moment.time()
            return moment.date() if number.is_integer() else moment
        case xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        case xlrd.XL_CELL_TEXT | xlrd.XL_CELL_NUMBER:
            return value
        case _:
            return None
