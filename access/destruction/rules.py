"""When the daily destroying of old data stops and asks people (decision 51). Pure: no Django, no
database, no clock.

A machine whose clock is wrong takes new data for old. So a run stops where the clock moved further
than from one day to the next, where two clocks differ, or where far more is due than the run of the
day before had expected. A machine that has been running since knows how much time went by, whatever
its clock was set to: a clock that is put on by a day every hour is seen, and a run that is late
for an outage goes on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

MOST_BETWEEN_RUNS = timedelta(hours=26)
"""From one daily run to the next, with two hours to spare."""

MOST_UNEXPLAINED = timedelta(hours=2)
"""By how much a clock may have moved otherwise than the machine was running."""

MOST_BETWEEN_CLOCKS = timedelta(minutes=2)
MOST_ABOVE_SHARE = 0.05
MOST_ABOVE_ROWS = 100

RELEASE_LASTS = timedelta(hours=24)
"""How long two people's word lets a stopped run go on."""

Counts = Mapping[str, int]
"""Label of a table to a number of its rows."""


@dataclass(frozen=True)
class Uptime:
    """For how long a machine has been running since a start, which has a name of its own."""

    start: str
    running: timedelta


class BrakeReason(StrEnum):
    CLOCK_MOVED = "clock_moved"
    CLOCKS_DIFFER = "clocks_differ"
    MORE_THAN_EXPECTED = "more_than_expected"
    NOTHING_EXPECTED = "nothing_expected"
    """No run has said what to expect, and more is due than a small amount."""


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    """What a run knows before it destroys anything. `last_at` is when the last completed run was,
    by the machine's clock, and `expected` what that run expected of this one; both None where
    there was none. `held` is needed only then. `passed` is the time since that run by the machine's
    uptime; None where it is another machine, or was started since."""

    at: datetime
    database_at: datetime
    due: Counts
    last_at: datetime | None = None
    expected: Counts | None = None
    held: Counts = field(default_factory=dict)
    passed: timedelta | None = None


def stop_reasons(facts: RunFacts) -> tuple[BrakeReason, ...]:
    """Why the run must not destroy anything; empty where it may."""
    found = {
        BrakeReason.CLOCK_MOVED: _has_clock_moved(facts),
        BrakeReason.CLOCKS_DIFFER: abs(facts.at - facts.database_at) > MOST_BETWEEN_CLOCKS,
        BrakeReason.MORE_THAN_EXPECTED: bool(tables_above(facts.due, facts.expected)),
        BrakeReason.NOTHING_EXPECTED: facts.expected is None and _is_much(facts),
    }
    return tuple(reason for reason, is_so in found.items() if is_so)


def tables_above(due: Counts, expected: Counts | None) -> tuple[str, ...]:
    """The tables of which more is due than was expected by both 5 % and 100 rows."""
    if expected is None:
        return ()
    return tuple(table for table, count in due.items() if _is_above(count, expected.get(table, 0)))


def covers(released: Counts, due: Counts) -> bool:
    """Whether a release for some numbers of rows holds for what is due: in no table more."""
    return all(count <= released.get(table, 0) for table, count in due.items())


def passed_between(earlier: Uptime | None, later: Uptime | None) -> timedelta | None:
    """The time between two moments of one running machine; None where that is not known."""
    if earlier is None or later is None or earlier.start != later.start:
        return None
    return later.running - earlier.running


def is_in_force(confirmed_at: datetime, *, database_at: datetime) -> bool:
    """Whether a release still holds, both times by the database's clock."""
    return timedelta(0) <= database_at - confirmed_at <= RELEASE_LASTS


def _has_clock_moved(facts: RunFacts) -> bool:
    if facts.last_at is None:
        return False
    moved = facts.at - facts.last_at
    if facts.passed is not None:
        return abs(moved - facts.passed) > MOST_UNEXPLAINED
    return abs(moved) > MOST_BETWEEN_RUNS


def _is_much(facts: RunFacts) -> bool:
    """Whether any table would lose more than 100 rows and more than 5 % of what it holds."""
    return any(
        count > MOST_ABOVE_ROWS and count > MOST_ABOVE_SHARE * facts.held.get(table, 0)
        for table, count in facts.due.items()
    )


def _is_above(count: int, expected: int) -> bool:
    above = count - expected
    return above > MOST_ABOVE_ROWS and above > MOST_ABOVE_SHARE * expected
