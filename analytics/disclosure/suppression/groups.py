from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from analytics.disclosure.suppression.areas import Areas, Flags
from analytics.disclosure.suppression.item_tables import AnswerTable, ItemTables, Marks
from analytics.stats.suppression import RANGE

Numbers = NDArray[np.int64]
Cell = tuple[int, int]
"""Force and level by number."""
MOST_OF_A_LIST = 400
"""The limit for one list, smallest unions first; the rules (left_over.py) test all of them against
single totals.
"""


@dataclass(frozen=True)
class SmallGroup:
    """`own` is the place whose people know their own answers."""

    dimension: str
    cells: tuple[Cell, ...]
    own: tuple[Cell, ...] = ()

    @property
    def lines(self) -> set[tuple[str, int]]:
        cells = (*self.cells, *self.own)
        return {("force", force) for force, _ in cells} | {("level", level) for _, level in cells}


@dataclass(frozen=True)
class TableGroups:
    table: AnswerTable
    areas: Areas
    cells: Sequence[tuple[Cell, ...]]

    @cached_property
    def group_of(self) -> Numbers:
        return np.repeat(np.arange(len(self.cells)), [len(cells) for cells in self.cells])

    @cached_property
    def _starts(self) -> Numbers:
        return np.cumsum([0, *(len(cells) for cells in self.cells[:-1])])

    @cached_property
    def places(self) -> Numbers:
        return np.array([cell for cells in self.cells for cell in cells], dtype=np.int64)

    def summed(self, by_place: Numbers) -> Numbers:
        found: Numbers = np.add.reduceat(
            by_place[self.places[:, 0], self.places[:, 1]], self._starts
        )
        return found

    @cached_property
    def people(self) -> Numbers:
        return self.summed(self.table.people)

    @cached_property
    def given(self) -> Numbers:
        return np.stack([self.summed(given) for given in self.table.given], axis=1)

    @cached_property
    def is_single(self) -> Flags:
        return np.array([len(cells) == 1 for cells in self.cells], dtype=bool)

    @cached_property
    def _within(self) -> Flags:
        within: Flags = np.logical_and.reduceat(
            self.areas.members[:, self.places[:, 0]], self._starts, axis=1
        ).T
        return within

    @cached_property
    def _level(self) -> Numbers:
        levels = self.places[:, 1]
        least = np.minimum.reduceat(levels, self._starts)
        return np.where(least == np.maximum.reduceat(levels, self._starts), least, -1)

    def wanted(self, marks: Marks, shown: Flags) -> Numbers:
        """0.6 of the group, or less where single shown totals leave less."""
        size = self.people[:, None]
        wanted = np.ceil(RANGE * size - 1e-9).astype(np.int64) + np.zeros_like(self.given)
        wanted = np.minimum(wanted, self._left_by_forces(marks))
        wanted = np.minimum(wanted, self._left_by_places(marks, shown))
        one_level = self._level >= 0
        for area in range(len(self.areas.codes)):
            here = self._within[:, area]
            if marks.totals[area]:
                people, given = self.table.people[area].sum(), self.table.given[:, area].sum(axis=1)
                wanted[here] = np.minimum(wanted[here], _widths(size[here], people, given[None]))
            at_level = here & one_level & shown[area, self._level]
            levels = self._level[at_level]
            people, given = self.table.people[area, levels][:, None], self.table.given[:, area]
            left_open = _widths(size[at_level], people, given[:, levels].T)
            wanted[at_level] = np.minimum(wanted[at_level], left_open)
        if self.table.is_told_by_level:
            wanted = np.minimum(wanted, self._left_by_levels())
        return np.asarray(wanted, dtype=np.int64)

    def _left_by_forces(self, marks: Marks) -> Numbers:
        forces = self.places[:, 0]
        is_first = np.diff(forces, prepend=-1) != 0
        is_first[self._starts] = True
        starts = np.flatnonzero(is_first)
        sizes = np.add.reduceat(self.table.people[tuple(self.places.T)], starts)[:, None]
        of = forces[starts]
        people, given = self.table.people[of].sum(axis=1), self.table.given[:, of].sum(axis=2)
        left = np.where(marks.totals[of][:, None], _widths(sizes, people[:, None], given.T), sizes)
        found: Numbers = np.add.reduceat(left, np.searchsorted(starts, self._starts))
        return found

    def _left_by_places(self, marks: Marks, shown: Flags) -> Numbers:
        members, wide = self.areas.members, len(self.areas.forces)
        people, given = self.table.people, self.table.given
        left = np.broadcast_to(people[:wide], (len(given), wide, people.shape[1])).copy()
        for area, of in enumerate(members):
            if marks.totals[area]:
                total = given[:, area].sum(axis=1)[:, None, None]
                by_total = _widths(people[:wide][of], people[area].sum(), total)
                left[:, of] = np.minimum(left[:, of], by_total)
            forces, levels = np.flatnonzero(of)[:, None], np.flatnonzero(shown[area])
            by_level = _widths(
                people[forces, levels], people[area, levels], given[:, area, levels][:, None]
            )
            left[:, forces, levels] = np.minimum(left[:, forces, levels], by_level)
        return np.stack([self.summed(of) for of in left], axis=1)

    def _left_by_levels(self) -> Numbers:
        size, levels = self.table.people[tuple(self.places.T)][:, None], self.places[:, 1]
        people, given = self.table.people[-1, levels][:, None], self.table.given[:, -1, levels].T
        left: Numbers = np.add.reduceat(_widths(size, people, given), self._starts)
        return left


def _widths(size: Numbers, people: Numbers, given: Numbers) -> Numbers:
    found: Numbers = np.minimum(size, given) - np.maximum(0, given - (people - size))
    return found


def groups_of(
    item: ItemTables, marks: Marks, *, are_united: bool = True, most: int = MOST_OF_A_LIST
) -> dict[str, TableGroups]:
    """At most `most` a list."""
    found = {}
    for name, table in item:
        wide, limit = len(item.areas.forces), table.policy.largest_group
        people = table.people[:wide]
        small = (people > 0) & (people <= limit) & ~marks.places[name][:wide]
        cells = dict.fromkeys(
            group
            for cells in (_lists(small, item.areas) if are_united else _each(small))
            for group in _united(cells, people, limit, most)
        )
        if cells:
            found[name] = TableGroups(table, item.areas, tuple(sorted(cells, key=len)))
    return found


def _each(small: Flags) -> Iterator[list[Cell]]:
    return ([(int(force), int(level))] for force, level in np.argwhere(small))


def _lists(small: Flags, areas: Areas) -> Iterator[list[Cell]]:
    for force in range(small.shape[0]):
        yield [(force, int(level)) for level in np.flatnonzero(small[force])]
    for within in areas.members[len(areas.forces) :]:
        for level in range(small.shape[1]):
            yield [(int(force), level) for force in np.flatnonzero(small[:, level] & within)]


def _united(
    cells: Sequence[Cell], people: Numbers, limit: int, most: int
) -> Iterator[tuple[Cell, ...]]:
    ordered = sorted(cells, key=lambda cell: (people[cell], cell))
    sizes = [int(people[cell]) for cell in ordered]
    reached: list[tuple[tuple[int, ...], int]] = [
        ((number,), size) for number, size in enumerate(sizes)
    ]
    left = max(most, len(reached))
    while reached and left > 0:
        for numbers, _size in reached[:left]:
            yield tuple(sorted(ordered[number] for number in numbers))
        left -= len(reached)
        wider = (
            ((*numbers, further), size + sizes[further])
            for numbers, size in reached
            for further in range(numbers[-1] + 1, len(sizes))
            if size + sizes[further] <= limit
        )
        reached = list(islice(wider, most))
