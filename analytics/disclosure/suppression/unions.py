"""Exact disclosure about unions of small cells across forces and levels. Too many for one programme
each: candidates have the same count in every world found so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analytics.disclosure.suppression.areas import Flags
from analytics.disclosure.suppression.groups import Cell, Numbers, SmallGroup, TableGroups

MOST_OF_AN_AREA = 4000
"""The limit for one area, smallest unions first."""
MOST_WORLDS = 96
FEW = 2
"""Up to this many people at a place may pool their answers."""
NEAR = 1e-3
"""In people: counts that differ by less are equal."""
Values = NDArray[np.float64]
"""Counts in a world: small places by answers."""


@dataclass(frozen=True)
class ExactDisclosure:
    group: SmallGroup
    answer: int


@dataclass
class SmallPlaces:
    name: str
    groups: TableGroups
    limit: int
    worlds: list[Values] = field(default_factory=list)

    def sum_groups(self, values: Values) -> Values:
        found: Values = values[self._singles]
        return found

    def learn(self, world: Values) -> None:
        if len(self.worlds) < MOST_WORLDS:
            self.worlds.append(world)

    @cached_property
    def _singles(self) -> Numbers:
        return np.flatnonzero(self.groups.is_single)

    @cached_property
    def _cells(self) -> Sequence[Cell]:
        return [self.groups.cells[number][0] for number in self._singles]

    @cached_property
    def _people(self) -> Numbers:
        return self.groups.people[self._singles]

    @cached_property
    def _unions(self) -> Sequence[Numbers]:
        areas, by_count = self.groups.areas, {1: [np.arange(len(self._cells))[:, None]]}
        forces = np.array([force for force, _ in self._cells], dtype=np.int64)
        for members in areas.members[len(areas.forces) :]:
            for found in self._united(np.flatnonzero(members[forces])):
                by_count.setdefault(found.shape[1], []).append(found)
        return [_distinct(np.concatenate(found)) for found in by_count.values()]

    def _united(self, places: Numbers) -> Iterator[Numbers]:
        left, reached = MOST_OF_AN_AREA, places[:, None]
        while left > 0 and len(reached := self._with_one_more(reached, places)[:left]):
            yield reached
            left -= len(reached)

    def _with_one_more(self, reached: Numbers, places: Numbers) -> Numbers:
        people = self._people[reached].sum(axis=1)[:, None] + self._people[places]
        is_further = places > reached[:, -1:]
        rows, columns = np.nonzero(is_further & (people <= self.limit))
        order = np.argsort(people[rows, columns], kind="stable")
        found: Numbers = np.column_stack([reached[rows], places[columns]])[order]
        return found

    def exact_disclosures(self) -> Iterator[ExactDisclosure]:
        """Random projections over all worlds are zero, or equal those of one cell."""
        weights = np.random.default_rng(0).normal(size=(2, len(self.worlds)))
        moved = np.tensordot(weights, np.stack(self.worlds) - self.worlds[0], axes=1)
        few = np.flatnonzero(self._people <= FEW)
        for answer in range(moved.shape[2]):
            by_answer = moved[:, :, answer].T
            movable = few[_is_far(by_answer[few])]
            for groups in self._unions:
                yield from self._find_known(groups, by_answer, movable, answer)

    def _find_known(
        self, groups: Numbers, moved: Values, few: Numbers, answer: int
    ) -> Iterator[ExactDisclosure]:
        found = moved[groups[:, 0]]
        for column in groups.T[1:]:
            found += moved[column]
        by_group = found
        # Covered by their other places.
        can_move: Flags = np.logical_and.reduce(_is_far(moved)[groups], axis=1)
        for group in groups[~_is_far(by_group) & can_move]:
            yield self._named(group, (), answer)
        first = by_group[:, 0]
        order = np.argsort(first)
        begin, end = (np.searchsorted(first[order], moved[few, 0] + by) for by in (-NEAR, NEAR))
        for own, of, to in zip(few, begin, end, strict=True):
            near = order[of:to]
            near = near[can_move[near] & ~_is_far(by_group[near] - moved[own])]
            for group in groups[near]:
                if own not in group:
                    yield self._named(group, (self._cells[own],), answer)

    def _named(self, group: Numbers, own: tuple[Cell, ...], answer: int) -> ExactDisclosure:
        cells = tuple(sorted(self._cells[number] for number in group))
        return ExactDisclosure(SmallGroup(self.name, cells, own), answer)


def _distinct(rows: Numbers) -> Numbers:
    ordered = rows[np.lexsort(rows.T[::-1])]
    is_new = np.ones(len(rows), dtype=bool)
    is_new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    found: Numbers = ordered[is_new]
    return found


def _is_far(moved: Values) -> Flags:
    found: Flags = np.logical_or.reduce(np.abs(moved) >= NEAR, axis=-1)
    return found
