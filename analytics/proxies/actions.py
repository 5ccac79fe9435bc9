from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.disclosure import years
from analytics.models import QuarterState, VoiceYear
from analytics.proxies import counting, selectors
from responses import extract
from responses.extract_rows import VoiceRow


def count_proxies(*, year: str, by: Actor, at: datetime) -> None:
    """Once all its quarters have closed; a counted year stays."""
    if year not in selectors.years_to_count(at=at):
        return
    found = counting.figures(_closed_rows(year), selectors.meanings())
    with transaction.atomic():
        # Counting the same year at once blocks here, then finds it counted.
        quarters = years.quarters_of(year)
        list(QuarterState.objects.select_for_update().filter(period__in=quarters))
        _, is_new = VoiceYear.objects.get_or_create(
            period=year, defaults={"figures": counting.packed(found)}
        )
        if is_new:
            audit.record(AuditKind.VOICES_COUNTED, target=year, by=by, at=at)


def _closed_rows(year: str) -> Iterator[VoiceRow]:
    quarters = years.quarters_of(year)
    closed = dict(
        QuarterState.objects.filter(period__in=quarters).values_list("period", "closed_on")
    )
    for row in extract.voice_rows(quarters):
        last_day = closed[row.period]
        if last_day is not None and row.completed_on <= last_day:
            yield row
