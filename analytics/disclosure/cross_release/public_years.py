"""The nation's year shows only what all quarters show, else the difference reveals one; forces are
protected given each quarter."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from analytics.disclosure import kind_tables, quarter_items, quarter_protection, years
from analytics.disclosure.counts import Cells, Meanings
from analytics.disclosure.places import NATION
from analytics.disclosure.quarter_protection import HiddenPlaces, Places, ProtectedQuarter
from analytics.disclosure.suppression import year_gate
from analytics.disclosure.suppression.areas import Areas
from analytics.disclosure.suppression.gate import Protected
from analytics.disclosure.suppression.item_tables import ItemTables
from analytics.stats.suppression import Audience
from analytics.tables import Dimension


class KeptPlaces(NamedTuple):
    shown: int
    places: int


def protect_public_year(
    quarters: Sequence[tuple[Cells, Places]],
    meanings: Meanings,
    areas: Areas,
    *,
    hidden: HiddenPlaces,
) -> ProtectedQuarter:
    """Tables missing from a quarter are left out."""
    cells = [of for of, _ in quarters]
    tables, summed = years.available_tables(cells), years.sum_of_quarters(cells)
    sums = quarter_items.items_of(summed, meanings, areas, Audience.PUBLIC, is_year=True)
    items = {item: quarter_protection.only_tables(of, tables) for item, of in sums.items()}
    by_kind = (
        quarter_protection.kinds_of_year(summed, meanings, tables, Audience.PUBLIC)
        if Dimension.KIND in tables
        else {}
    )
    return ProtectedQuarter(
        audience=Audience.PUBLIC,
        areas=areas,
        items=items,
        found=_found(items, quarters, meanings, hidden),
        items_by_kind=by_kind,
        found_by_kind={
            item: quarter_protection.as_shown(
                kind_tables.shown_marks(of, quarter_protection.shown_by_all(item, quarters))
            )
            for item, of in by_kind.items()
        },
        kept_hidden=hidden,
    )


def _found(
    items: Mapping[str, ItemTables],
    quarters: Sequence[tuple[Cells, Places]],
    meanings: Meanings,
    hidden: HiddenPlaces,
) -> Mapping[str, Protected]:
    areas = next(iter(items.values())).areas
    each = [
        quarter_items.items_of(cells, meanings, areas, Audience.PUBLIC) for cells, _ in quarters
    ]
    return {
        item: year_gate.protect_year_beside_nation(
            tables,
            [of[item] for of in each],
            [
                quarter_protection.shown_marks(tables, shown.get(item, frozenset()))
                for _, shown in quarters
            ],
            quarter_protection.first_marks(tables, hidden.get(item, frozenset()), frozenset()),
        )
        for item, tables in items.items()
    }


def places_kept(period: ProtectedQuarter) -> Mapping[Dimension, KeptPlaces]:
    only = {NATION} if period.is_national else frozenset()
    found: dict[Dimension, KeptPlaces] = {}
    for item, tables in period.items.items():
        hidden = period.kept_hidden.get(item, frozenset())
        first = quarter_protection.first_marks(tables, hidden, only)
        for name, may_show in first.places.items():
            before = found.get(Dimension(name), KeptPlaces(0, 0))
            shown = period.found[item].marks.places[name]
            found[Dimension(name)] = KeptPlaces(
                before.shown + int(shown.sum()), before.places + int(may_show.sum())
            )
    return found
