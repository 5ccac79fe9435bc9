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
OPENED, STARTED, COMPLETED = "opened", "started", "completed"
NO_CONTACT = ("NOCONTACTDATA", "BADNUM")
"""Decisions for want of a number or address."""
APART = "apart"
"""Asked by telephone or on paper, or in another's place: what they answer is in no figure of
victims' own answers on the web (decision 18, SAF-10), so that they are no part of its rate."""
LEAST_SHOWN = POLICY[Audience.STAFF, Topic.ORDINARY].hide_below


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Stage events in scope of the survey, and of those the ones that could be asked about."""

    in_scope: int
    contactable: int


ScopeOf = Callable[[Counts], Scope]


def asked(counts: Counts) -> int:
    """Whose answers would count: the denominator of the response rate."""
    return counts.get(INVITED, 0) - counts.get(UNDELIVERABLE, 0) - counts.get(APART, 0)


def tells_who_answered(counts: Counts) -> bool:
    """Where few were asked and all of them answered, each of them did."""
    return counts.get(USABLE, 0) >= asked(counts) and asked(counts) < UNIFORM_FLOOR


def hidden_levels(levels: Mapping[str, Counts]) -> set[str]:
    """Levels whose number of answers is not to be shown, nor to be had by subtraction from
    the total: the list rule of decision 4, on counts. A level of which nobody was asked hides
    no one, since everybody knows that none answered."""
    answered = {
        level: found.get(USABLE, 0)
        for level, found in levels.items()
        if asked(found) > 0 or found.get(USABLE, 0)
    }
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


def steps_told(counts: Counts) -> frozenset[str]:
    """Which steps of people may be told beside each other: how many answered, which other pages
    tell too, and each other step that so many took, and so many more or fewer than each step told
    before it, that neither is a small group. None where few were asked and all answered."""
    if tells_who_answered(counts):
        return frozenset()
    told: dict[str, int] = {}
    for step in (USABLE, OPENED, STARTED, COMPLETED):
        count = counts.get(step, 0)
        apart = (abs(count - other) for other in told.values())
        if count >= LEAST_SHOWN and all(gap == 0 or gap >= LEAST_SHOWN for gap in apart):
            told[step] = count
    return frozenset(told)


def summed(counts: Iterable[Counts]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for each in counts:
        for name, count in each.items():
            total[name] += count
    return total
