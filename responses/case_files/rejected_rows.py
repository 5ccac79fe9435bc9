"""The rows of a case file that were not loaded, in a file to be corrected and loaded again. Pure.

It has the file's own columns, so that nothing needs to be copied; those that tell why a row was
rejected are passed over when it comes back. A spreadsheet runs nothing that stands in it."""

import csv
from collections.abc import Callable, Sequence
from typing import TextIO

from responses.case_files.columns import COLUMNS
from responses.case_files.faults import Fault
from responses.case_files.mapping_profile import STANDARD, Profile
from responses.case_files.reading import Read
from responses.case_files.tables import MORE, REJECTED
from ui.csv_files import guard

REASONS = 8
"""Columns for reasons; a row with more has the rest in the last of them."""


class RejectedRows:
    """Writes a row at a time, the header before the first of them."""

    def __init__(
        self, file: TextIO, *, say: Callable[[Fault], str], profile: Profile = STANDARD
    ) -> None:
        self._writer = csv.writer(file, lineterminator="\r\n")
        self._say = say
        self._profile = profile
        self._columns: Sequence[str] = ()
        self.count = 0

    def write(self, read: Read) -> None:
        if not self.count:
            self._write_header(read)
        self.count += 1
        cells = [read.record.get(name, "") for name in self._columns]
        reasons = [self._reason(fault) for fault in read.faults]
        self._writer.writerow(map(guard, [str(read.row), *_spread(reasons), *cells]))

    def _write_header(self, read: Read) -> None:
        # Lines of JSON need not have the same names: each of ours stands there once.
        sent = [name for name in read.record if name in COLUMNS]
        self._columns = [*sent, *(name for name in COLUMNS if name not in sent), MORE]
        own = [self._profile.own_name(name) for name in self._columns]
        why = [f"{REJECTED}reason_{number}" for number in range(1, REASONS + 1)]
        self._writer.writerow(map(guard, [f"{REJECTED}row", *why, *own]))

    def _reason(self, fault: Fault) -> str:
        column = self._profile.own_name(fault.column)
        return f"{column}: {self._say(fault)}" if column else self._say(fault)


def _spread(reasons: Sequence[str]) -> list[str]:
    first, rest = reasons[: REASONS - 1], reasons[REASONS - 1 :]
    cells = [*first, " ".join(rest)]
    return cells + [""] * (REASONS - len(cells))
