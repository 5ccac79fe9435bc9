"""What an audit wants of a small group, and what it found instead. Pure, and free of the linear
programmes, so that pages may know the words."""

from dataclasses import dataclass
from math import inf

from analytics.disclosure.methods.linked_tables import Cell

PROTECTION = 5
"""People by which a reader must be left unsure, up and down."""
NARROWEST = 6
"""An interval is at least so wide: more than ±2.5."""
TOLERANCE = 1e-6


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A cell to be protected: its true number, and the interval that a reader must be left
    with at least."""

    cell: Cell
    people: int
    lower: float
    upper: float


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """A cell that is known too well: the interval that all that is told leaves."""

    cell: Cell
    people: int
    lower: float
    upper: float

    @property
    def is_exact(self) -> bool:
        return self.upper - self.lower < 1

    @property
    def is_close(self) -> bool:
        """Known within ±2.5."""
        return self.upper - self.lower <= NARROWEST - 1 + TOLERANCE


def goal_for(cell: Cell, people: int, *, most: float = inf) -> Goal:
    """From max(0, n - 5) to n + 5. Where everybody knows that there are at most `most`, because
    no more were asked, nobody can be left less sure than that."""
    upper = min(people + PROTECTION, most)
    lower = max(0, min(people - PROTECTION, upper - NARROWEST))
    return Goal(cell=cell, people=people, lower=lower, upper=upper)
