"""How a cell that the audit found known is freed: by hiding what must move with it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import inf, log1p

from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.cell_perturbation import Room, moved_with
from analytics.disclosure.methods.goals import Exposure, goal_for
from analytics.disclosure.methods.linked_tables import AtMost, Cell, Sum
from analytics.disclosure.quarter import (
    ANSWERED,
    TOTAL,
    UNSAID,
    Hidden,
    Marks,
    Quarter,
    levels_of,
)
from analytics.tables import OWN_WORD

FREE = 1e-3
"""The price of moving what is hidden anyway: next to nothing, so that less of it moves."""


def unpinned(quarter: Quarter, hidden: Marks, known: Hidden, exposure: Exposure) -> bool:
    """Hide the cheapest cells with which an exposed one can move up and down, within its own
    table: all else stays. Its own item alone if that will do, else all items move together, as
    where nearly everybody answered each of them. Whether it can."""
    measure, *rest = exposure.cell
    area, dimension, level = rest
    most = quarter.most(measure, (area, dimension, level), hidden)
    goal = goal_for(exposure.cell, exposure.people, most=most)
    for measures in dict.fromkeys(((measure, ANSWERED), quarter.measures)):
        table = _Table(
            quarter=quarter, hidden=hidden, known=known, dimension=dimension, measures=measures
        )
        ends = (goal.upper, goal.lower)
        moves = [table.moved_with(exposure.cell, end - goal.people) for end in ends]
        if None not in moves:
            for one, *place in chain.from_iterable(move or () for move in moves):
                if UNSAID not in place and not table.is_unseen(one):
                    hidden[one].add((place[0], place[1], place[2]))
            return True
    return False


@dataclass(frozen=True, kw_only=True)
class _Table:
    """One dimension of some measures, as cells that move together while all totals stay."""

    quarter: Quarter
    hidden: Marks
    known: Hidden
    dimension: str
    measures: Sequence[str]

    @cached_property
    def is_own_word(self) -> bool:
        return self.dimension in {each.value for each in OWN_WORD}

    def is_unseen(self, measure: str) -> bool:
        """Nobody is told how many answered at all by what they said of themselves."""
        return self.is_own_word and measure == ANSWERED

    @property
    def levels(self) -> tuple[str, ...]:
        return {**levels_of(ANSWERED), TOTAL[0]: TOTAL[1:]}[self.dimension]

    def moved_with(self, cell: Cell, by: float) -> Sequence[Cell] | None:
        if not by:
            return ()
        rooms = {each: self._room(each) for each in self._cells()}
        return moved_with(
            cell,
            by=by,
            rooms=rooms,
            sums=[*self._nations(), *self._totals()],
            at_most=self._at_most(),
            people={each: self._people(each) for each in rooms},
        )

    def _cells(self) -> Iterator[Cell]:
        for measure in self.measures:
            for area in (*self.quarter.forces, NATION):
                for level in self.levels:
                    yield measure, area, self.dimension, level

    def _nations(self) -> Iterator[Sum]:
        for measure in self.measures:
            for level in self.levels:
                forces = self.quarter.forces
                yield Sum(
                    whole=(measure, NATION, self.dimension, level),
                    parts=tuple((measure, force, self.dimension, level) for force in forces),
                )

    def _totals(self) -> Iterator[Sum]:
        for measure in self.measures if self.dimension != TOTAL[0] else ():
            for force in self.quarter.forces:
                yield Sum(
                    whole=(measure, force, *TOTAL),
                    parts=tuple((measure, force, self.dimension, each) for each in self.levels),
                )

    def _at_most(self) -> list[AtMost]:
        return [
            AtMost(cell=each, of=(ANSWERED, *each[1:]))
            for each in self._cells()
            if ANSWERED in self.measures and each[0] != ANSWERED and each[1] != NATION
        ]

    def _room(self, cell: Cell) -> Room:
        measure, area, dimension, level = cell
        place = (area, dimension, level)
        if place in self.known.get(measure, ()):
            return Room(up=0, down=0, price=0)
        people = self._people(cell)
        up, down = inf, people
        if measure == ANSWERED and area != NATION:
            if not self.is_own_word:
                up = max(self.quarter.asked.get(place, 0) - people, 0)
            others = [self._people((m, *place)) for m in self._others()]
            down = max(people - max(others, default=0), 0)
        is_unseen = level == UNSAID or self.is_unseen(measure)
        is_hidden = is_unseen or place in self.hidden[measure]
        return Room(up=up, down=down, price=FREE if is_hidden else 1.0 + log1p(people))

    def _others(self) -> list[str]:
        """Items that do not move, and of whom everybody has answered."""
        return [item for item in self.quarter.items if item not in self.measures]

    def _people(self, cell: Cell) -> int:
        """Those who did not say are what the levels leave of the total."""
        measure, area, _dimension, level = cell
        if level != UNSAID:
            return self._said(measure, area, level)
        told = sum(self._said(measure, area, each) for each in self.levels if each != UNSAID)
        return max(self.quarter.people.get((measure, area, *TOTAL), 0) - told, 0)

    def _said(self, measure: str, area: str, level: str) -> int:
        """In their own word, at least as many answered at all as answered any item."""
        place = (area, self.dimension, level)
        if not self.is_unseen(measure):
            return self.quarter.people.get((measure, *place), 0)
        if area == NATION:
            return sum(self._said(measure, force, level) for force in self.quarter.forces)
        return max((self.quarter.people.get((m, *place), 0) for m in self.quarter.items), default=0)
