"""The protection of a quarter worked out again from what is stored. For a command, not for
pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from access import selectors as access_selectors
from analytics.cube import meanings
from analytics.disclosure import shares_shown
from analytics.disclosure.judging.areas import areas_of
from analytics.disclosure.shares_shown import SharesShown
from analytics.refresh.selectors import stored_quarter
from analytics.tables import SHOWN, Dimension

if TYPE_CHECKING:
    from analytics.disclosure.quarter_protection import ProtectedQuarter


@dataclass(frozen=True, kw_only=True)
class TableShown:
    """`before` is what the rules alone would leave."""

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
    # The linear programmes stay out of the process of the pages.
    from analytics.disclosure.judging import gate
    from analytics.disclosure.quarter_protection import protect_quarter

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


def _shares_shown(protected: "ProtectedQuarter") -> Mapping[Dimension, SharesShown]:
    found: dict[Dimension, SharesShown] = {}
    for items, judged in (
        (protected.items, protected.found),
        (protected.items_by_kind, protected.found_by_kind),
    ):
        marks = {item: one.marks for item, one in judged.items()}
        found |= shares_shown.shares_shown(items, marks)
    return {dimension: shares for dimension, shares in found.items() if dimension in SHOWN}
