from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from analytics.disclosure import kind_tables, quarter_items, years
from analytics.disclosure.counts import Cells, Meanings
from analytics.disclosure.kind_tables import ShownByKind
from analytics.disclosure.places import NATION, NOT_STATED
from analytics.disclosure.steps import ItemStep, Judge, judge_with_step
from analytics.disclosure.suppression import gate, year_gate
from analytics.disclosure.suppression.areas import Areas, Flags
from analytics.disclosure.suppression.gate import Protected
from analytics.disclosure.suppression.item_tables import (
    AnswerTable,
    ItemTables,
    Marks,
    shown_by_floors,
)
from analytics.stats.suppression import Audience, SuppressionReason, Topic
from analytics.tables import BY_KIND, EVERYBODY, KIND_PAIRS, LEVELS, TABLES, Dimension
from survey.definition.types import Meaning

Place = tuple[str, str, str]
"""Area, dimension, level."""
Places = Mapping[str, Set[Place]]
"""By item."""
HiddenPlaces = Places
NOTHING_HIDDEN: HiddenPlaces = {}
NO_STEPS: Mapping[str, ItemStep] = {}


@dataclass(frozen=True, kw_only=True)
class ProtectedQuarter:
    audience: Audience
    areas: Areas
    items: Mapping[str, ItemTables]
    found: Mapping[str, Protected]
    items_by_kind: Mapping[str, ItemTables]
    """The nation by crime type."""
    found_by_kind: Mapping[str, Protected]
    kept_hidden: HiddenPlaces
    """Places hidden whatever their counts."""
    is_national: bool = False
    """Whether only the nation was to be shown."""

    @cached_property
    def forces_of(self) -> Mapping[str, tuple[str, ...]]:
        own = {force: (force,) for force in self.areas.forces}
        regions = {region: tuple(members) for region, members in self.areas.regions.items()}
        return {**own, **regions, NATION: self.areas.forces}

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {area: number for number, area in enumerate(self.areas.codes)}

    @property
    def hidden(self) -> int:
        return sum(one.hidden for one in self._each())

    @property
    def narrowed(self) -> int:
        """Groups that stay disclosive."""
        return sum(len(one.narrowed) for one in self._each())

    @property
    def given_up(self) -> int:
        return sum(one.given_up for one in self._each())

    @property
    def groups(self) -> int:
        return sum(one.groups for one in self._each())

    def _each(self) -> Iterator[Protected]:
        yield from self.found.values()
        yield from self.found_by_kind.values()

    def shown_totals(self) -> Mapping[str, Set[str]]:
        return {
            item: {
                code
                for code, is_shown in zip(self.areas.codes, one.marks.totals, strict=True)
                if is_shown
            }
            for item, one in self.found.items()
        }

    def reason(
        self, item: str, dimension: Dimension, area: str, level: str
    ) -> SuppressionReason | None:
        tables = self.items.get(item)
        if tables is None or not tables.everybody.people[-1, 0]:
            return SuppressionReason.NO_ANSWERS
        if dimension in BY_KIND:
            return self._reason_by_kind(item, dimension, area, level)
        marks, number = self.found[item].marks, self._numbers[area]
        if dimension is Dimension.ALL:
            return _reason(tables.everybody, dimension, marks.totals[:, None], (number, 0))
        if dimension not in tables.by_dimension:
            return SuppressionReason.NO_ANSWERS
        table = tables.by_dimension[dimension]
        place = number, table.levels.index(level)
        return _reason(table, dimension, marks.places[dimension], place)

    def _reason_by_kind(
        self, item: str, dimension: Dimension, area: str, level: str
    ) -> SuppressionReason | None:
        if area != NATION:
            return SuppressionReason.NOT_BY_FORCE
        if item not in self.items_by_kind:
            return SuppressionReason.NO_ANSWERS
        tables, marks = self.items_by_kind[item], self.found_by_kind[item].marks
        place = kind_tables.place_of(dimension, level)
        if dimension is Dimension.KIND:
            return _reason(tables.everybody, dimension, marks.totals[:, None], place)
        if dimension not in tables.by_dimension:
            return SuppressionReason.NO_ANSWERS
        return _reason(tables.by_dimension[dimension], dimension, marks.places[dimension], place)


def _reason(
    table: AnswerTable, dimension: Dimension, shown: Flags, place: tuple[int, int]
) -> SuppressionReason | None:
    if shown[place]:
        return None
    if not table.people[-1, place[1]]:
        return SuppressionReason.NO_ANSWERS
    if not table.may_show[place] and table.is_national:
        return SuppressionReason.NOT_BY_FORCE
    if table.people[place] >= table.policy.hide_below:
        is_of_year = not table.may_show[place]
        return SuppressionReason.BY_YEAR if is_of_year else SuppressionReason.PROTECTS_ANOTHER
    is_special = TABLES[dimension].topic is Topic.SPECIAL
    return SuppressionReason.SMALL_SPECIAL if is_special else SuppressionReason.SMALL_BASE


def protect_quarter(
    cells: Cells,
    meanings: Meanings,
    areas: Areas,
    *,
    audience: Audience = Audience.STAFF,
    hidden: HiddenPlaces = NOTHING_HIDDEN,
    only: Set[str] = frozenset(),
    steps: Mapping[str, ItemStep] = NO_STEPS,
    judge: Judge | None = None,
) -> ProtectedQuarter:
    """`hidden` cells and, if `only` is given, other areas stay hidden; `steps` are what an earlier
    version disclosed."""
    judge = judge or gate.protect
    items = quarter_items.items_of(cells, meanings, areas, audience)
    by_kind = {
        item: kind_tables.item_by_kind(cells, item, meanings[item], audience) for item in items
    }
    first = {
        item: first_marks(of, hidden.get(item, frozenset()), only) for item, of in items.items()
    }
    found = {item: _judged(judge, of, first[item], steps.get(item)) for item, of in items.items()}
    return ProtectedQuarter(
        audience=audience,
        areas=areas,
        items=items,
        found=found,
        items_by_kind=by_kind,
        found_by_kind=_judged_by_kind(by_kind, found, judge, hidden),
        kept_hidden=hidden,
        is_national=only == {NATION},
    )


def _judged(judge: Judge, tables: ItemTables, marks: Marks, step: ItemStep | None) -> Protected:
    return judge_with_step(judge, tables, marks, step) if step else judge(tables, marks)


def protect_year(
    quarters: Sequence[tuple[Cells, Places]],
    meanings: Meanings,
    areas: Areas,
    *,
    is_first: bool = True,
) -> ProtectedQuarter:
    """Show every cell that all quarters show, and what else is safe (year_gate.py) unless an
    earlier version was read."""
    cells = [of for of, _ in quarters]
    tables = years.available_tables(cells)
    summed = years.sum_of_quarters(cells)
    sums = quarter_items.items_of(summed, meanings, areas, is_year=True)
    items = {item: only_tables(of, tables) for item, of in sums.items()}
    by_kind = kinds_of_year(summed, meanings, tables) if Dimension.KIND in tables else {}
    each = [quarter_items.items_of(cells, meanings, areas) for cells, _ in quarters]
    found = {
        item: _year_of(
            tables,
            [of[item] for of in each],
            [shown_marks(tables, shown.get(item, frozenset())) for _, shown in quarters],
            by_kind=partial(_quarters_by_kind, item, meanings[item], quarters),
            is_first=is_first,
        )
        for item, tables in items.items()
    }
    return ProtectedQuarter(
        audience=Audience.STAFF,
        areas=areas,
        items=items,
        found=found,
        items_by_kind=by_kind,
        found_by_kind={
            item: as_shown(kind_tables.shown_marks(of, shown_by_all(item, quarters)))
            for item, of in by_kind.items()
        },
        kept_hidden=NOTHING_HIDDEN,
    )


def shown_by_all(item: str, quarters: Sequence[tuple[Cells, Places]]) -> Set[Place]:
    return set.intersection(*({*shown.get(item, ())} for _, shown in quarters))


def kinds_of_year(
    summed: Cells,
    meanings: Meanings,
    tables: Sequence[Dimension],
    audience: Audience = Audience.STAFF,
) -> Mapping[str, ItemTables]:
    return {
        item: only_tables(kind_tables.item_by_kind(summed, item, meanings[item], audience), tables)
        for item in meanings
    }


def as_shown(marks: Marks) -> Protected:
    return Protected(marks=marks, rounds=0, hidden=0, groups=0, narrowed=())


def _year_of(
    tables: ItemTables,
    quarters: Sequence[ItemTables],
    shown: Sequence[Marks],
    *,
    by_kind: Callable[[], Sequence[ShownByKind]],
    is_first: bool,
) -> Protected:
    known = year_gate.known_of(tables, quarters, shown)
    if not is_first:
        return as_shown(known)
    judged = [of for of in tables.by_dimension if TABLES[Dimension(of)].leaves_room_for_years]
    found = year_gate.protect_year_of(only_tables(tables, judged), quarters, shown)
    if Dimension.STAGE in found.marks.places:
        _hide_stages_for_kinds(tables, found.marks, known, by_kind)
    return replace(found, marks=Marks(known.totals, {**known.places, **found.marks.places}))


def _hide_stages_for_kinds(
    tables: ItemTables, marks: Marks, known: Marks, by_kind: Callable[[], Sequence[ShownByKind]]
) -> None:
    stages, shown = tables.by_dimension[Dimension.STAGE], marks.places[Dimension.STAGE]
    of_quarters = known.places[Dimension.STAGE]
    people = dict(zip(stages.levels, stages.people[-1].tolist(), strict=True))
    new = [
        level
        for column, level in enumerate(stages.levels)
        if (shown[:, column] & ~of_quarters[:, column]).any()
    ]
    if not new:
        return
    wanted = sorted(new, key=lambda level: (-people[level], level))
    told = kind_tables.stages_to_show(by_kind(), wanted, gate.protect)
    for level in set(new) - set(told):
        column = stages.levels.index(level)
        shown[:, column] = of_quarters[:, column]


def _quarters_by_kind(
    item: str, meanings: Mapping[str, Meaning], quarters: Sequence[tuple[Cells, Places]]
) -> Sequence[ShownByKind]:
    return [
        _shown_by_kind(cells, item, meanings, shown.get(item, frozenset()))
        for cells, shown in quarters
    ]


def _shown_by_kind(
    cells: Cells, item: str, meanings: Mapping[str, Meaning], shown: Set[Place]
) -> ShownByKind:
    tables = kind_tables.item_by_kind(cells, item, meanings, Audience.STAFF)
    return ShownByKind(
        item=tables,
        marks=kind_tables.shown_marks(tables, shown),
        nation={
            of: np.array(
                [(NATION, of.value, level) in shown for level in (*LEVELS[of], NOT_STATED)]
                if of is not Dimension.ALL
                else [(NATION, of.value, EVERYBODY) in shown]
            )
            for of in (Dimension.ALL, *KIND_PAIRS.values())
        },
    )


def only_tables(tables: ItemTables, wanted: Sequence[str]) -> ItemTables:
    kept = {name: table for name, table in tables if name in wanted}
    return replace(tables, by_dimension=kept)


def shown_marks(tables: ItemTables, shown: Set[Place]) -> Marks:
    codes, total = tables.areas.codes, Dimension.ALL.value
    return Marks(
        totals=np.array([(area, total, EVERYBODY) in shown for area in codes]),
        places={
            name: np.array(
                [[(area, str(name), level) in shown for level in table.levels] for area in codes]
            )
            for name, table in tables
        },
    )


def union_of(*each: HiddenPlaces) -> HiddenPlaces:
    items = {item for hidden in each for item in hidden}
    return {item: set().union(*(hidden.get(item, set()) for hidden in each)) for item in items}


def _judged_by_kind(
    by_kind: Mapping[str, ItemTables],
    found: Mapping[str, Protected],
    judge: kind_tables.Judge,
    hidden: HiddenPlaces,
) -> Mapping[str, Protected]:
    first = {
        item: _marks_by_kind(tables, found[item].marks, hidden.get(item, frozenset()))
        for item, tables in by_kind.items()
    }
    return {
        item: kind_tables.protected_by_kind(judge, tables, first[item])
        for item, tables in by_kind.items()
    }


def _marks_by_kind(by_kind: ItemTables, marks: Marks, hidden: Set[Place]) -> Marks:
    nation = {Dimension(of): shown[-1] for of, shown in marks.places.items()}
    stays = {
        (Dimension(dimension), level)
        for area, dimension, level in hidden
        if area == NATION and dimension in BY_KIND and level != EVERYBODY
    }
    nation[Dimension.ALL] = marks.totals[-1:]
    return kind_tables.first_marks(by_kind, nation, hidden=stays)


def first_marks(tables: ItemTables, hidden: Set[Place], only: Set[str]) -> Marks:
    marks = shown_by_floors(tables)
    numbers = {area: number for number, area in enumerate(tables.areas.codes)}
    for area in numbers.keys() - only if only else ():
        marks.hide_total(numbers[area])
    for area, dimension, level in hidden:
        if area not in numbers:
            continue
        if level == EVERYBODY:
            marks.hide_total(numbers[area])
        elif dimension in marks.places:
            column = tables.by_dimension[dimension].levels.index(level)
            marks.places[dimension][numbers[area], column] = False
    return marks
