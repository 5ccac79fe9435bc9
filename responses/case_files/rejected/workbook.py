"""The file of rejected rows as a workbook, whose cells are text, so that a spreadsheet changes none
of them when it is saved. Pure."""

import csv
from collections.abc import Iterable

from survey.interchange.workbooks.writing import workbook_of

SHEET = "rejected"
MOST_ROWS = 5_000
"""A workbook of more takes a page too long to make."""
LONGEST_CELL = 32_767
"""Of a workbook."""


class TooLargeForWorkbookError(ValueError):
    """There are more rows, or longer cells, than a workbook of ours may have."""


def rejected_workbook(lines: Iterable[str]) -> bytes:
    """The workbook of a file that RejectedRows wrote. Raises TooLargeForWorkbookError."""
    rows: list[list[str]] = []
    for cells in csv.reader(lines):
        rows.append(cells)
        if len(rows) > MOST_ROWS + 1 or any(len(cell) > LONGEST_CELL for cell in cells):
            raise TooLargeForWorkbookError
    return workbook_of({SHEET: rows})
