from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.answer_store import selectors as answer_store
from analytics.cube import ledger_entries, meanings
from analytics.disclosure import years
from analytics.drivers import counting, selectors
from analytics.journey import stages
from analytics.models import DriverSet, QuarterState
from analytics.refresh.selectors import stored_quarter
from responses import extract
from responses.extract_rows import AnswerRow


def weighed_answers(year: str) -> Iterator[tuple[AnswerRow, float]]:
    from analytics.weighting import force_weights

    for period in years.quarters_of(year):
        ids = stored_quarter.counted_in(period)
        received = ledger_entries.countable(answer_store.answers_of(period))
        rows = [row for row in received if row.response_id in ids]
        frame = list(extract.frame_counts(period))
        weights, _runs = force_weights.weigh_forces(rows, frame, meanings=meanings.meanings())
        yield from zip(rows, weights, strict=True)


def count_drivers(*, year: str, by: Actor, at: datetime) -> None:
    """Once all its quarters have closed; a counted year stays."""
    if not selectors.may_be_counted(year, at=at):
        return
    rows = list(_rows(year))
    with transaction.atomic():
        # Counting the same year at once blocks here, then finds it counted.
        list(QuarterState.objects.select_for_update().filter(period__in=years.quarters_of(year)))
        if DriverSet.objects.filter(period=year).exists():
            return
        DriverSet.objects.bulk_create(rows)
        audit.record(AuditKind.DRIVERS_COUNTED, target=year, by=by, at=at, sets=len(rows))


def _rows(year: str) -> Iterator[DriverSet]:
    answers = counting.answers_by_stage(weighed_answers(year), meanings.meanings())
    for stage in stages.row():
        row = DriverSet(period=year, stage=stage.code)
        found = counting.figures_of(answers[stage.code]) if stage.code in answers else None
        if found is not None:
            row.people, row.explained = found.people, found.explained
            row.drivers = counting.packed(found)
        yield row
