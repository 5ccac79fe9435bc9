"""What the audit requires for a small group, and what it reports if that is not met. Pure, and
without the linear programmes, so that pages can import it."""

from dataclasses import dataclass
from math import inf

from analytics.disclosure.methods.linked_tables import Cell

PROTECTION = 5
"""People by which a reader must be left uncertain, up and down."""
NARROWEST = 6
"""The smallest width of an interval: more than ±2.5."""
TOLERANCE = 1e-6


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A cell to be protected: its true number, and the smallest interval that readers must be left
    with."""

    cell: Cell
    people: int
    lower: float
    upper: float


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """A cell that is known too well: the interval that the published numbers leave."""

    cell: Cell
    people: int
    lower: float
    upper: float

    @property
    def is_exact(self) -> bool:
        return self.upper - self.lower < 1


def goal_for(cell: Cell, people: int, *, most: float = inf) -> Goal:
    """The goal from max(0, n - 5) to n + 5. Where everybody knows that there are at most `most`
    people, because no more were asked, the interval ends there."""
    upper = min(people + PROTECTION, most)
    lower = max(0, min(people - PROTECTION, upper - NARROWEST))
    return Goal(cell=cell, people=people, lower=lower, upper=upper)
