"""Response rates from counts of stage events by decision and step reached, and which of them may
not be shown. Pure."""

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

StepCounts = Mapping[str, int]
INVITED, UNDELIVERABLE, USABLE = "invited", "undeliverable", "usable"
OPENED, STARTED, COMPLETED = "opened", "started", "completed"
NO_CONTACT = ("NOCONTACTDATA", "BADNUM")
"""Decisions not to invite because there is no usable number or address."""
APART = "apart"
"""Asked by telephone or on paper, or in another's place: their answers are in no figure of victims'
own web answers (decision 18, SAF-10), so they are not in the denominator of its response rate."""
GUARDED, GUARDED_INVITED = "guarded", "guarded_invited"
"""Events of which nobody could be asked but with a word agreed with the victim, or by a code: all
that were asked or lack nothing else, and those that were asked. Of everybody alone."""
LEAST_SHOWN = POLICY[Audience.STAFF, Topic.ORDINARY].hide_below


@dataclass(frozen=True, kw_only=True)
class ScopeCounts:
    """Stage events in scope of the survey, and how many of them could be asked about."""

    in_scope: int
    contactable: int


ScopeOf = Callable[[StepCounts], ScopeCounts]


def asked(counts: StepCounts) -> int:
    """The denominator of the response rate: those whose answer would count."""
    return counts.get(INVITED, 0) - counts.get(UNDELIVERABLE, 0) - counts.get(APART, 0)


def reveals_who_answered(counts: StepCounts) -> bool:
    """Whether few were asked and all of them answered: then it is known of each that they did."""
    return counts.get(USABLE, 0) >= asked(counts) and asked(counts) < UNIFORM_FLOOR


def hidden_levels(levels: Mapping[str, StepCounts], *, least: int = LEAST_SHOWN) -> set[str]:
    """Levels whose number of answers is suppressed: those under the floor, and others until it
    cannot be found by subtraction from the total (the list rule of decision 4, on counts), so that
    at least the floor is left over. `least` is the floor of whoever reads it. A level that nobody
    was asked at protects no one, since everybody knows that none answered."""
    answered = {
        level: found.get(USABLE, 0)
        for level, found in levels.items()
        if asked(found) > 0 or found.get(USABLE, 0)
    }
    by_size = sorted(answered, key=lambda level: answered[level])
    hidden = {
        level for level in by_size if answered[level] < least or reveals_who_answered(levels[level])
    }
    for level in by_size:
        people = sum(answered[one] for one in hidden)
        if not hidden or (len(hidden) >= HIDDEN_LEVELS and people >= max(least, HIDDEN_PEOPLE)):
            break
        hidden.add(level)
    return hidden


def showable_steps(counts: StepCounts) -> frozenset[str]:
    """The steps of respondents whose counts may be shown together. How many answered is shown on
    other pages too; each further step is shown only if its count, and its difference from every
    step shown before it, is nought or at least ten. None where few were asked and all answered."""
    if reveals_who_answered(counts):
        return frozenset()
    told: dict[str, int] = {}
    for step in (USABLE, OPENED, STARTED, COMPLETED):
        count = counts.get(step, 0)
        apart = (abs(count - other) for other in told.values())
        if count >= LEAST_SHOWN and all(gap == 0 or gap >= LEAST_SHOWN for gap in apart):
            told[step] = count
    return frozenset(told)


def summed(counts: Iterable[StepCounts]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for each in counts:
        for name, count in each.items():
            total[name] += count
    return total
