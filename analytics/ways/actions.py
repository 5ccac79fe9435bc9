"""Counts how people answered, of each year once."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.cube import meanings
from analytics.disclosure import years
from analytics.models import QuarterState, WayYear
from analytics.refresh.selectors import closed_years
from analytics.ways import counting, selectors, storing
from responses import extract
from responses.extract_rows import FrameRow


def count_ways(*, year: str, by: Actor, at: datetime) -> None:
    """Store those of a year, unless it was counted or one of its quarters has not closed."""
    if year not in selectors.years_to_count(at=at):
        return
    quarters = years.quarters_of(year)
    found = counting.figures(
        list(closed_years.closed_answers(quarters)),
        _frame(quarters),
        _chances(quarters),
        meanings.meanings(),
    )
    with transaction.atomic():
        # Whoever else counts the same year waits here, and then finds it counted.
        list(QuarterState.objects.select_for_update().filter(period__in=quarters))
        _, is_new = WayYear.objects.get_or_create(
            period=year, defaults={"figures": storing.packed(found)}
        )
        if is_new:
            audit.record(AuditKind.WAYS_COUNTED, target=year, by=by, at=at)


def _frame(quarters: tuple[str, ...]) -> Iterator[FrameRow]:
    for period in quarters:
        yield from extract.frame_counts(period)


def _chances(quarters: tuple[str, ...]) -> dict[int, float]:
    return {
        response: chance
        for period in quarters
        for response, chance in extract.telephone_chances(period)
    }
