from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter

ALWAYS = datetime(2020, 1, 1)  # noqa: DTZ001  # a workbook's own dates have no zone
"""The date of creation in every workbook, so that one instrument always gives the same bytes."""
WIDTH = 24
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def workbook_of(tables: Mapping[str, Sequence[Sequence[str | float]]]) -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as workbook:
        workbook.set_properties({"created": ALWAYS})
        text = workbook.add_format({"num_format": "@", "quote_prefix": True, "text_wrap": True})
        heading = workbook.add_format({"num_format": "@", "bold": True})
        for name, rows in tables.items():
            sheet = workbook.add_worksheet(name)
            sheet.set_column(0, len(rows[0]) - 1, WIDTH)
            sheet.freeze_panes(1, 0)
            for place, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if not isinstance(cell, str):
                        sheet.write_number(place, column, cell)
                    elif cell:
                        sheet.write_string(place, column, cell, text if place else heading)
    return content.getvalue()
