"""Trying something that is limited:

    with Trying(Kind.CODE, sources.of_request(request), at=at) as attempt:
        if attempt.is_refused:
            return refuse_for_a_while(request, attempt)
        invitation = invitation_by_token(code, at=at)
        if invitation is not None:
            attempt.release()

What is not released has failed and is counted. In each window at most as many tries as a limit
allows are judged and fail, however many are made at the same moment by the threads of a process;
each further process may have one more in hand.

A right answer costs the query that reads the counts, and a failure one write more. A refusal writes
nothing, so whoever tries on and on holds up nobody."""

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
"""Held from marking tries as counted to the end of the write, so that who counts next sees it."""


class Trying:
    """One try. For the audit trail, `by` is the member of staff who makes it, `force` the code of
    the police force it concerns, and `about` finds the account it concerns."""

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
        """How long until another try is judged; zero where this one is."""
        self._at, self._by, self._force, self._about = at, by, force, about
        self._is_released = False
        limits = table.limits_of(kind, tiers=sources)
        rows = tuple(counts.counter(limit, sources[limit.tier], at=at) for limit in limits)
        keys = frozenset(row.key for row in rows if row.limit.tier is not Tier.SERVICE)
        self._flight = TryInFlight(keys=keys, rows=rows)

    @property
    def is_refused(self) -> bool:
        """Whether there were too many failures: the try must not be judged."""
        return bool(self.wait)

    @property
    def retry_after(self) -> str:
        """The wait in whole seconds, as HTTP writes it."""
        return str(ceil(self.wait.total_seconds()))

    def release(self) -> None:
        """Do not count the try: it was right, or there was nothing to judge."""
        self._is_released = True

    def __enter__(self) -> Self:
        IN_FLIGHT.enter(self._flight)
        try:
            self._judge(counts.read(self._flight.rows))
            if not self.is_refused and not self._flight.is_alone:
                self._judge(self._before_this_one(self._count()))
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

    def _before_this_one(self, counted: Mapping[Counter, int]) -> dict[Counter, int]:
        return {row: counted[row] - 1 for row in self._flight.rows}

    def _count(self) -> dict[Counter, int]:
        """Count the try and those that it overlaps with, unless they are. Returns the counts, of
        this try's rows at least."""
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
        """End the try, and take it back where it was counted."""
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
    """Count one of what is limited though it is no failure, by one statement, and return how long
    it must wait: zero where it is among as many as a limit allows."""
    rows = {
        counts.counter(each, sources[each.tier], at=at)
        for each in table.limits_of(kind, tiers=sources)
    }
    counted = counts.add(dict.fromkeys(rows, 1))
    over = [row.ends_at for row, count in counted.items() if count > row.limit.most]
    return max(over, default=at) - at


def _passes(row: Counter, count: int, added: Mapping[Counter, int]) -> bool:
    """Whether a limit that tells is reached by what was added."""
    most = row.limit.most
    return row.limit.tells and count - added[row] < most <= count
