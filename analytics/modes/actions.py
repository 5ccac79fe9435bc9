from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.cube import meanings
from analytics.disclosure import years
from analytics.models import QuarterState, WayYear
from analytics.modes import counting, selectors
from analytics.refresh import closed_years
from responses import extract
from responses.extract_rows import AnswerRow, FrameRow


def count_modes(*, year: str, by: Actor, at: datetime) -> None:
    """Once all its quarters have closed; a counted year stays."""
    if year not in selectors.years_to_count(at=at):
        return
    quarters = years.quarters_of(year)
    rows, frame = list(closed_years.closed_answers(quarters)), list(_frame(quarters))
    found = counting.figures(
        rows,
        frame,
        {
            response: chance
            for period in quarters
            for response, chance in extract.telephone_chances(period)
        },
        meanings.meanings(),
        _weights(rows, frame),
    )
    with transaction.atomic():
        # Counting the same year at once blocks here, then finds it counted.
        list(QuarterState.objects.select_for_update().filter(period__in=quarters))
        _, is_new = WayYear.objects.get_or_create(
            period=year, defaults={"figures": counting.packed(found)}
        )
        if is_new:
            audit.record(AuditKind.WAYS_COUNTED, target=year, by=by, at=at)


def _weights(rows: Sequence[AnswerRow], frame: Sequence[FrameRow]) -> Mapping[int, float]:
    from analytics.modes import mode_weights

    return mode_weights.mode_weights_of(
        [row for row in rows if row.is_own_account and row.mode == counting.TELEPHONE],
        [row for row in frame if row.mode == counting.TELEPHONE and counting.counts_as_asked(row)],
    )


def _frame(quarters: tuple[str, ...]) -> Iterator[FrameRow]:
    for period in quarters:
        yield from extract.frame_counts(period)
