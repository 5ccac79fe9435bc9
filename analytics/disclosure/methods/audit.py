"""The audit of a release: how narrowly do all published numbers together bound each number of
people that is not published? By linear programming, and certain both ways: a cell passes because
there is a possible set of counts in which it is far from its true number, and fails because the
optimum shows that there is none. Pure.

One set of counts often clears many cells, so far fewer programmes are solved than there are bounds;
only cells that no shared solution clears get programmes of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, coo_array, csr_array, eye_array

from analytics.disclosure.methods.goals import TOLERANCE, Exposure, Goal
from analytics.disclosure.methods.linear_system import (
    MOST_PEOPLE,
    LinearSystem,
    Vector,
    linear_systems,
    solve,
)
from analytics.disclosure.methods.linked_tables import CellBounds, LinkedTables

UP, DOWN = 1.0, -1.0
Flags = NDArray[np.bool_]


def exposures(tables: LinkedTables, goals: Sequence[Goal]) -> list[Exposure]:
    """The goals that the release does not meet; if there are none it may be published."""
    told_exactly = [
        goal for goal in goals if tables.published.get(goal.cell, CellBounds()).is_exact
    ]
    found = [_exposure(goal, goal.people, goal.people) for goal in told_exactly]
    for system in linear_systems(tables):
        own = [goal for goal in goals if goal.cell in system.place]
        if own:
            found += _Attack(system=system, goals=own).exposures()
    return found


def _exposure(goal: Goal, lower: float, upper: float) -> Exposure:
    return Exposure(cell=goal.cell, people=goal.people, lower=float(lower), upper=float(upper))


@dataclass(frozen=True, kw_only=True)
class _Attack:
    system: LinearSystem
    goals: Sequence[Goal]

    @cached_property
    def _columns(self) -> NDArray[np.int64]:
        return np.array([self.system.place[goal.cell] for goal in self.goals])

    @cached_property
    def _upper(self) -> Vector:
        return np.array([goal.upper for goal in self.goals], dtype=float)

    @cached_property
    def _lower(self) -> Vector:
        return np.array([goal.lower for goal in self.goals], dtype=float)

    def exposures(self) -> Iterator[Exposure]:
        is_open = {sign: np.ones(len(self.goals), dtype=bool) for sign in (UP, DOWN)}
        for sign in (UP, DOWN):
            self._clear_together(is_open, sign)
        for number, goal in enumerate(self.goals):
            if is_open[UP][number] or is_open[DOWN][number]:
                highest, lowest = self._extreme(number, UP), self._extreme(number, DOWN)
                self._strike_out(highest, is_open)
                self._strike_out(lowest, is_open)
                if is_open[UP][number] or is_open[DOWN][number]:
                    column = self._columns[number]
                    yield _exposure(goal, lowest[column], highest[column])

    def _clear_together(self, is_open: dict[float, Flags], sign: float) -> None:
        """Find counts that are far enough in as many open goals as possible, until one clears
        none."""
        while is_open[sign].any():
            before = is_open[sign].sum()
            self._strike_out(self._far_world(np.flatnonzero(is_open[sign]), sign), is_open)
            if is_open[sign].sum() == before:
                break

    def _strike_out(self, world: Vector, is_open: dict[float, Flags]) -> None:
        values = world[self._columns]
        is_open[UP] &= values < self._upper - TOLERANCE
        is_open[DOWN] &= values > self._lower + TOLERANCE

    def _extreme(self, number: int, sign: float) -> Vector:
        """The counts in which the cell of one goal is largest or smallest: its exact bound."""
        cost = np.zeros(len(self.system.bounds))
        cost[self._columns[number]] = -sign
        return self.system.minimise(cost)

    def _far_world(self, wanted: NDArray[np.int64], sign: float) -> Vector:
        """max Σ t/d with t <= x and t <= upper; or min Σ t/d with t >= x - lower and t >= 0, where
        d is how far the goal is from the true number, so that every goal has the same weight."""
        system, count, width = self.system, len(wanted), len(self.system.bounds)
        people = np.array([self.goals[number].people for number in wanted], dtype=float)
        upper, lower = self._upper[wanted], self._lower[wanted]
        way = np.maximum(upper - people if sign == UP else people - lower, 0.5)
        pick = coo_array(
            (np.full(count, -sign), (np.arange(count), self._columns[wanted])),
            shape=(count, width),
        )
        most = upper if sign == UP else np.full(count, MOST_PEOPLE)
        return solve(
            np.concatenate([np.zeros(width), -sign / way]),
            _widened(system.equal, count),
            system.equal_to,
            csr_array(block_array([[system.capped, None], [pick, sign * eye_array(count)]]))
            if system.capped.shape[0]
            else csr_array(block_array([[pick, sign * eye_array(count)]])),
            np.concatenate([system.caps, np.zeros(count) if sign == UP else lower]),
            np.vstack([system.bounds, np.column_stack([np.zeros(count), most])]),
        )[:width]


def _widened(matrix: csr_array, by: int) -> csr_array:
    return csr_array((matrix.data, matrix.indices, matrix.indptr),
                     shape=(matrix.shape[0], matrix.shape[1] + by))  # fmt: skip
