"""Street and outcomes files joined on Crime ID, in bounded memory."""

from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType

from responses.case_files.faults import CaseFault, FaultsError
from responses.case_files.police_uk.counts import PoliceUkCounts
from responses.case_files.police_uk.filings import Filing
from responses.case_files.police_uk.rows import PoliceUkRow
from responses.case_files.police_uk.spool import RowSpool

MAX_FAULTS = 1_000


class PoliceUkReading:
    def __init__(
        self, rows: Iterable[PoliceUkRow | CaseFault], *, left_out: Mapping[str, int]
    ) -> None:
        """Raises FaultsError."""
        self.counts = PoliceUkCounts()
        self._left_out = left_out
        self._without_id = 0
        self._spool = RowSpool()
        try:
            self._collect_rows(rows)
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

    def _collect_rows(self, rows: Iterable[PoliceUkRow | CaseFault]) -> None:
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
        self.counts = PoliceUkCounts(street_rows=self._without_id, without_id=self._without_id)
        for rows in self._spool.parts():
            yield from self.counts.add_crimes(rows)

    def all_counts(self) -> dict[str, int]:
        return {**self.counts.as_dict(), **self._left_out}
