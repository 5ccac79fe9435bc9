import re
from collections.abc import Mapping, Sequence

from responses.case_files.faults import CaseFault, FaultCode
from responses.case_files.masked_values import mask_value

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
    return ROW in header


def plain(cells: Sequence[str]) -> list[str]:
    return [cell.removeprefix(APOSTROPHE) for cell in cells]


def mark_of(faults: Sequence[CaseFault], *, more: str) -> str:
    fault = faults[0]
    if fault.code is not FaultCode.ROW_LENGTH:
        return fault.code.value
    mark = f"{fault.code.value} {fault.terms['found']}/{fault.terms['expected']}"
    return f"{mark}: {more}" if more else mark


def unsettled(
    mark: str, record: Mapping[str, str], *, file: str, row: int
) -> tuple[list[CaseFault], str]:
    """The fault by `rejected_more`, if any, and the cells beyond the header."""
    mark = mark.strip()
    if not mark:
        return [], ""
    if match := ROW_LENGTH.fullmatch(mark):
        terms = {"found": match[1], "expected": match[2]}
        return [CaseFault(FaultCode.ROW_LENGTH, file, row, terms=terms)], match[3] or ""
    if mark == FaultCode.TOTALS_ROW.value:
        return [CaseFault(FaultCode.TOTALS_ROW, file, row)], ""
    if mark == FaultCode.DUPLICATE_KEY.value:
        value = mask_value("case_key", record.get("case_key", "").strip())
        fault = CaseFault(FaultCode.DUPLICATE_KEY, file, row, column="case_key", value=value)
        return [fault], ""
    return [CaseFault(FaultCode.NOT_SETTLED, file, row, column=MORE)], mark
