"""The protection of a quarter worked out again from what is stored. For a command, not for
pages."""

from dataclasses import dataclass

from access import selectors as access_selectors
from analytics.cube import meanings
from analytics.disclosure import shares_shown
from analytics.disclosure.judging.areas import areas_of
from analytics.disclosure.shares_shown import SharesShown
from analytics.refresh.selectors import stored_quarter
from analytics.tables import Dimension


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
    from analytics.disclosure import quarter_protection
    from analytics.disclosure.judging.protection import protect_by_rules

    cells = stored_quarter.counts_of(period).cells
    areas = areas_of({force for force, *_ in cells}, access_selectors.regions())
    protected = quarter_protection.protect_quarter(cells, meanings.meanings(), areas)
    ruled = {item: protect_by_rules(tables) for item, tables in protected.items.items()}
    before = shares_shown.shares_shown(protected.items, ruled)
    marks = {item: one.marks for item, one in protected.found.items()}
    after = shares_shown.shares_shown(protected.items, marks)
    return ProtectedAgain(
        tables=tuple(TableShown(dimension=of, before=before[of], after=after[of]) for of in after),
        groups=protected.groups,
        narrowed=protected.narrowed,
        hidden=protected.hidden,
    )
