"""Counts how people answered, of each year once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.cube import meanings
from analytics.disclosure import years
from analytics.models import QuarterState, WayYear
from analytics.refresh import closed_years
from analytics.ways import counting, selectors, storing
from responses import extract
from responses.extract_rows import AnswerRow, FrameRow


def count_ways(*, year: str, by: Actor, at: datetime) -> None:
    """Store those of a year, unless it was counted or one of its quarters has not closed."""
    if year not in selectors.years_to_count(at=at):
        return
    quarters = years.quarters_of(year)
    rows, frame = list(closed_years.closed_answers(quarters)), list(_frame(quarters))
    found = counting.figures(
        rows, frame, _chances(quarters), meanings.meanings(), _weights(rows, frame)
    )
    with transaction.atomic():
        # Whoever else counts the same year waits here, and then finds it counted.
        list(QuarterState.objects.select_for_update().filter(period__in=quarters))
        _, is_new = WayYear.objects.get_or_create(
            period=year, defaults={"figures": storing.packed(found)}
        )
        if is_new:
            audit.record(AuditKind.WAYS_COUNTED, target=year, by=by, at=at)


def _weights(rows: Sequence[AnswerRow], frame: Sequence[FrameRow]) -> Mapping[int, float]:
    """Of who answered by telephone. Paper has none: nobody is asked so."""
    # Only background work weighs; imported here, it stays out of the process of the pages.
    from analytics.ways import way_weights

    return way_weights.weights_of_way(
        [row for row in rows if row.is_own_account and row.mode == counting.TELEPHONE],
        [row for row in frame if row.mode == counting.TELEPHONE and counting.is_asked(row)],
    )


def _frame(quarters: tuple[str, ...]) -> Iterator[FrameRow]:
    for period in quarters:
        yield from extract.frame_counts(period)


def _chances(quarters: tuple[str, ...]) -> dict[int, float]:
    return {
        response: chance
        for period in quarters
        for response, chance in extract.telephone_chances(period)
    }
