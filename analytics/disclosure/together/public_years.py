"""Disclosure control of a public year. Pure. Imports the linear programmes, which page processes
must not load.

Public quarters show the nation; public years also show forces and regions. The nation's year less
the quarters that show a place reveals the one that hides it. So the nation's year shows only what
all quarters show, and forces are protected given each quarter.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from analytics.disclosure import kind_tables, quarter_items, quarter_protection, years
from analytics.disclosure.counts import Cells, Meanings
from analytics.disclosure.judging import year_gate
from analytics.disclosure.judging.areas import Areas
from analytics.disclosure.judging.gate import Protected
from analytics.disclosure.judging.item_tables import ItemTables
from analytics.disclosure.places import NATION
from analytics.disclosure.quarter_protection import HiddenPlaces, Places, ProtectedQuarter
from analytics.stats.suppression import Audience
from analytics.tables import Dimension


class KeptPlaces(NamedTuple):
    """The places `shown`, out of those that pass the minimum base and are not kept hidden."""

    shown: int
    places: int


def protect_public_year(
    quarters: Sequence[tuple[Cells, Places]],
    meanings: Meanings,
    areas: Areas,
    *,
    hidden: HiddenPlaces,
) -> ProtectedQuarter:
    """Return the protected year. `quarters` hold cells and publicly shown places; `hidden` places
    stay hidden. Tables missing from a quarter are left out.
    """
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
    """Return counts by table over all items and shown areas, without crime types."""
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
