"""The columns that a file of rejected rows has besides those of the sender, by which it can be sent
back as it is. Pure.

Most faults are found again when the cells are read again. Those of a row's structure are not: cells
too many or too few, a key that stands in another row, a value of JSON that no cell can hold. So
that such a row is not loaded before somebody has looked at it, its cell `rejected_more` says what
is wrong, and the row is refused until that cell is emptied."""

import re
from collections.abc import Mapping, Sequence

from responses.case_files.faults import CaseFault, FaultCode, shown

ROW, MORE, REASON = "rejected_row", "rejected_more", "rejected_reason"
REASONS = 8
"""The number of columns for reasons; further reasons are joined in the last one."""
REASON_COLUMNS = tuple(f"{REASON}_{number}" for number in range(1, REASONS + 1))
COLUMNS_BEFORE = (ROW, *REASON_COLUMNS)
OWN_COLUMNS = frozenset({*COLUMNS_BEFORE, MORE})
APOSTROPHE = "'"
"""Before text that a spreadsheet could run as a formula (ui.csv_files)."""
ROW_LENGTH = re.compile(r"row_length ([0-9]+)/([0-9]+)(?:: (.*))?", re.DOTALL)


def is_rejected_file(header: Sequence[str]) -> bool:
    """Whether a header is that of our own file of rejected rows."""
    return ROW in header


def plain(cells: Sequence[str]) -> list[str]:
    """The cells without the apostrophes that we put before some."""
    return [cell.removeprefix(APOSTROPHE) for cell in cells]


def mark_of(faults: Sequence[CaseFault], *, more: str) -> str:
    """What the cell `rejected_more` says of a row with a fault of its structure. `more` are the
    cells beyond the header."""
    fault = faults[0]
    if fault.code is not FaultCode.ROW_LENGTH:
        return fault.code.value
    mark = f"{fault.code.value} {fault.terms['found']}/{fault.terms['expected']}"
    return f"{mark}: {more}" if more else mark


def unsettled(
    mark: str, record: Mapping[str, str], *, file: str, row: int
) -> tuple[list[CaseFault], str]:
    """The fault that a row still has by its cell `rejected_more`, if any, and the cells beyond the
    header that it holds."""
    mark = mark.strip()
    if not mark:
        return [], ""
    if match := ROW_LENGTH.fullmatch(mark):
        terms = {"found": match[1], "expected": match[2]}
        return [CaseFault(FaultCode.ROW_LENGTH, file, row, terms=terms)], match[3] or ""
    if mark == FaultCode.TOTALS_ROW.value:
        return [CaseFault(FaultCode.TOTALS_ROW, file, row)], ""
    if mark == FaultCode.DUPLICATE_KEY.value:
        value = shown("case_key", record.get("case_key", "").strip())
        fault = CaseFault(FaultCode.DUPLICATE_KEY, file, row, column="case_key", value=value)
        return [fault], ""
    return [CaseFault(FaultCode.NOT_SETTLED, file, row, column=MORE)], mark
