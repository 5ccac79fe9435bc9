"""A year read before one of its quarters was corrected shows stages its quarters hide (ADR 48)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.disclosure import corrections, quarter_items, quarter_protection
from analytics.disclosure.corrections import Known
from analytics.disclosure.counts import Cells, Meanings
from analytics.disclosure.cross_release import overlap
from analytics.disclosure.quarter_protection import Places, ProtectedQuarter
from analytics.disclosure.suppression.areas import Areas
from analytics.disclosure.suppression.gate import FiguresGate
from analytics.disclosure.suppression.groups import groups_of
from analytics.disclosure.suppression.item_tables import ItemTables, Marks
from analytics.disclosure.suppression.year_tables import (
    YearAreas,
    YearGroups,
    marks_of_year,
    year_areas,
    year_item,
)
from analytics.tables import TABLES, Dimension


@dataclass(frozen=True, kw_only=True)
class YearBefore:
    """`others` are its uncorrected quarters. None is unknown: every cell that may be shown
    counts."""

    areas: Areas
    meanings: Meanings
    others: Sequence[tuple[Cells, Places]]
    shown: Places | None


def find_disclosive(
    then: Known, now: Known, protected: ProtectedQuarter, year: YearBefore
) -> list[str]:
    changed = corrections.changed_items(then, now) if corrections.has_unseen(then) else set()
    return [
        f"{item} {name} of the year"
        for item, name in _tables(protected)
        if item in changed and _is_narrowed(item, name, then, now, protected, year)
    ]


def _tables(protected: ProtectedQuarter) -> Iterator[tuple[str, str]]:
    for item, tables in protected.items.items():
        for name, _ in tables:
            if TABLES[Dimension(name)].leaves_room_for_years:
                yield item, name


def _is_narrowed(
    item: str, name: str, then: Known, now: Known, protected: ProtectedQuarter, year: YearBefore
) -> bool:
    table = protected.items[item].by_dimension[name]
    stayed, shown = overlap.counts_of_stayers(item, name, table, year.areas, then, now)
    others, marks = [], [shown]
    for cells, places in year.others:
        of = quarter_items.items_of(cells, {item: year.meanings[item]}, year.areas)[item]
        others.append(quarter_protection.only_tables(of, [name]))
        marks.append(quarter_protection.shown_marks(stayed, places.get(item, frozenset())))
    areas = year_areas(year.areas, len(marks))
    tables = year_item(stayed, [stayed, *others], areas)
    of_year = _year_marks(item, tables, stayed, year)
    return _tells(tables, areas, marks_of_year(tables, areas, marks, of_year))


def _year_marks(item: str, tables: ItemTables, stayed: ItemTables, year: YearBefore) -> Marks:
    rows = slice(-len(year.areas.codes), None)
    ((name, table),) = tables
    if year.shown is None:
        return Marks(tables.everybody.stands[rows, 0], {name: table.stands[rows]})
    found = quarter_protection.shown_marks(stayed, year.shown.get(item, frozenset()))
    there = table.people[rows] > 0
    return Marks(found.totals & there.any(axis=1), {name: found.places[name] & there})


def _tells(tables: ItemTables, areas: YearAreas, marks: Marks) -> bool:
    ((name, table),) = tables
    if (marks.places[name] & ~table.stands).any() or np.any(
        marks.totals & ~tables.everybody.stands[:, 0]
    ):
        return True
    groups = {
        of: YearGroups(each.table, areas, each.cells)
        for of, each in groups_of(tables, marks).items()
    }
    return bool(FiguresGate(tables, groups).narrowed(marks))
