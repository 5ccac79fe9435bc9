"""Crime types take the place of forces, violence against women and girls that of a region. If a
national figure would have to go, nothing is shown by type."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from analytics.disclosure import quarter_items
from analytics.disclosure.counts import Cells
from analytics.disclosure.places import NATION
from analytics.disclosure.suppression.areas import Areas, Flags
from analytics.disclosure.suppression.gate import Protected
from analytics.disclosure.suppression.item_tables import Counts, ItemTables, Marks, shown_by_floors
from analytics.stats.suppression import POLICY, Audience, Topic
from analytics.tables import (
    AGAINST_WOMEN_AND_GIRLS,
    BETWEEN,
    BY_KIND,
    EVERYBODY,
    KIND_PAIRS,
    KINDS,
    LEVELS,
    TABLES,
    Dimension,
    parts_of,
)
from survey.definition.types import Meaning

AREAS = Areas(
    KINDS,
    {AGAINST_WOMEN_AND_GIRLS: parts_of(Dimension.KIND, AGAINST_WOMEN_AND_GIRLS)},
    is_nation_given=True,
)
NUMBERS = {code: number for number, code in enumerate(AREAS.codes)}
"""Row by code: the crime types, their subtotal and their total."""
TOTAL = NUMBERS[NATION]
Judge = Callable[[ItemTables, Marks], Protected]


def item_by_kind(
    cells: Cells, item: str, meanings: Mapping[str, Meaning], audience: Audience
) -> ItemTables:
    policy = POLICY[audience, Topic.ORDINARY]
    counts = _counts(cells, item, meanings)
    total = counts[Dimension.KIND]
    return ItemTables(
        areas=AREAS,
        everybody=quarter_items.table_of((EVERYBODY,), total, AREAS, policy),
        by_dimension={
            pair: quarter_items.table_with_not_stated(
                total, counts[pair], LEVELS[of], AREAS, policy,
                is_national=not TABLES[pair].is_shown,
            )
            for pair, of in KIND_PAIRS.items()
            if counts[pair].any()
        },
    )  # fmt: skip


def _counts(cells: Cells, item: str, meanings: Mapping[str, Meaning]) -> Mapping[Dimension, Counts]:
    columns = {
        Dimension.KIND: (EVERYBODY,),
        **{pair: LEVELS[of] for pair, of in KIND_PAIRS.items()},
    }
    counts = {
        of: np.zeros((len(quarter_items.IN_BASE), len(KINDS), len(levels)), dtype=np.int64)
        for of, levels in columns.items()
    }
    for (_force, name, level), by_item in cells.items():
        dimension = Dimension(name)
        if dimension not in columns or level not in LEVELS[dimension]:
            continue
        row, column = place_of(dimension, level)
        for choice, (people, *_) in by_item.get(item, {}).items():
            if meanings[choice] in quarter_items.IN_BASE:
                meaning = quarter_items.IN_BASE.index(meanings[choice])
                counts[dimension][meaning, row, column] += int(people)
    return counts


def place_of(dimension: Dimension, level: str) -> tuple[int, int]:
    kind, *within = level.split(BETWEEN)
    column = LEVELS[KIND_PAIRS[dimension]].index(within[0]) if within else 0
    return NUMBERS[kind], column


def first_marks(
    item: ItemTables, nation: Mapping[Dimension, Flags], *, hidden: Set[tuple[Dimension, str]]
) -> Marks:
    marks = _with_nation(shown_by_floors(item), nation)
    for dimension, level in hidden:
        row, column = place_of(dimension, level)
        if dimension is Dimension.KIND:
            marks.hide_total(row)
        elif dimension in marks.places:
            marks.places[dimension][row, column] = False
    if not marks.totals[TOTAL]:
        _hide_all_kinds(marks)
    return marks


def _with_nation(marks: Marks, nation: Mapping[Dimension, Flags]) -> Marks:
    for pair, shown in marks.places.items():
        of = KIND_PAIRS[Dimension(pair)]
        shown[TOTAL] = nation.get(of, np.zeros(shown.shape[1], dtype=bool))
    marks.totals[TOTAL] = nation[Dimension.ALL][0]
    return marks


def shown_marks(item: ItemTables, shown: Set[tuple[str, str, str]]) -> Marks:
    marks = Marks(
        totals=np.zeros(len(AREAS.codes), dtype=bool),
        places={pair: np.zeros(table.people.shape, dtype=bool) for pair, table in item},
    )
    for area, dimension, level in shown:
        if area != NATION or dimension not in BY_KIND or level == EVERYBODY:
            continue
        row, column = place_of(Dimension(dimension), level)
        if dimension == Dimension.KIND:
            marks.totals[row] = True
        elif dimension in marks.places:
            marks.places[dimension][row, column] = True
    return marks


@dataclass(frozen=True, kw_only=True)
class ShownByKind:
    item: ItemTables
    marks: Marks
    nation: Mapping[Dimension, Flags]

    def hides(self, level: str) -> bool:
        return not self.nation[Dimension.STAGE][LEVELS[Dimension.STAGE].index(level)]

    def is_safe_with(self, levels: Sequence[str], judge: Judge) -> bool:
        stage = self.nation[Dimension.STAGE].copy()
        stage[[LEVELS[Dimension.STAGE].index(level) for level in levels]] = True
        told = _with_nation(self.marks.copy(), {**self.nation, Dimension.STAGE: stage})
        found = judge(self.item, told.copy())
        return found.marks.count == told.count and not found.narrowed


def stages_to_show(
    quarters: Sequence[ShownByKind], wanted: Sequence[str], judge: Judge
) -> list[str]:
    """A year less the quarters that show a stage may reveal it in the quarter that hides it.
    Earlier entries of `wanted` take priority."""
    told = [level for level in wanted if not any(each.hides(level) for each in quarters)]
    unsure = [level for level in wanted if level not in told]

    def are_open(levels: Sequence[str]) -> bool:
        hidden = [[level for level in levels if each.hides(level)] for each in quarters]
        return all(
            each.is_safe_with(levels, judge)
            for each, levels in zip(quarters, hidden, strict=True)
            if levels
        )

    if are_open(unsure):
        return [*told, *unsure]
    for level in unsure:
        if are_open([*told, level]):
            told.append(level)
    return told


def protected_by_kind(judge: Judge, item: ItemTables, first: Marks) -> Protected:
    found = judge(item, first.copy())
    if _nation_flags(found.marks) == _nation_flags(first):
        return found
    nothing = first.copy()
    _hide_all_kinds(nothing)
    return replace(found, marks=nothing, hidden=first.count - nothing.count, narrowed=())


def _nation_flags(marks: Marks) -> tuple[bool, dict[str, list[bool]]]:
    shown = {name: places[TOTAL].tolist() for name, places in marks.places.items()}
    return bool(marks.totals[TOTAL]), shown


def _hide_all_kinds(marks: Marks) -> None:
    for number in range(TOTAL):
        marks.hide_total(number)
