from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from responses.vault.facts import FATIGUE_YEAR_DAYS, MOST_INVITATIONS_A_YEAR, fatigued_until

LEAST_CHANCE = 0.05
"""Smaller chances count as this, so that chance alone lets no answer represent more than twenty
events. It adds a little bias but spares the figures a few huge weights."""
REMEMBERED = timedelta(days=FATIGUE_YEAR_DAYS)
"""For how long an earlier opportunity can keep a later one away."""
Asked = tuple[date, ...]
"""The last days on which a person was asked, as many as the limits consider."""


@dataclass(frozen=True, order=True)
class Opportunity:
    on: date
    closes: date
    chance: float

    def day_asked(self, asked: Asked) -> date | None:
        """The first day that the limits leave; never where that is after the last."""
        day = max(self.on, fatigued_until(asked) or self.on)
        return day if day <= self.closes else None


def chance_of_being_asked(this: Opportunity, before: Iterable[Opportunity]) -> float:
    """The chance that a person is asked about this event: that it is drawn, and that what was drawn
    before it leaves a day of its window free. Never under 5 %.

        π = p × P(first free day ≤ last day of the window)

    The probability goes over all courses that the draws of twelve months could have taken, each
    with the days it would have asked on (at most twice in a year, so few courses differ). Events
    are taken in the order of their first days; two of the same day in the order they are given."""
    courses: dict[Asked, float] = {(): 1.0}
    for one in sorted(before, key=lambda each: each.on):
        courses = _after(one, courses)
    free = sum(chance for asked, chance in courses.items() if this.day_asked(asked))
    return max(LEAST_CHANCE, this.chance * free)


def _after(one: Opportunity, courses: dict[Asked, float]) -> dict[Asked, float]:
    found: dict[Asked, float] = defaultdict(float)
    for asked, chance in courses.items():
        day = one.day_asked(asked)
        if day is None:
            found[asked] += chance
        else:
            found[asked] += chance * (1 - one.chance)
            found[tuple(sorted((*asked, day)))[-MOST_INVITATIONS_A_YEAR:]] += chance * one.chance
    return found
