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
APART = "apart"
"""Invitations by telephone or paper, or to a representative: outside figures of victims' own web
answers (decision 18, SAF-10) and their response rate."""
GUARDED, GUARDED_INVITED = "guarded", "guarded_invited"
"""Events that need a password agreed with the victim or an access code: all otherwise eligible, and
those invited. In totals only."""
LEAST_SHOWN = POLICY[Audience.STAFF, Topic.ORDINARY].hide_below


@dataclass(frozen=True, kw_only=True)
class ScopeCounts:
    in_scope: int
    contactable: int


ScopeOf = Callable[[StepCounts], ScopeCounts]


def count_asked(counts: StepCounts) -> int:
    return counts.get(INVITED, 0) - counts.get(UNDELIVERABLE, 0) - counts.get(APART, 0)


def reveals_who_answered(counts: StepCounts) -> bool:
    return counts.get(USABLE, 0) >= count_asked(counts) and count_asked(counts) < UNIFORM_FLOOR


def hidden_levels(levels: Mapping[str, StepCounts], *, least: int = LEAST_SHOWN) -> set[str]:
    """Those under the floor and then others, until at least `least` people are left over of the
    total (decision 4)."""
    answered = {
        level: found.get(USABLE, 0)
        for level, found in levels.items()
        if count_asked(found) > 0 or found.get(USABLE, 0)
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
    """Each step must differ from every step shown before by 0 or at least ten. Empty if few were
    asked and all answered."""
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
