"""Counts which questions go with being satisfied overall, of each year once."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from analytics.cube import meanings
from analytics.disclosure import years
from analytics.disclosure.judging.areas import areas_of
from analytics.disclosure.places import NATION
from analytics.drivers import counting, selectors
from analytics.drivers.counting import DriverFigures
from analytics.drivers.weighed import weighed_answers
from analytics.journey import stages
from analytics.models import DriverSet, QuarterState


def count_drivers(*, year: str, by: Actor, at: datetime) -> None:
    """Store those of a year, unless it was counted or one of its quarters has not closed. Counted
    once, of the answers that its figures are made of: two counts would tell what the people
    between them said."""
    if not selectors.may_be_counted(year, at=at):
        return
    rows = list(_rows(year))
    with transaction.atomic():
        # Whoever else counts the same year waits here, and then finds it counted.
        list(QuarterState.objects.select_for_update().filter(period__in=years.quarters_of(year)))
        if DriverSet.objects.filter(period=year).exists():
            return
        DriverSet.objects.bulk_create(rows)
        audit.record(AuditKind.DRIVERS_COUNTED, target=year, by=by, at=at, sets=len(rows))


def _rows(year: str) -> Iterator[DriverSet]:
    answers = counting.answers_by_stage(weighed_answers(year), meanings.meanings())
    for stage in stages.row():
        shown: dict[str, DriverFigures] = {}
        if stage.code in answers:
            of = answers[stage.code]
            regions = areas_of(set(of.forces), access_selectors.regions()).regions
            shown = dict(counting.drivers_by_area(of, regions))
        for area in {NATION, *shown}:
            yield _row(year, area, stage.code, shown.get(area))


def _row(year: str, area: str, stage: str, found: DriverFigures | None) -> DriverSet:
    row = DriverSet(period=year, area=area, stage=stage)
    if found is not None:
        row.people, row.explained = found.people, found.explained
        row.drivers = counting.packed(found)
    return row
