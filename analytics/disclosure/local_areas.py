"""Areas take the place of forces and the force that of the nation; people without area form one
that is never shown. A year's area meets a quarter's force, so each intersection is protected."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from analytics.disclosure.counts import QuarterCounts
from analytics.disclosure.places import NATION, NOT_STATED
from analytics.disclosure.quarter_items import IN_BASE, SECRET
from analytics.disclosure.steps import Judge
from analytics.disclosure.suppression import gate
from analytics.disclosure.suppression.areas import Areas
from analytics.disclosure.suppression.item_tables import (
    AnswerTable,
    Counts,
    ItemTables,
    Marks,
    added_up,
)
from analytics.stats import shares as bins_to_shares
from analytics.stats.shares import Bins
from analytics.stats.suppression import (
    LEAST_IN_AREA,
    POLICY,
    Audience,
    Share,
    Suppressed,
    SuppressionReason,
    Topic,
)
from analytics.tables import EVERYBODY, MOST_LOCAL_AREAS, UNKNOWN, Dimension
from survey.definition.types import Meaning

QUARTER, YEAR = "quarter", "year"
RULE = POLICY[Audience.STAFF, Topic.ORDINARY]


@dataclass(frozen=True, kw_only=True)
class ForceYear:
    named: Set[str]
    quarters: Sequence[Mapping[tuple[str, str], Mapping[str, Bins]]]

    @property
    def local_areas(self) -> tuple[str, ...]:
        """None above MOST_LOCAL_AREAS."""
        return tuple(sorted(self.named)) if len(self.named) <= MOST_LOCAL_AREAS else ()

    def bins(self, item: str, dimension: Dimension, level: str) -> list[Bins]:
        return [cells.get((dimension, level), {}).get(item, {}) for cells in self.quarters]


def force_years(quarters: Sequence[QuarterCounts]) -> Mapping[str, ForceYear]:
    found: dict[str, list[dict[tuple[str, str], Mapping[str, Bins]]]] = {}
    named: dict[str, set[str]] = {}
    for number, counts in enumerate(quarters):
        for (force, dimension, level), by_item in counts.cells.items():
            if dimension in (Dimension.ALL, Dimension.LOCAL_AREA):
                of_force = found.setdefault(force, [{} for _ in quarters])
                of_force[number][dimension, level] = by_item
        for force, dimension, level in counts.coverage:
            if dimension == Dimension.LOCAL_AREA and level != UNKNOWN:
                named.setdefault(force, set()).add(level)
    years = {
        force: ForceYear(named=named.get(force, set()), quarters=each)
        for force, each in sorted(found.items())
    }
    return {force: year for force, year in years.items() if year.local_areas}


def shares_by_area(
    year: ForceYear, item: str, meanings: Mapping[str, Meaning], *, judge: Judge = gate.protect
) -> Iterator[tuple[str, Share]]:
    tables = item_by_area(year, item, meanings)
    marks = protected(tables, judge)
    for number, area in enumerate(year.local_areas):
        people = int(tables.everybody.people[number, 0])
        if marks.totals[number]:
            bins = bins_to_shares.add_bins(year.bins(item, Dimension.LOCAL_AREA, area))
            tally = bins_to_shares.tally_of(bins=bins, meanings=meanings)
            yield area, bins_to_shares.share_of(tally=tally, audience=Audience.STAFF)
        else:
            yield area, Suppressed(reason=_why_hidden(people))


def _why_hidden(people: int) -> SuppressionReason:
    is_small = people < LEAST_IN_AREA
    return SuppressionReason.SMALL_AREA if is_small else SuppressionReason.PROTECTS_ANOTHER


def protected(tables: ItemTables, judge: Judge = gate.protect) -> Marks:
    return judge(tables, first_marks(tables)).marks


def first_marks(tables: ItemTables) -> Marks:
    everybody, whole = tables.everybody, len(tables.areas.forces)
    marks = Marks(
        totals=(everybody.stands & everybody.may_show)[:, 0]
        & (everybody.people[:, 0] >= LEAST_IN_AREA),
        places={name: table.may_show.copy() for name, table in tables},
    )
    marks.totals[whole] = True
    return marks


def item_by_area(year: ForceYear, item: str, meanings: Mapping[str, Meaning]) -> ItemTables:
    named = year.local_areas
    areas = Areas((*named, NOT_STATED), {}, is_nation_given=True)
    counts = np.zeros((len(IN_BASE), len(areas.forces), len(year.quarters)), dtype=np.int64)
    for number, area in enumerate(named):
        counts[:, number] = _counts(year.bins(item, Dimension.LOCAL_AREA, area), meanings)
    total = _counts(year.bins(item, Dimension.ALL, EVERYBODY), meanings)
    counts[:, -1] = np.maximum(total - counts.sum(axis=1), 0)
    names = tuple(map(str, range(len(year.quarters))))
    of_year = counts.sum(axis=2, keepdims=True)
    return ItemTables(
        areas=areas,
        everybody=_table((EVERYBODY,), of_year, areas, is_by_area=True),
        by_dimension={
            QUARTER: replace(_table(names, counts, areas), is_told_by_level=True),
            YEAR: _table((EVERYBODY,), of_year, areas),
        },
    )


def _counts(by_quarter: Sequence[Bins], meanings: Mapping[str, Meaning]) -> Counts:
    found = np.zeros((len(IN_BASE), len(by_quarter)), dtype=np.int64)
    for quarter, bins in enumerate(by_quarter):
        for choice, (people, *_) in bins.items():
            if meanings[choice] in IN_BASE:
                found[IN_BASE.index(meanings[choice]), quarter] += int(people)
    return found


def _table(
    levels: tuple[str, ...], by_area: Counts, areas: Areas, *, is_by_area: bool = False
) -> AnswerTable:
    people = added_up(by_area.sum(axis=0), areas)
    may_show = np.full(people.shape, is_by_area)
    may_show[[code == NOT_STATED for code in areas.codes]] = False
    may_show[[code == NATION for code in areas.codes]] = True
    return AnswerTable(
        levels=levels,
        people=people,
        given=np.stack([added_up(each, areas) for each in by_area[: len(SECRET)]]),
        may_show=may_show,
        policy=RULE,
    )
