"""A year less the quarters that show a cell discloses the others. Cells are hidden that leave too
few people over, or that narrow a small group of a quarter or the year. Cells that all quarters show
are known and stay."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np

from analytics.disclosure.suppression import crowds
from analytics.disclosure.suppression.areas import Flags
from analytics.disclosure.suppression.gate import FiguresGate, Protected, protect
from analytics.disclosure.suppression.groups import (
    MOST_OF_A_LIST,
    Numbers,
    SmallGroup,
    TableGroups,
    groups_of,
)
from analytics.disclosure.suppression.hiding import Hideable, Place, place_to_hide
from analytics.disclosure.suppression.item_tables import AnswerTable, ItemTables, Marks
from analytics.disclosure.suppression.lots.tables_gate import OneTableGate, TablesGate
from analytics.disclosure.suppression.protection import protect_by_rules
from analytics.disclosure.suppression.remainders import Answers, is_safe
from analytics.disclosure.suppression.year_tables import (
    YearAreas,
    YearGroups,
    marks_of_year,
    sums_of_shown,
    year_areas,
    year_item,
)

FORCES_OF_A_LOT = 6
MOST_ROUNDS = 40
"""The number of rounds of hiding, by table or for all, before the year's new cells of narrow tables
are all hidden.
"""


def known_of(year: ItemTables, quarters: Sequence[ItemTables], shown: Sequence[Marks]) -> Marks:
    areas = year_areas(year.areas, len(quarters))
    item = year_item(year, quarters, areas)
    nothing = Marks(
        totals=np.zeros(len(year.areas.codes), dtype=bool),
        places={name: np.zeros(table.people.shape, dtype=bool) for name, table in year},
    )
    return _Year(item, areas, marks_of_year(item, areas, shown, nothing)).of_year()


def protect_year_of(
    year: ItemTables, quarters: Sequence[ItemTables], shown: Sequence[Marks]
) -> Protected:
    """If a quarter hides a force's total, only what is known is shown."""
    if not all(of.totals[: len(year.areas.forces)].all() for of in shown):
        known = known_of(year, quarters, shown)
        return Protected(marks=known, rounds=0, hidden=0, groups=0, narrowed=())
    areas = year_areas(year.areas, len(quarters))
    item = year_item(year, quarters, areas)
    marks = marks_of_year(item, areas, shown, protect_by_rules(year))
    return _Year(item, areas, marks).protected()


def protect_year_beside_nation(
    year: ItemTables, quarters: Sequence[ItemTables], shown: Sequence[Marks], first: Marks
) -> Protected:
    """The nation shows what all quarters show; the rest is tested by table, then together."""
    judged = _beside_sums(year, known_of(year, quarters, shown), first)
    areas = year_areas(year.areas, len(quarters))
    item = year_item(year, quarters, areas)
    found = _Year(item, areas, marks_of_year(item, areas, shown, judged.marks))
    before = found.marks.count
    tables = [replace(item, by_dimension={name: table}) for name, table in item]
    alone = [_YearOfNation(one, areas, found.marks) for one in tables]
    each = [one.protected() for one in alone]
    gates = [one.gate for one in alone]
    each.append(_YearOfTables(item, areas, found.marks, judged=gates).protected())
    return Protected(
        marks=found.of_year(),
        rounds=judged.rounds + sum(one.rounds for one in each),
        hidden=judged.hidden + before - found.marks.count,
        groups=judged.groups + each[-1].groups,
        narrowed=(),
        given_up=sum(one.given_up for one in each),
    )


def _beside_sums(year: ItemTables, known: Marks, first: Marks) -> Protected:
    marks = first.copy()
    marks.totals[-1] = known.totals[-1]
    for name, shown in marks.places.items():
        shown[-1] = known.places[name][-1]
    found = protect(replace(year, areas=replace(year.areas, is_nation_given=True)), marks)
    return replace(found, marks=known, narrowed=()) if found.narrowed else found


@dataclass
class _Year:
    item: ItemTables
    areas: YearAreas
    marks: Marks
    is_known: dict[str, Flags] = field(init=False)
    """By table, the places of the year derived from its quarters."""

    are_known: Flags = field(init=False)

    given_up: int = field(init=False, default=0)
    """Tables left without additions because the search timed out."""

    most_of_a_list: ClassVar[int] = MOST_OF_A_LIST

    def __post_init__(self) -> None:
        totals, everybody = self.marks.totals[:, None], self.item.everybody.people
        self.are_known = sums_of_shown(everybody, totals, self.areas)[:, 0]
        self._year_in(self.marks.totals)[:] |= self.are_known
        self.is_known = {
            name: sums_of_shown(table.people, self.marks.places[name], self.areas)
            for name, table in self.item
        }
        for name, known in self.is_known.items():
            self._year_in(self.marks.places[name])[known] = True

    def _year_in(self, shown: Flags) -> Flags:
        return shown[self.areas.first_of_year :]

    def of_year(self) -> Marks:
        return Marks(
            totals=self._year_in(self.marks.totals).copy(),
            places={name: self._year_in(of).copy() for name, of in self.marks.places.items()},
        )

    def protected(self) -> Protected:
        self._hide_left_over(dict(self.item))
        before, rounds = self.marks.count, 0
        groups = {
            name: YearGroups(of.table, self.areas, of.cells)
            for name, of in groups_of(self.item, self.marks, most=self.most_of_a_list).items()
        }
        gate = self._gate(groups)
        while narrowed := gate.narrowed(self.marks):
            if not self._hide_for_groups(narrowed):
                self._hide_all_but_known()
                break
            touched = {group.dimension for group in narrowed}
            self._hide_left_over({name: of for name, of in self.item if name in touched})
            rounds += 1
        gate.forget_searches()
        return Protected(
            marks=self.of_year(),
            rounds=rounds,
            hidden=before - self.marks.count,
            groups=sum(len(of.cells) for of in groups.values()),
            narrowed=(),
            given_up=self.given_up,
        )

    def _gate(self, groups: Mapping[str, TableGroups]) -> FiguresGate:
        return FiguresGate(self.item, groups)

    def _hide_all_but_known(self) -> None:
        for area in np.flatnonzero(self._year_in(self.marks.totals) & ~self.are_known):
            self.marks.hide_total(self.areas.first_of_year + int(area))
        for name, known in self.is_known.items():
            self._year_in(self.marks.places[name])[:] = known

    def _hide_left_over(self, tables: Mapping[str, AnswerTable]) -> None:
        for name, table in tables.items():
            left = _LeftOver(self.areas, table, self.marks.totals, self.marks.places[name])
            shown, known = self._year_in(self.marks.places[name]), self.is_known[name]
            while unsafe := [place for place in left.unsafe() if not known[place]]:
                for place in unsafe:
                    shown[place] = False

    def _hide_for_groups(self, narrowed: Sequence[SmallGroup]) -> bool:
        before = self.marks.count
        for group in narrowed:
            shown = self._year_in(self.marks.places[group.dimension])
            may_hide = Hideable(
                own=self.areas.own,
                first=self.areas.first_of_year,
                places=shown & ~self.is_known[group.dimension],
            )
            if place := place_to_hide(group, self.item, self.marks, may_hide):
                shown[place] = False
        return self.marks.count < before


@dataclass
class _YearOfNation(_Year):
    rounds: int = field(init=False, default=0)
    gate: OneTableGate = field(init=False)

    most_of_a_list: ClassVar[int] = 40

    def _gate(self, groups: Mapping[str, TableGroups]) -> FiguresGate:
        self.gate = OneTableGate(self.item, groups)
        return self.gate

    def _hide_for_groups(self, narrowed: Sequence[SmallGroup]) -> bool:
        self.rounds += 1
        if self.rounds > MOST_ROUNDS:
            tables = {group.dimension for group in narrowed}
            before = self.marks.count
            for name in tables:
                self._year_in(self.marks.places[name])[:] &= self.is_known[name]
            self.given_up += len(tables)
            return self.marks.count < before
        return super()._hide_for_groups(narrowed) or self._hide_total(narrowed[0])

    def _hide_total(self, group: SmallGroup) -> bool:
        first, last = self.areas.first_of_year, len(self.marks.totals) - 1
        may_hide = np.flatnonzero(self.marks.totals[first:last]) + first
        told = crowds.telling_totals(group, self.item, self.marks)
        for choice in (may_hide[told[may_hide]], may_hide):
            if len(choice):
                people = self.item.everybody.people[choice, 0]
                self.marks.hide_total(int(choice[people.argmin()]))
                return True
        return False


@dataclass
class _YearOfTables(_YearOfNation):
    judged: Sequence[OneTableGate] = ()

    def _gate(self, groups: Mapping[str, TableGroups]) -> FiguresGate:
        return TablesGate(self.item, groups, _partings(self.areas), self.judged)


def _partings(areas: YearAreas) -> list[list[Numbers]]:
    own, lots = areas.own, areas.wide // FORCES_OF_A_LOT
    near = list(dict.fromkeys([*(f for of in own.regions.values() for f in of), *own.forces]))
    order = np.array([own.forces.index(force) for force in near])
    few = max(lots, 1)
    ways = [np.array_split(order, few), [order[first::few] for first in range(few)]]
    quarters = areas.wide * np.arange(areas.quarters)[:, None]
    return [
        [(quarters + of).ravel() for of in way] for way in (*(ways if lots > 1 else ()), [order])
    ]


@dataclass(frozen=True)
class _LeftOver:
    areas: YearAreas
    table: AnswerTable
    totals: Flags
    shown: Flags

    def unsafe(self) -> Iterator[Place]:
        first, members = self.areas.first_of_year, self.areas.members
        for area, level in np.argwhere(self.shown[first:]):
            within = members[first + area] & ~self._known[:, level]
            for parts in self.areas.parts_of_year[area]:
                found: Flags = self.areas.members[parts[self.shown[parts, level]]].any(axis=0)
                left = np.flatnonzero(within & ~found)
                cells = [(int(of), int(level)) for of in left]
                if not self._is_safe(cells, first + int(area), int(level)):
                    yield int(area), int(level)
                    break
        yield from self._unsafe_rows()

    @property
    def _known(self) -> Flags:
        forces = slice(len(self.areas.forces))
        found: Flags = self.shown[forces] | (self.table.people[forces] == 0)
        return found

    def _unsafe_rows(self) -> Iterator[Place]:
        first = self.areas.first_of_year
        for force in np.flatnonzero(self.totals[first : first + self.areas.wide]):
            mine = self.areas.members[first + force]
            left = mine[:, None] & ~self._known & ~self.shown[first + force]
            cells = [(int(of), int(level)) for of, level in np.argwhere(left)]
            if not self._is_safe(cells, first + int(force), None):
                yield from self._smallest_of(int(force))

    def _smallest_of(self, force: int) -> Iterator[Place]:
        area = self.areas.first_of_year + force
        shown = [int(level) for level in np.flatnonzero(self.shown[area])]
        if shown:
            yield force, min(shown, key=lambda level: self.table.people[area, level])

    def _is_safe(self, cells: Sequence[Place], area: int, level: int | None) -> bool:
        if not cells:
            return True
        rows, columns = np.array(cells).T
        sizes = self.table.people[rows, columns]
        given = tuple(int(of[rows, columns].sum()) for of in self.table.given)
        total = self.table.total_of(area) if level is None else self.table.at(area, level)
        left = Answers(int(sizes.sum()), given)
        if len(cells) == 1:
            return False
        return is_safe(left, total, sizes.tolist(), self.table.policy)
