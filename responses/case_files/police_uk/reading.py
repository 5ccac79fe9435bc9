"""Reads police.uk's open data as crimes: street and outcomes files joined on Crime ID, as many as
there are, in bounded memory. Dates are months, so these cases count in the frame and nobody is ever
invited. Pure except for temporary files."""

from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType

from responses.case_files.faults import CaseFault, FaultsError
from responses.case_files.police_uk.counts import PoliceUkCounts
from responses.case_files.police_uk.filings import Filing
from responses.case_files.police_uk.rows import PoliceUkRow
from responses.case_files.police_uk.spool import RowSpool

MAX_FAULTS = 1_000


class PoliceUkReading:
    """All rows of one import, read and found good. Use it in a `with` statement."""

    def __init__(
        self, rows: Iterable[PoliceUkRow | CaseFault], *, left_out: Mapping[str, int]
    ) -> None:
        """Read all rows, in any order. What their files hold beside them is counted in `left_out`.
        Raises FaultsError with the first faults and the number of all."""
        self.counts = PoliceUkCounts()
        self._left_out = left_out
        self._without_id = 0
        self._spool = RowSpool()
        try:
            self._read(rows)
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def __enter__(self) -> "PoliceUkReading":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._spool.__exit__(kind, error, trace)

    def _read(self, rows: Iterable[PoliceUkRow | CaseFault]) -> None:
        faults: list[CaseFault] = []
        count = 0
        for row in rows:
            if isinstance(row, CaseFault):
                count += 1
                faults.extend([row] if count <= MAX_FAULTS else ())
            elif not row.crime_id:
                self._without_id += 1
            elif not count:
                self._spool.add(row)
        if count:
            raise FaultsError(faults, count=count)

    def filings(self) -> Iterator[Filing]:
        """Each crime once, with everything that these files say of it. `counts` and `all_counts`
        are complete after the last."""
        self.counts = PoliceUkCounts(street_rows=self._without_id, without_id=self._without_id)
        for rows in self._spool.parts():
            yield from self.counts.add_crimes(rows)

    def all_counts(self) -> dict[str, int]:
        """The counts of the rows, and of what was left out."""
        return {**self.counts.as_dict(), **self._left_out}
