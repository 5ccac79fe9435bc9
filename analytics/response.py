"""How many answered of those who were asked, and where that may not be told. Pure.

`counts` are stage events by decision and by step reached."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from analytics.stats.suppression import (
    HIDDEN_LEVELS,
    HIDDEN_PEOPLE,
    POLICY,
    UNIFORM_FLOOR,
    Audience,
    Topic,
)

Counts = Mapping[str, int]
INVITED, UNDELIVERABLE, USABLE = "invited", "undeliverable", "usable"
LEAST_SHOWN = POLICY[Audience.STAFF, Topic.ORDINARY].hide_below


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Stage events in scope of the survey, and of those the ones that could be asked about."""

    in_scope: int
    contactable: int


ScopeOf = Callable[[Counts], Scope]


def asked(counts: Counts) -> int:
    return counts.get(INVITED, 0) - counts.get(UNDELIVERABLE, 0)


def tells_who_answered(counts: Counts) -> bool:
    """Where few were asked and all of them answered, each of them did."""
    return counts.get(USABLE, 0) >= asked(counts) and asked(counts) < UNIFORM_FLOOR


def hidden_levels(levels: Mapping[str, Counts]) -> set[str]:
    """Levels whose number of answers is not to be shown, nor to be had by subtraction from
    the total: the list rule of decision 4, on counts."""
    answered = {level: found.get(USABLE, 0) for level, found in levels.items()}
    by_size = sorted(answered, key=lambda level: answered[level])
    hidden = {
        level
        for level in by_size
        if answered[level] < LEAST_SHOWN or tells_who_answered(levels[level])
    }
    for level in by_size:
        people = sum(answered[one] for one in hidden)
        if not hidden or (len(hidden) >= HIDDEN_LEVELS and people >= HIDDEN_PEOPLE):
            break
        hidden.add(level)
    return hidden


def summed(counts: Iterable[Counts]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for each in counts:
        for name, count in each.items():
            total[name] += count
    return total
