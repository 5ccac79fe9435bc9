"""Adds up what the quarters of a year show, once they have closed and do not change any more."""

from datetime import datetime

from django.db import transaction

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from analytics.cube import meanings
from analytics.disclosure import shown_tables, years
from analytics.disclosure.judging.areas import areas_of
from analytics.models import ShownTable
from analytics.refresh.selectors import shown_years
from analytics.refresh.selectors import stored_quarter as stored
from analytics.tables import BY_KIND


def add_up_year(*, year: str, by: Actor, at: datetime) -> None:
    """Store the tables of a year whose quarters have closed; of any other do nothing."""
    # The linear programmes stay out of the process of the pages.
    from analytics.disclosure import quarter_protection

    if year not in shown_years.years_to_add_up():
        return
    each = [
        (stored.counts_of(period).cells, stored.shown_places(period))
        for period in years.quarters_of(year)
    ]
    cells = years.sum_of_quarters(of for of, _ in each)
    areas = areas_of({force for force, *_ in cells}, access_selectors.regions())
    protected = quarter_protection.protect_year(each, meanings.meanings(), areas)
    rows = [
        ShownTable(period=year, dimension=table.dimension, area=table.area, shares=table.shares)
        for table in shown_tables.area_tables(cells, protected, meanings.meanings())
        if table.dimension not in BY_KIND
    ]
    with transaction.atomic():
        ShownTable.objects.bulk_create(rows, batch_size=500)
        audit.record(AuditKind.FIGURES_FILLED, target=year, by=by, at=at, tables=len(rows))
