from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from analytics.disclosure.suppression.areas import Areas, Flags
from analytics.disclosure.suppression.groups import Cell, Numbers, TableGroups
from analytics.disclosure.suppression.item_tables import AnswerTable, ItemTables, Marks, added_up


@dataclass(frozen=True)
class YearAreas(Areas):
    own: Areas = field(default_factory=lambda: Areas((), {}))
    quarters: int = 4

    @property
    def wide(self) -> int:
        return len(self.own.forces)

    @property
    def first_of_year(self) -> int:
        return len(self.codes) - len(self.own.codes)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        above = self.own.codes[self.wide :]
        quarters = range(self.quarters)
        return (*self.forces, *(f"{q}/{code}" for q in quarters for code in above), *self.own.codes)

    @cached_property
    def members(self) -> Flags:
        own = self.own.members
        in_quarter = np.kron(np.eye(self.quarters, dtype=bool), own[self.wide :])
        forces = np.eye(len(self.forces), dtype=bool)
        return np.concatenate([forces, in_quarter, np.tile(own, self.quarters)]).astype(bool)

    @cached_property
    def parts_of_year(self) -> Sequence[tuple[Numbers, Numbers]]:
        members, first = self.members, self.first_of_year
        is_part = np.array([(members <= whole).all(axis=1) for whole in members[first:]])
        of_quarters = [np.flatnonzero(row[len(self.forces) : first]) for row in is_part]
        of_year = [np.flatnonzero(row[first:][:area]) for area, row in enumerate(is_part)]
        return [
            (len(self.forces) + quarters, first + year)
            for quarters, year in zip(of_quarters, of_year, strict=True)
        ]

    def from_quarters(self, each: Sequence[Flags], year: Flags) -> Flags:
        forces = [of[: self.wide] for of in each]
        above = [of[self.wide :] for of in each]
        return np.concatenate([*forces, *above, year])

    def quarter_of(self, cell: Cell) -> int:
        return cell[0] // self.wide


def year_areas(own: Areas, quarters: int) -> YearAreas:
    forces = tuple(f"{q}/{force}" for q in range(quarters) for force in own.forces)
    return YearAreas(forces, {}, own=own, quarters=quarters)


def year_item(year: ItemTables, quarters: Sequence[ItemTables], areas: YearAreas) -> ItemTables:
    return ItemTables(
        areas=areas,
        everybody=_table(year.everybody, [of.everybody for of in quarters], areas),
        by_dimension={
            name: _table(table, [of.by_dimension.get(name) for of in quarters], areas)
            for name, table in year
        },
    )


def _table(
    year: AnswerTable, quarters: Sequence[AnswerTable | None], areas: YearAreas
) -> AnswerTable:
    none = np.zeros((len(year.given), areas.wide, len(year.levels)), dtype=np.int64)
    given = np.concatenate(
        [none if of is None else of.given[:, : areas.wide] for of in quarters], axis=1
    )
    people = np.concatenate([none[0] if of is None else of.people[: areas.wide] for of in quarters])
    added = added_up(people, areas)
    return AnswerTable(
        levels=year.levels,
        people=added,
        given=np.stack([added_up(each, areas) for each in given]),
        may_show=np.ones(added.shape, dtype=bool),
        policy=year.policy,
    )


def marks_of_year(
    item: ItemTables, areas: YearAreas, quarters: Sequence[Marks], year: Marks
) -> Marks:
    totals = [of.totals for of in quarters]
    found = Marks(totals=areas.from_quarters(totals, year.totals))
    for name, table in item:
        nothing = np.zeros((len(areas.own.codes), len(table.levels)), dtype=bool)
        shown = [of.places.get(name, nothing) for of in quarters]
        found.places[name] = areas.from_quarters(shown, year.places[name])
    return found


def sums_of_shown(people: Numbers, shown: Flags, areas: YearAreas) -> Flags:
    wide, above, levels = areas.wide, len(areas.own.codes) - areas.wide, people.shape[1]
    known = shown | (people == 0)
    forces = known[: wide * areas.quarters].reshape(areas.quarters, wide, levels)
    others = known[wide * areas.quarters : areas.first_of_year]
    quarters = np.concatenate([forces, others.reshape(areas.quarters, above, levels)], axis=1)
    found: Flags = quarters.all(axis=0) & (people[areas.first_of_year :] > 0)
    return found


@dataclass(frozen=True)
class YearGroups(TableGroups):
    """Across quarters the range is at most the sum given each quarter alone."""

    areas: YearAreas

    def wanted(self, marks: Marks, shown: Flags) -> Numbers:
        return np.minimum(super().wanted(marks, shown), self._of_quarters(marks, shown))

    @cached_property
    def _parts(self) -> tuple[list[tuple[Cell, ...]], list[tuple[int, int]]]:
        numbers: dict[tuple[Cell, ...], int] = {}
        pairs = []
        for group, cells in enumerate(self.cells):
            parts: dict[int, list[Cell]] = {}
            for cell in cells:
                parts.setdefault(self.areas.quarter_of(cell), []).append(cell)
            found = map(tuple, parts.values() if len(parts) > 1 else ())
            pairs += [(group, numbers.setdefault(part, len(numbers))) for part in found]
        return list(numbers), pairs

    def _of_quarters(self, marks: Marks, shown: Flags) -> Numbers:
        parts, pairs = self._parts
        found = np.full(self.given.shape, np.iinfo(np.int64).max)
        if not parts:
            return found
        totals, places = marks.totals.copy(), shown.copy()
        totals[self.areas.first_of_year :] = places[self.areas.first_of_year :] = False
        by_part = TableGroups(self.table, self.areas, parts).wanted(Marks(totals), places)
        groups, numbers = np.array(pairs).T
        found[groups] = 0
        np.add.at(found, groups, by_part[numbers])
        return found
