import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from tempfile import TemporaryFile
from types import TracebackType
from zlib import crc32

from responses.case_files.police_uk.filings import FilingKey
from responses.case_files.police_uk.rows import OutcomeRow, PoliceUkRow, StreetRow
from responses.case_files.reference_lists import police_uk_crime_types, police_uk_wordings

PARTS = 64
"""A month of the whole nation, half a million rows, is some 8,000 rows a part."""
RowsByCrime = dict[FilingKey, list[PoliceUkRow]]


class RowSpool:
    """Parts by Crime ID, so that one part has all rows of its crimes."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._parts = [
            self._open.enter_context(TemporaryFile("w+", encoding="utf-8", newline="\n"))  # noqa: SIM115  closed with the stack
            for _number in range(PARTS)
        ]

    def __enter__(self) -> "RowSpool":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def add(self, row: PoliceUkRow) -> None:
        part = self._parts[crc32(row.crime_id.encode()) % PARTS]
        part.write(_encode(_texts(row)) + "\n")

    def parts(self) -> Iterator[RowsByCrime]:
        """As often as asked for."""
        for part in self._parts:
            part.seek(0)
            rows: RowsByCrime = {}
            for line in part:
                row = _row(json.loads(line))
                rows.setdefault((row.force, row.crime_id), []).append(row)
            if rows:
                yield rows


_encode: Callable[[object], str] = json.JSONEncoder(
    ensure_ascii=True, separators=(",", ":"), check_circular=False
).encode


def _texts(row: PoliceUkRow) -> list[str]:
    common = [row.crime_id, row.month.isoformat(), row.force, row.area]
    if isinstance(row, OutcomeRow):
        return [*common, row.as_filed]
    return [*common, row.crime_type.text, row.last_outcome.text if row.last_outcome else ""]


def _row(texts: list[str]) -> PoliceUkRow:
    crime_id, month, force, area, *others = texts
    on, wordings = date.fromisoformat(month), police_uk_wordings()
    if len(others) == 1:
        return OutcomeRow(crime_id, on, force, area, wordings[others[0]], others[0])
    crime_type = police_uk_crime_types()[others[0]]
    last = wordings[others[1]] if others[1] else None
    return StreetRow(crime_id, on, force, area, crime_type, last)
