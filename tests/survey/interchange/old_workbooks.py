"""Excel workbooks of before 2007 (.xls), with what only their records say."""

import io
import struct
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time

import xlwt

ENGINE = struct.pack("<HHHHI", 0x01C1, 8, 0x01C1, 0, 0x0001E5A2)
"""The record in which Excel and LibreOffice name what computed the file."""
NOT_RECALCULATED = struct.pack("<HHH", 0x005E, 2, 0)
NO_RESULT = b"\x03\0\0\0\0\0\xff\xff"
"""What the library that writes these files stores for each formula."""
SHEET_RECORD = struct.pack("<H", 0x0085)
KIND = 9
"""Where the kind of a sheet stands in its record."""
PLAIN = xlwt.Style.default_style
FORMATS = {date: "dd/mm/yyyy", datetime: "dd/mm/yyyy hh:mm", time: "hh:mm"}


def old_book(
    sheets: Mapping[str, Sequence[Sequence[object]]],
    *,
    change: Callable[[xlwt.Workbook], object] = lambda _book: None,
    names_engine: bool = True,
    counts_from_1904: bool = False,
) -> bytes:
    made = xlwt.Workbook()
    made.dates_1904 = counts_from_1904
    styles = {kind: xlwt.easyxf(num_format_str=form) for kind, form in FORMATS.items()}
    for name, rows in sheets.items():
        sheet = made.add_sheet(name)
        for number, cells in enumerate(rows):
            for place, value in enumerate(cells):
                if value is not None:
                    sheet.write(number, place, value, styles.get(type(value), PLAIN))
    change(made)
    if names_engine:
        add_records(made, "Workbook", "bookbool", ENGINE)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def add_records(owner: object, kind: str, after: str, records: bytes) -> None:
    name = f"_{kind}__{after}_rec"
    written = getattr(owner, name)
    setattr(owner, name, lambda: written() + records)


def comment(row: int, column: int) -> bytes:
    return struct.pack("<HHHHHHHBB", 0x001C, 12, row, column, 0, 1, 1, 0, ord("a"))


def of_kind(content: bytes, kind: int) -> bytes:
    place = content.index(SHEET_RECORD, content.index(ENGINE)) + KIND
    return content[:place] + bytes([kind]) + content[place + 1 :]
