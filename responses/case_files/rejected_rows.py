"""Writes the rejected rows of a case file into a file that can be corrected and imported. Pure.

The file has the columns of the original, so nothing has to be copied; the added columns with the
reasons are ignored when it is imported. Cells that a spreadsheet would run as formulas are
escaped."""

import csv
from collections.abc import Callable, Sequence
from typing import TextIO

from responses.case_files.columns import COLUMNS
from responses.case_files.faults import CaseFault
from responses.case_files.mapping_profile import STANDARD, Profile
from responses.case_files.reading import RowResult
from responses.case_files.tables import EXTRA_CELLS, REJECTED_PREFIX
from ui.csv_files import guard

REASONS = 8
"""The number of columns for reasons; further reasons are joined in the last one."""


class RejectedRows:
    """Writes one row at a time, and the header before the first."""

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
            self._write_header(result)
        self.count += 1
        cells = [result.record.get(name, "") for name in self._columns]
        reasons = [self._reason(fault) for fault in result.faults]
        self._writer.writerow(map(guard, [str(result.row), *_spread(reasons), *cells]))

    def _write_header(self, result: RowResult) -> None:
        # Lines of JSON may have different names, so the header has every standard column.
        sent = [name for name in result.record if name in COLUMNS]
        self._columns = [*sent, *(name for name in COLUMNS if name not in sent), EXTRA_CELLS]
        own = [self._profile.own_name(name) for name in self._columns]
        why = [f"{REJECTED_PREFIX}reason_{number}" for number in range(1, REASONS + 1)]
        self._writer.writerow(map(guard, [f"{REJECTED_PREFIX}row", *why, *own]))

    def _reason(self, fault: CaseFault) -> str:
        column = self._profile.own_name(fault.column)
        return f"{column}: {self._say(fault)}" if column else self._say(fault)


def _spread(reasons: Sequence[str]) -> list[str]:
    first, rest = reasons[: REASONS - 1], reasons[REASONS - 1 :]
    cells = [*first, " ".join(rest)]
    return cells + [""] * (REASONS - len(cells))
