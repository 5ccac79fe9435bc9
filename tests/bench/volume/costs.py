"""What a call of the database may cost at a million cases, and the call itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.utils.timezone import localdate

from access.destruction import bulk_delete
from responses.models import Case

PAGE = 60_000
"""The cost of a query that somebody waits for. The dearest, the texts that wait for a coder, is put
at 49,000 to 57,000, as the sample of rows falls that statistics are made of."""
MINUTE = 60_000
"""Of one that is asked every minute or for every message."""
HOUR = 400_000
"""Of one that is asked once an hour: it may read a table of a million rows, and sort a part."""
NIGHT = 1_500_000
"""Of one that is asked once a day: it may read all tables that belong together."""
STREAM = 512_000
"""kB on disk of rows that are streamed to a task in the order of their keys."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    at: datetime
    period: str
    case: Case

    @property
    def today(self) -> date:
        return localdate(self.at)


@dataclass(frozen=True)
class Read:
    name: str
    call: Callable[[Moment], object]
    cost: float
    spilt: int = 0


def begun(rows: object) -> None:
    list(islice(rows, 2_000))  # type: ignore[call-overload]


def keys(due: object, key: str) -> object:
    return next(bulk_delete.key_batches(due, key=key), None)  # type: ignore[arg-type]
