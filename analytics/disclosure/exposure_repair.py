"""Protects a cell that the audit found exposed, by suppressing the cells that must change with it.
Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import inf, log1p

from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.cell_perturbation import Slack, cells_that_move
from analytics.disclosure.methods.goals import Exposure, goal_for
from analytics.disclosure.methods.linked_tables import AtMost, Cell, Sum
from analytics.disclosure.quarter import (
    ANSWERED,
    NOT_STATED,
    TOTAL,
    Hidden,
    MutableHidden,
    QuarterTables,
    levels_of,
)
from analytics.tables import EVERYBODY, SELF_REPORTED, Dimension

FREE = 1e-3
"""The price of changing a cell that is suppressed anyway: nearly nothing, but enough to change few
of them."""


def repair_exposure(
    quarter: QuarterTables, hidden: MutableHidden, known: Hidden, exposure: Exposure
) -> bool:
    """Suppress the cheapest cells with which an exposed cell can go up and down as far as it must,
    within its own table and with everything else unchanged. First with its own item alone; if that
    is impossible, with all items together, as where nearly everybody answered each of them. Whether
    it succeeded."""
    measure, *rest = exposure.cell
    area, dimension, level = rest
    most = quarter.upper_limit(measure, (area, dimension, level), hidden)
    goal = goal_for(exposure.cell, exposure.people, most=most)
    for measures in dict.fromkeys(((measure, ANSWERED), quarter.measures)):
        table = _RepairTable(
            quarter=quarter, hidden=hidden, known=known, dimension=dimension, measures=measures
        )
        ends = (goal.upper, goal.lower)
        moves = [table.cells_that_move(exposure.cell, end - goal.people) for end in ends]
        if None not in moves:
            for one, *place in chain.from_iterable(move or () for move in moves):
                if NOT_STATED not in place and not table.is_unseen(one):
                    hidden[one].add((place[0], place[1], place[2]))
            return True
    return False


@dataclass(frozen=True, kw_only=True)
class _RepairTable:
    """One dimension of some measures, as cells that change together while all totals stay the
    same."""

    quarter: QuarterTables
    hidden: MutableHidden
    known: Hidden
    dimension: str
    measures: Sequence[str]

    @cached_property
    def is_own_word(self) -> bool:
        return self.dimension in {each.value for each in SELF_REPORTED}

    def is_unseen(self, measure: str) -> bool:
        """The number who answered at all is not shown by what people said about themselves."""
        return self.is_own_word and measure == ANSWERED

    @property
    def levels(self) -> tuple[str, ...]:
        return {**levels_of(ANSWERED), Dimension.ALL.value: (EVERYBODY,)}[self.dimension]

    def cells_that_move(self, cell: Cell, by: float) -> Sequence[Cell] | None:
        if not by:
            return ()
        slacks = {each: self._slack(each) for each in self._cells()}
        return cells_that_move(
            cell,
            by=by,
            slacks=slacks,
            sums=[*self._nations(), *self._totals()],
            at_most=self._at_most(),
            people={each: self._people(each) for each in slacks},
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
        for measure in self.measures if self.dimension != Dimension.ALL.value else ():
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

    def _slack(self, cell: Cell) -> Slack:
        measure, area, dimension, level = cell
        place = (area, dimension, level)
        if place in self.known.get(measure, ()):
            return Slack(up=0, down=0, price=0)
        people = self._people(cell)
        up, down = inf, people
        if measure == ANSWERED and area != NATION:
            if not self.is_own_word:
                up = max(self.quarter.asked.get(place, 0) - people, 0)
            others = [self._people((m, *place)) for m in self._others()]
            down = max(people - max(others, default=0), 0)
        is_unseen = level == NOT_STATED or self.is_unseen(measure)
        is_hidden = is_unseen or place in self.hidden[measure]
        return Slack(up=up, down=down, price=FREE if is_hidden else 1.0 + log1p(people))

    def _others(self) -> list[str]:
        """Items that stay unchanged; everybody in their bases has answered."""
        return [item for item in self.quarter.items if item not in self.measures]

    def _people(self, cell: Cell) -> int:
        """The people of a cell; those who did not state their level are the total less the
        levels."""
        measure, area, _dimension, level = cell
        if level != NOT_STATED:
            return self._said(measure, area, level)
        told = sum(self._said(measure, area, each) for each in self.levels if each != NOT_STATED)
        return max(self.quarter.people.get((measure, area, *TOTAL), 0) - told, 0)

    def _said(self, measure: str, area: str, level: str) -> int:
        """Where the number who answered at all is not shown: at least the largest number that
        answered any item."""
        place = (area, self.dimension, level)
        if not self.is_unseen(measure):
            return self.quarter.people.get((measure, *place), 0)
        if area == NATION:
            return sum(self._said(measure, force, level) for force in self.quarter.forces)
        return max((self.quarter.people.get((m, *place), 0) for m in self.quarter.items), default=0)
