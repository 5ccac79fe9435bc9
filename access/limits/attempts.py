"""Limits failing tries. A try that is not released counts as a failure. Each window judges at most
as many as the limit, plus one in hand a process."""

from collections import Counter as Sums
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from math import ceil
from threading import Lock
from typing import Self

from django.db import DatabaseError, transaction
from django.db.models import Model

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.limits import counts, table
from access.limits.counts import Counter
from access.limits.in_flight import TriesInFlight, TryInFlight
from access.limits.sources import Sources
from access.limits.table import Kind, Tier

SYSTEM = Actor.system("limits")
IN_FLIGHT: TriesInFlight[Counter] = TriesInFlight()
COUNTING = Lock()
"""Held from marking tries as counted to the end of the write, so that the next count sees them."""


class Trying:
    def __init__(
        self,
        kind: Kind,
        sources: Sources,
        *,
        at: datetime,
        by: Actor = SYSTEM,
        force: str = "",
        about: Callable[[], Model | None] = lambda: None,
    ) -> None:
        self.wait = timedelta()
        """Time until another try is judged; zero where this one is."""
        self._at, self._by, self._force, self._about = at, by, force, about
        self._is_released = False
        limits = table.limits_of(kind, tiers=sources)
        rows = tuple(counts.counter(limit, sources[limit.tier], at=at) for limit in limits)
        keys = frozenset(row.key for row in rows if row.limit.tier is not Tier.SERVICE)
        self._flight = TryInFlight(keys=keys, rows=rows)

    @property
    def is_refused(self) -> bool:
        return bool(self.wait)

    @property
    def retry_after(self) -> str:
        return str(ceil(self.wait.total_seconds()))

    def release(self) -> None:
        """It was right, or nothing was judged."""
        self._is_released = True

    def __enter__(self) -> Self:
        IN_FLIGHT.enter(self._flight)
        try:
            self._judge(counts.read_counts(self._flight.rows))
            if not self.is_refused and not self._flight.is_alone:
                counted = self._count()
                self._judge({row: counted[row] - 1 for row in self._flight.rows})
        except BaseException:
            IN_FLIGHT.leave(self._flight)
            raise
        if self.is_refused:
            self._leave()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if self.is_refused:
            return
        if kind is not None and issubclass(kind, DatabaseError):
            IN_FLIGHT.leave(self._flight)
        elif self._is_released:
            self._leave()
        else:
            self._fail()

    def _judge(self, failed: Mapping[Counter, int]) -> None:
        reached = table.reached({row.limit: count for row, count in failed.items()})
        ends = [limit.end_of_window(self._at) for limit in reached]
        self.wait = max(ends, default=self._at) - self._at

    def _count(self) -> dict[Counter, int]:
        with COUNTING:
            claimed = IN_FLIGHT.claim(self._flight)
            if not claimed:
                return {}
            added = Sums(row for each in claimed for row in each.rows)
            counted = counts.add(added)
        self._tell({row: count for row, count in counted.items() if _passes(row, count, added)})
        return counted

    def _fail(self) -> None:
        try:
            self._count()
        finally:
            IN_FLIGHT.leave(self._flight)

    def _leave(self) -> None:
        if IN_FLIGHT.leave(self._flight):
            with COUNTING:
                counts.add(dict.fromkeys(self._flight.rows, -1))

    def _tell(self, told: Mapping[Counter, int]) -> None:
        for row in told:
            with transaction.atomic():
                if counts.tell_once(row, at=self._at):
                    audit.record(
                        AuditKind.LIMIT_REACHED,
                        by=self._by,
                        at=self._at,
                        target=self._about() or "",
                        force=self._force,
                        limit=row.limit.kind.value,
                        tier=row.limit.tier.value,
                    )


def wait_after_counting(kind: Kind, sources: Sources, *, at: datetime) -> timedelta:
    """Count one use in one statement. Return how long to wait, zero within the limit."""
    rows = {
        counts.counter(each, sources[each.tier], at=at)
        for each in table.limits_of(kind, tiers=sources)
    }
    counted = counts.add(dict.fromkeys(rows, 1))
    over = [row.ends_at for row, count in counted.items() if count > row.limit.most]
    return max(over, default=at) - at


def _passes(row: Counter, count: int, added: Mapping[Counter, int]) -> bool:
    most = row.limit.most
    return row.limit.tells and count - added[row] < most <= count
