"""People in two versions, given all that either shows: the known changes can be subtracted."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analytics.disclosure import corrections
from analytics.disclosure.corrections import Known
from analytics.disclosure.places import NATION
from analytics.disclosure.quarter_protection import ProtectedQuarter
from analytics.disclosure.suppression import gate
from analytics.disclosure.suppression.areas import Areas
from analytics.disclosure.suppression.item_tables import (
    AnswerTable,
    Counts,
    ItemTables,
    Marks,
    added_up,
)
from analytics.tables import EVERYBODY, Dimension

ONE = Areas((NATION,), {}, is_nation_given=True)


def find_disclosive(then: Known, now: Known, protected: ProtectedQuarter) -> list[str]:
    """`now` is what `protected` shows. Empty if `then` has no unseen places."""
    changed = corrections.changed_items(then, now) if corrections.has_unseen(then) else set()
    return [
        f"{stayed.item} {stayed.name}"
        for stayed in _tables(protected)
        if stayed.item in changed and stayed.is_narrowed(then, now)
    ]


def find_disclosive_in_three(
    first: Known, second: Known, now: Known, protected: ProtectedQuarter
) -> list[str]:
    """Two versions less the third give those in all three, who can be fewer than in any two."""
    three = (first, second, now)
    if not all(map(corrections.has_unseen, three)):
        return []
    pairs = ((first, second), (second, now), (first, now))
    changed = set.intersection(*(corrections.changed_items(*pair) for pair in pairs))
    if not changed:
        return []
    cores = [_two_less_one(*three[at:], *three[:at]) for at in range(3)]
    return [
        f"{stayed.item} {stayed.name}"
        for stayed in _tables(protected)
        if stayed.item in changed and any(stayed.is_narrowed(core, core) for core in cores)
    ]


def _two_less_one(one: Known, other: Known, less: Known) -> Known:
    found = {}
    for name in one.keys() | other.keys() | less.keys():
        each = [known.get(name) for known in (one, other, less)]
        nobody = [0] * max(len(counts or ()) for counts in each)
        if name.startswith(corrections.UNSEEN) or None not in each:
            a, b, c = (np.array(counts or nobody) for counts in each)
            people, *given = ((a + b - c) * (1 if a[0] + b[0] >= c[0] else -1)).tolist()
            found[name] = [people, *(min(max(count, 0), people) for count in given)]
    return found


def counts_of_stayers(
    item: str, name: str, table: AnswerTable, areas: Areas, then: Known, now: Known
) -> tuple[ItemTables, Marks]:
    stayed = _Stayed(item, name, table, areas, Dimension.ALL)
    people = stayed.people(then, now)
    return people, stayed.shown(then, now, people)


def _tables(protected: ProtectedQuarter) -> Iterator["_Stayed"]:
    for item, tables in protected.items.items():
        for name, table in tables:
            is_alone = protected.is_national or table.is_national
            areas = ONE if is_alone else tables.areas
            yield _Stayed(item, name, table, areas, Dimension.ALL)
    for item, tables in protected.items_by_kind.items():
        for name, table in tables:
            if not table.is_national:
                yield _Stayed(item, name, table, tables.areas, Dimension.KIND)


@dataclass(frozen=True)
class _Stayed:
    item: str
    name: str
    table: AnswerTable
    areas: Areas
    whole: Dimension

    def is_narrowed(self, then: Known, now: Known) -> bool:
        people = self.people(then, now)
        shown = self.shown(then, now, people)
        of_levels, everybody = people.by_dimension[self.name], people.everybody
        if (shown.places[self.name] & ~of_levels.stands).any():
            return True
        if (shown.totals & ~everybody.stands[:, 0]).any():
            return True
        found = gate.protect(people, shown.copy())
        return bool(found.narrowed) or found.marks.count < shown.count

    def people(self, then: Known, now: Known) -> ItemTables:
        before, after = (self._counts(version) for version in (then, now))
        counts = np.where(after[:1] <= before[:1], after, before)
        return ItemTables(
            areas=self.areas,
            everybody=self._table((EVERYBODY,), counts.sum(axis=2, keepdims=True)),
            by_dimension={self.name: self._table(self.table.levels, counts)},
        )

    def _counts(self, known: Known) -> Counts:
        forces, levels = self.areas.forces, self.table.levels
        nobody = [0] * (1 + len(self.table.given))
        by_place = [
            [
                known.get(
                    corrections.UNSEEN + corrections.name_of(self.item, self.name, force, level),
                    nobody,
                )
                for level in levels
            ]
            for force in forces
        ]
        return np.array(by_place, dtype=np.int64).transpose(2, 0, 1)

    def _table(self, levels: tuple[str, ...], counts: Counts) -> AnswerTable:
        people, *given = (added_up(each, self.areas) for each in counts)
        return AnswerTable(
            levels=levels,
            people=people,
            given=np.stack(given),
            may_show=np.ones(people.shape, dtype=bool),
            policy=self.table.policy,
        )

    def shown(self, then: Known, now: Known, people: ItemTables) -> Marks:
        codes, everybody = self.areas.codes, (self.whole.value, EVERYBODY)

        def is_shown(area: str, dimension: str, level: str) -> bool:
            name = corrections.name_of(self.item, dimension, area, level)
            return name in then or name in now

        totals = np.array([is_shown(area, *everybody) for area in codes])
        places = np.array(
            [[is_shown(area, self.name, level) for level in self.table.levels] for area in codes]
        )
        here = people.by_dimension[self.name].people > 0
        return Marks(totals=totals & here.any(axis=1), places={self.name: places & here})
