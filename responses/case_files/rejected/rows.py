import csv
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

from responses.case_files.columns import COLUMNS
from responses.case_files.faults import CaseFault, FaultCode
from responses.case_files.mapping_profile import STANDARD, Profile
from responses.case_files.reading import RowResult
from responses.case_files.rejected.layout import COLUMNS_BEFORE, MORE, REASONS, mark_of
from survey.interchange.workbooks.writing import workbook_of
from ui.csv_files import guard

SETTLE = CaseFault(FaultCode.NOT_SETTLED, column=MORE)
"""Advice on a fault that rereading the cells would not find."""


class RejectedRows:
    def __init__(
        self, file: TextIO, *, say: Callable[[CaseFault], str], profile: Profile = STANDARD
    ) -> None:
        self._writer = csv.writer(file, lineterminator="\r\n")
        self._say = say
        self._profile = profile
        self._columns: Sequence[str] = ()
        self.count = 0

    def write(self, result: RowResult) -> None:
        if not self.count:
            # Lines of JSON may differ in names, so the header has every column.
            sent = [name for name in result.record if name in COLUMNS]
            self._columns = [*sent, *(name for name in COLUMNS if name not in sent)]
            own = [self._profile.own_name(name) for name in self._columns]
            self._writer.writerow(map(guard, [*COLUMNS_BEFORE, *own, MORE]))
        self.count += 1
        cells = [result.record.get(name, "") for name in self._columns]
        settle = [SETTLE] if result.is_structural and SETTLE.code not in _codes(result) else []
        reasons = [self._reason(fault) for fault in (*result.faults, *settle)]
        self._writer.writerow(
            map(guard, [str(result.row), *_spread(reasons), *cells, _mark(result)])
        )

    def _reason(self, fault: CaseFault) -> str:
        column = self._profile.own_name(fault.column)
        return f"{column}: {self._say(fault)}" if column else self._say(fault)


def _codes(result: RowResult) -> set[FaultCode]:
    return {fault.code for fault in result.faults}


def _mark(result: RowResult) -> str:
    if not result.is_structural:
        return ""
    return mark_of(result.faults, more=result.record.get(MORE, ""))


def _spread(reasons: Sequence[str]) -> list[str]:
    first, rest = reasons[: REASONS - 1], reasons[REASONS - 1 :]
    cells = [*first, " ".join(rest)]
    return cells + [""] * (REASONS - len(cells))


SHEET = "rejected"
MOST_ROWS = 5_000
"""A workbook of more takes a page too long to make."""
LONGEST_CELL = 32_767
"""Most characters in a workbook cell."""


class TooLargeForWorkbookError(ValueError):
    pass


def rejected_workbook(lines: Iterable[str]) -> bytes:
    """Raises TooLargeForWorkbookError."""
    rows: list[list[str]] = []
    for cells in csv.reader(lines):
        rows.append(cells)
        if len(rows) > MOST_ROWS + 1 or any(len(cell) > LONGEST_CELL for cell in cells):
            raise TooLargeForWorkbookError
    return workbook_of({SHEET: rows})
