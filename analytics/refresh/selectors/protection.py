"""Protection of a stored quarter or year computed again, and how much a year shows."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from access import selectors as access_selectors
from analytics.cube import meanings
from analytics.disclosure import shares_shown, years
from analytics.disclosure.counts import Cells
from analytics.disclosure.places import NATION
from analytics.disclosure.shares_shown import Counted, SharesShown
from analytics.disclosure.suppression.areas import areas_of
from analytics.refresh.selectors import shown_years, stored_quarter
from analytics.stats.shares import IN_BASE
from analytics.stats.suppression import POLICY, Audience
from analytics.tables import LEVELS, NATIONAL, SHOWN, TABLES, Dimension

if TYPE_CHECKING:
    from analytics.disclosure.quarter_protection import ProtectedQuarter


@dataclass(frozen=True, kw_only=True)
class TableShown:
    dimension: Dimension
    before: SharesShown
    after: SharesShown


@dataclass(frozen=True, kw_only=True)
class ProtectedAgain:
    tables: tuple[TableShown, ...]
    groups: int
    narrowed: int
    hidden: int


def protect_again(period: str) -> ProtectedAgain:
    # Keeps linear programming out of web processes.
    from analytics.disclosure.quarter_protection import protect_quarter
    from analytics.disclosure.suppression import gate

    cells = stored_quarter.counts_of(period).cells
    areas = areas_of({force for force, *_ in cells}, access_selectors.regions())
    ruled = protect_quarter(cells, meanings.meanings(), areas, judge=gate.protect_by_rules_alone)
    protected = protect_quarter(cells, meanings.meanings(), areas)
    before, after = _shares_shown(ruled), _shares_shown(protected)
    return ProtectedAgain(
        tables=tuple(TableShown(dimension=of, before=before[of], after=after[of]) for of in after),
        groups=protected.groups,
        narrowed=protected.narrowed,
        hidden=protected.hidden,
    )


def protect_year_again(year: str) -> "ProtectedQuarter":
    from analytics.disclosure.quarter_protection import protect_year

    quarters = [
        (stored_quarter.counts_of(each).cells, stored_quarter.shown_places(each))
        for each in years.quarters_of(year)
    ]
    areas = areas_of({force for of, _ in quarters for force, *_ in of}, access_selectors.regions())
    is_first = not shown_years.is_corrected(year)
    return protect_year(quarters, meanings.meanings(), areas, is_first=is_first)


def shown_of_year(year: str) -> Mapping[Dimension, SharesShown]:
    """Count places of forces, or of the nation for national tables, in a stored year; empty if
    not stored.
    """
    known, shown = meanings.meanings(), stored_quarter.shown_places(year)
    found: dict[Dimension, Counted] = defaultdict(Counted)
    quarters = years.quarters_of(year) if shown else ()
    cells = years.sum_of_quarters(
        _with_nation(stored_quarter.counts_of(each).cells) for each in quarters
    )
    for (area, of, level), by_item in cells.items():
        dimension = Dimension(of) if of in SHOWN else None
        if dimension is None:
            continue
        if dimension is not Dimension.ALL and level not in LEVELS[dimension]:
            continue
        floor = POLICY[Audience.STAFF, TABLES[dimension].topic].hide_below
        for item, bins in by_item.items():
            people = sum(
                int(sums[0]) for choice, sums in bins.items() if known[item][choice] in IN_BASE
            )
            is_shown = (area, of, level) in shown.get(item, ())
            found[dimension] += Counted(
                places_shown=is_shown and people >= floor,
                places=people >= floor,
                answers_shown=people if is_shown else 0,
                answers=people,
            )
    return {dimension: found[dimension].shares for dimension in SHOWN if dimension in found}


def _with_nation(cells: Cells) -> Cells:
    return years.sum_of_quarters(
        {(NATION if of in NATIONAL else force, of, level): by_item}
        for (force, of, level), by_item in cells.items()
    )


def _shares_shown(protected: "ProtectedQuarter") -> Mapping[Dimension, SharesShown]:
    found: dict[Dimension, SharesShown] = {}
    for items, judged in (
        (protected.items, protected.found),
        (protected.items_by_kind, protected.found_by_kind),
    ):
        marks = {item: one.marks for item, one in judged.items()}
        found |= shares_shown.shares_shown(items, marks)
    return {dimension: shares for dimension, shares in found.items() if dimension in SHOWN}
