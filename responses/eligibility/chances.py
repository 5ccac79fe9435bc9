"""The chance with which a person is asked about an event, from the chances of what came before.
Pure.

Each event that safety, law and contact allow is an opportunity: it is drawn with a chance below
one. Who has been asked is then left alone for a while, so what may be asked about later depends on
what was drawn earlier. All these chances are known, and their product is the chance that an
answer's weight is made of (decision 57)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from responses.vault.facts import FATIGUE_YEAR_DAYS, MOST_INVITATIONS_A_YEAR, fatigued_until

LEAST_CHANCE = 0.05
"""No answer stands for more than twenty events through chance alone: smaller chances count as
this, which biases a little and spares the figures a few huge weights."""
REMEMBERED = timedelta(days=FATIGUE_YEAR_DAYS)
"""For how long an earlier opportunity can keep a later one away."""
Asked = tuple[date, ...]
"""The last days on which somebody was asked, as many as the limits look back to."""


@dataclass(frozen=True, order=True)
class Opportunity:
    """From its first day to its last one a person could be asked about an event, and was drawn with
    this chance."""

    on: date
    closes: date
    chance: float

    def day_asked(self, asked: Asked) -> date | None:
        """When they are asked if they are drawn: on the first day that the limits leave, or never
        where that is after the last."""
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
