from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array

from analytics.disclosure.suppression.groups import Numbers, TableGroups
from analytics.disclosure.suppression.item_tables import AnswerTable, ItemTables, Marks
from analytics.disclosure.suppression.programmes import CLOSE, Programme, Vector
from analytics.disclosure.suppression.remainders import Answers

Column = tuple[str, int, int, int]
"""The count of one answer at a place: table, force, level and answer by number."""
EVERYBODY = ""
"""The table of forces' hidden totals, to which the levels of each table add up."""
POSITIVE, NEGATIVE, ASKED = 0, 1, 2


@dataclass(frozen=True, kw_only=True)
class Worlds:
    place: Mapping[str, Numbers]
    """By table: the column of the first answer at each force and level, -1 if known."""
    answers: int
    equal: csr_array
    equal_to: Vector
    capped: csr_array
    caps: Vector
    most: Vector
    true: Vector

    def rows_of(self, name: str, groups: TableGroups) -> csr_array:
        answers = np.arange(self.answers)
        columns = self.place[name][groups.places[:, 0], groups.places[:, 1]]
        group_of, columns = groups.group_of[columns >= 0], columns[columns >= 0]
        entries = (
            (group_of[:, None] * self.answers + answers).ravel(),
            (columns[:, None] + answers).ravel(),
        )
        shape = (len(groups.cells) * self.answers, len(self.most))
        return csr_array(coo_array((np.ones(len(entries[0])), entries), shape=shape))

    def farthest(self, factors: Vector, *, is_up: bool, is_of_few: bool) -> Vector:
        return self._programme.largest(factors if is_up else -factors, is_of_few=is_of_few)

    @cached_property
    def can_swap(self) -> bool:
        return np.allclose(self.equal @ self.true, self.equal_to, atol=CLOSE)

    def farthest_swapped(self, factors: Vector, *, is_up: bool) -> Vector:
        """Keeps each cell's sum of positive and negative answers, so half the unknowns."""
        first, second = self._swapped
        by_first = factors[first] + factors[second]
        world = self.true.copy()
        world[first] = self._swaps.largest_from_cold(by_first if is_up else -by_first)
        world[second] = self.true[first] + self.true[second] - world[first]
        return world

    @property
    def _swapped(self) -> tuple[slice, slice]:
        return slice(POSITIVE, None, self.answers), slice(NEGATIVE, None, self.answers)

    @cached_property
    def _swaps(self) -> Programme:
        first, second = self._swapped
        equal = csr_array(csc_array(self.equal)[:, first])
        rows = np.flatnonzero(np.diff(equal.indptr))
        most = self.true[first] + self.true[second]
        return Programme(
            equal=equal[rows],
            equal_to=self.equal_to[rows],
            capped=csr_array((0, len(most))),
            caps=np.zeros(0),
            most=most,
        )

    @cached_property
    def _programme(self) -> Programme:
        return Programme(
            equal=self.equal,
            equal_to=self.equal_to,
            capped=self.capped,
            caps=self.caps,
            most=self.most,
        )


def worlds_of(
    item: ItemTables, marks: Marks, tables: Set[str], *, are_linked: bool
) -> Iterator[Worlds]:
    """Linked by hidden totals, or each table alone with true totals, which leaves out some
    worlds."""
    if are_linked:
        yield all_worlds_of(item, marks)
    else:
        for name, table in item:
            if name in tables:
                yield _system(item, marks, {name: table}, are_linked=False).worlds()


def all_worlds_of(item: ItemTables, marks: Marks) -> Worlds:
    return _system(item, marks, dict(item), are_linked=True).worlds()


def _system(
    item: ItemTables, marks: Marks, tables: Mapping[str, AnswerTable], *, are_linked: bool
) -> "_System":
    system = _System(item=item, marks=marks, are_linked=are_linked)
    for name, table in tables.items():
        system.add_table(name, table)
    return system


@dataclass
class _System:
    item: ItemTables
    marks: Marks
    are_linked: bool
    columns: list[Column] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    true: list[int] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    equal_to: list[float] = field(default_factory=list)
    place: dict[Column, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.answers = len(self.item.everybody.given)
        everybody = self.item.everybody
        shown = self.marks.totals[: len(self.item.areas.forces)]
        self.hidden_totals = [int(force) for force in np.flatnonzero(~shown) if self.are_linked]
        for force in self.hidden_totals:
            self._add_column((EVERYBODY, force, 0), everybody.at(force, 0))

    def _add_column(self, place: tuple[str, int, int], true: Answers) -> None:
        for answer, given in enumerate(true.given):
            self.place[*place, answer] = len(self.columns)
            self.columns.append((*place, answer))
            self.most.append(true.people)
            self.true.append(given)

    def add_table(self, name: str, table: AnswerTable) -> None:
        areas, shown = self.item.areas, self.marks.places[name]
        wide = len(areas.forces)
        hidden = ~shown[:wide] & (table.people[:wide] > 0)
        for force, level in np.argwhere(hidden):
            self._add_column((name, int(force), int(level)), table.at(force, level))
        for area in range(len(areas.codes)):
            within = hidden & areas.members[area][:, None]
            told = areas.members[area][:, None] & ~hidden
            if self.marks.totals[area] or (area < wide and not self.are_linked):
                self._add_sum(name, table, within, told, table.given[:, area].sum(axis=1))
            elif area < wide:
                for answer in range(self.answers):
                    self._add_row(name, np.argwhere(within), answer)
                    column = self.place[EVERYBODY, area, 0, answer]
                    self.entries.append((len(self.equal_to), column, -1.0))
                    self.equal_to.append(-float(table.given[answer, : len(told)][told].sum()))
            for level in np.flatnonzero(shown[area]) if area >= wide else ():
                only = (np.arange(shown.shape[1]) == level)[None, :]
                self._add_sum(name, table, within & only, told & only, table.given[:, area, level])

    def _add_sum(
        self,
        name: str,
        table: AnswerTable,
        within: NDArray[np.bool_],
        told: NDArray[np.bool_],
        total: NDArray[np.int64],
    ) -> None:
        cells = np.argwhere(within)
        if not len(cells):
            return
        for answer in range(self.answers):
            known = table.given[answer, : len(told)][told].sum()
            self._add_row(name, cells, answer)
            self.equal_to.append(float(total[answer] - known))

    def _add_row(self, name: str, cells: NDArray[np.int64], answer: int) -> None:
        row = len(self.equal_to)
        for force, level in cells:
            self.entries.append((row, self.place[name, int(force), int(level), answer], 1.0))

    def worlds(self) -> Worlds:
        width = len(self.columns)
        rows, columns, factors = np.array(self.entries, dtype=float).reshape(-1, 3).T
        places = (rows.astype(np.int64), columns.astype(np.int64))
        capped, caps = self._within_people()
        return Worlds(
            place=self._places(),
            answers=self.answers,
            equal=csr_array(coo_array((factors, places), shape=(len(self.equal_to), width))),
            equal_to=np.array(self.equal_to, dtype=float),
            capped=capped,
            caps=caps,
            most=np.array(self.most, dtype=float),
            true=np.array(self.true, dtype=float),
        )

    def _places(self) -> dict[str, Numbers]:
        found: dict[str, Numbers] = {}
        for column in range(0, len(self.columns), self.answers):
            name, force, level, _answer = self.columns[column]
            if name != EVERYBODY:
                people = self.item.by_dimension[name].people
                found.setdefault(name, np.full(people.shape, -1, dtype=np.int64))
                found[name][force, level] = column
        return found

    def _within_people(self) -> tuple[csr_array, Vector]:
        """One answer a person, only of people asked."""
        places = np.arange(0, len(self.columns), self.answers)
        rows = np.arange(len(places))
        entries = [(rows, places + POSITIVE, 1.0), (rows, places + NEGATIVE, 1.0)]
        caps = np.array([self.most[place] for place in places], dtype=float)
        if self.answers > ASKED:
            entries.append((rows, places + ASKED, -1.0))
            caps = np.zeros(len(places))
        matrix = coo_array(
            (
                np.concatenate([np.full(len(rows), factor) for _, _, factor in entries]),
                (
                    np.concatenate([at for at, _, _ in entries]),
                    np.concatenate([at for _, at, _ in entries]),
                ),
            ),
            shape=(len(places), len(self.columns)),
        )
        return csr_array(matrix), caps
