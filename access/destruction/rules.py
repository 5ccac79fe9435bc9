from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

MOST_BETWEEN_RUNS = timedelta(hours=26)
"""From one daily run to the next, with two hours to spare."""

MOST_UNEXPLAINED = timedelta(hours=2)
"""Greatest difference between a clock's step and the uptime."""

MOST_BETWEEN_CLOCKS = timedelta(minutes=2)
MOST_ABOVE_SHARE = 0.05
MOST_ABOVE_ROWS = 100

RELEASE_LASTS = timedelta(hours=24)

Counts = Mapping[str, int]
"""Table label to number of rows."""


@dataclass(frozen=True)
class Uptime:
    """`start` names one start of the machine."""

    start: str
    running: timedelta


class BrakeReason(StrEnum):
    CLOCK_MOVED = "clock_moved"
    CLOCKS_DIFFER = "clocks_differ"
    MORE_THAN_EXPECTED = "more_than_expected"
    NOTHING_EXPECTED = "nothing_expected"
    """No forecast exists, and more than a small amount is due."""


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    at: datetime
    database_at: datetime
    due: Counts
    last_at: datetime | None = None
    expected: Counts | None = None
    held: Counts = field(default_factory=dict)
    passed: timedelta | None = None


def stop_reasons(facts: RunFacts) -> tuple[BrakeReason, ...]:
    """Empty where it may run."""
    found = {
        BrakeReason.CLOCK_MOVED: _has_clock_moved(facts),
        BrakeReason.CLOCKS_DIFFER: abs(facts.at - facts.database_at) > MOST_BETWEEN_CLOCKS,
        BrakeReason.MORE_THAN_EXPECTED: bool(tables_above(facts.due, facts.expected)),
        BrakeReason.NOTHING_EXPECTED: facts.expected is None and _is_much(facts),
    }
    return tuple(reason for reason, is_so in found.items() if is_so)


def tables_above(due: Counts, expected: Counts | None) -> tuple[str, ...]:
    """More due than expected by both 5% and 100 rows."""
    if expected is None:
        return ()
    return tuple(table for table, count in due.items() if _is_above(count, expected.get(table, 0)))


def covers(released: Counts, due: Counts) -> bool:
    return all(count <= released.get(table, 0) for table, count in due.items())


def passed_between(earlier: Uptime | None, later: Uptime | None) -> timedelta | None:
    """None across a restart."""
    if earlier is None or later is None or earlier.start != later.start:
        return None
    return later.running - earlier.running


def is_in_force(confirmed_at: datetime, *, database_at: datetime) -> bool:
    """By the database's clock."""
    return timedelta(0) <= database_at - confirmed_at <= RELEASE_LASTS


def _has_clock_moved(facts: RunFacts) -> bool:
    if facts.last_at is None:
        return False
    moved = facts.at - facts.last_at
    if facts.passed is not None:
        return abs(moved - facts.passed) > MOST_UNEXPLAINED
    return abs(moved) > MOST_BETWEEN_RUNS


def _is_much(facts: RunFacts) -> bool:
    return any(
        count > MOST_ABOVE_ROWS and count > MOST_ABOVE_SHARE * facts.held.get(table, 0)
        for table, count in facts.due.items()
    )


def _is_above(count: int, expected: int) -> bool:
    above = count - expected
    return above > MOST_ABOVE_ROWS and above > MOST_ABOVE_SHARE * expected
