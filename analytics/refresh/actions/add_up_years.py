"""Yearly tables summed from closed quarters."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from analytics.cube import meanings
from analytics.disclosure import shown_tables, years
from analytics.disclosure.counts import QuarterCounts
from analytics.disclosure.shown_tables import AreaTable, Packed
from analytics.disclosure.suppression.areas import areas_of
from analytics.models import QuarterState, ShownTable
from analytics.refresh.selectors import shown_years
from analytics.refresh.selectors import stored_quarter as stored
from analytics.stats.suppression import Share, Suppressed
from analytics.tables import EVERYBODY, Dimension

if TYPE_CHECKING:
    from analytics.disclosure.quarter_protection import ProtectedQuarter


def add_up_year(*, year: str, by: Actor, at: datetime) -> None:
    """Store the tables of a year whose quarters have closed; otherwise do nothing."""
    # Keeps linear programming out of web processes.
    from analytics.disclosure import quarter_protection

    if year not in shown_years.years_to_add_up():
        return
    before = shown_years.states_of(year)
    quarters = [stored.counts_of(period) for period in years.quarters_of(year)]
    each = [
        (counts.cells, stored.shown_places(period))
        for period, counts in zip(years.quarters_of(year), quarters, strict=True)
    ]
    cells = years.sum_of_quarters(of for of, _ in each)
    areas = areas_of({force for force, *_ in cells}, access_selectors.regions())
    protected = quarter_protection.protect_year(
        each, meanings.meanings(), areas, is_first=not shown_years.is_corrected(year)
    )
    tables = [
        *shown_tables.area_tables(cells, protected, meanings.meanings()),
        *_by_local_area(year, quarters, protected),
    ]
    rows = [
        ShownTable(period=year, dimension=table.dimension, area=table.area, shares=table.shares)
        for table in tables
    ]
    with transaction.atomic():
        if _is_overtaken(year, before):
            return
        ShownTable.objects.bulk_create(rows, batch_size=500)
        audit.record(AuditKind.FIGURES_FILLED, target=year, by=by, at=at, tables=len(rows))


def _is_overtaken(year: str, before: shown_years.States) -> bool:
    """Return whether another worker has stored the year, or a quarter was corrected meanwhile:
    the next night then adds it up.
    """
    quarters = QuarterState.objects.filter(period__in=years.quarters_of(year))
    list(quarters.select_for_update().order_by("pk"))
    is_there = ShownTable.objects.filter(period=year).exists()
    return is_there or shown_years.states_of(year) != before


def _by_local_area(
    year: str, quarters: Sequence[QuarterCounts], protected: "ProtectedQuarter"
) -> Iterator[AreaTable]:
    from analytics.disclosure import local_areas

    if shown_years.is_corrected(year):
        return
    known = meanings.meanings()
    for force, of_force in local_areas.force_years(quarters).items():
        shares: dict[str, Mapping[str, Packed]] = {}
        for item in known:
            hidden = protected.reason(item, Dimension.ALL, force, EVERYBODY)
            by_area: Mapping[str, Share] = (
                {area: Suppressed(reason=hidden) for area in of_force.local_areas}
                if hidden
                else dict(local_areas.shares_by_area(of_force, item, known[item]))
            )
            shares[item] = {area: shown_tables.pack(share) for area, share in by_area.items()}
        yield AreaTable(dimension=Dimension.LOCAL_AREA, area=force, shares=shares)
