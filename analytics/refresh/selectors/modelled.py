"""Modelled shares to store when a quarter closes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analytics.cube import meanings
from analytics.disclosure import timing
from analytics.disclosure.counts import Cells
from analytics.disclosure.shown_tables import AreaTable
from analytics.models import ModelledShares, ShownTable
from analytics.refresh.selectors import quarter_states, stored_quarter
from analytics.tables import Dimension

if TYPE_CHECKING:
    from analytics.refresh.modelled_shares import ShownQuarter


def shares_to_keep(
    period: str, cells: Cells, tables: Sequence[AreaTable]
) -> Sequence[ModelledShares]:
    """Model a quarter from these cells and the tables that show them."""
    # Keeps the modelling libraries out of web processes.
    from analytics.refresh import modelled_shares
    from analytics.refresh.modelled_shares import ShownQuarter

    shown = {(table.dimension.value, table.area): table.shares for table in tables}
    quarters = [*_before(period), ShownQuarter(cells=cells, shown=shown)]
    return [
        ModelledShares(period=period, dimension=dimension.value, area=force, shares=shares)
        for (dimension, force), shares in modelled_shares.modelled_shares(
            quarters, meanings.meanings()
        ).items()
    ]


def _before(period: str) -> "list[ShownQuarter]":
    from analytics.refresh.modelled_shares import QUARTERS, ShownQuarter

    found: list[ShownQuarter] = []
    states = quarter_states.read_states()
    before = timing.quarter_before(period)
    while len(found) < QUARTERS - 1 and before in states and states[before].is_frozen:
        rows = ShownTable.objects.filter(period=before, dimension__in=list(Dimension))
        shown = {(of, area): shares for of, area, shares in rows.values_list(
            "dimension", "area", "shares"
        )}  # fmt: skip
        cells = stored_quarter.counts_of(before).cells
        found.insert(0, ShownQuarter(cells=cells, shown=shown))
        before = timing.quarter_before(before)
    return found
