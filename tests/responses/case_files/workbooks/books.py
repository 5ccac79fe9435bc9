"""Workbooks of cases with something in them that the eye does not see."""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import xlsxwriter


def book(
    sheets: Mapping[str, Sequence[Sequence[object]]],
    *,
    change: Callable[[xlsxwriter.Workbook], object] = lambda _book: None,
    counts_from_1904: bool = False,
) -> bytes:
    content = io.BytesIO()
    options = {"in_memory": True, "date_1904": counts_from_1904}
    with xlsxwriter.Workbook(content, options) as made:
        as_day = made.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, cells in enumerate(rows):
                for place, value in enumerate(cells):
                    if isinstance(value, date | datetime):
                        sheet.write_datetime(number, place, value, as_day)
                    elif isinstance(value, str):
                        sheet.write_string(number, place, value)
                    elif value is not None:
                        sheet.write_number(number, place, value)
        change(made)
    return content.getvalue()


def table(*records: Mapping[str, object]) -> list[list[object]]:
    names = list(dict.fromkeys(name for record in records for name in record))
    return [names, *([record.get(name) for name in names] for record in records)]
