"""Counts what the record says beside what victims say, of each quarter once."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.models import RecordRate
from analytics.records import selectors
from responses import extract

if TYPE_CHECKING:
    from analytics.records.counting import ShownRate


def count_records(*, period: str, by: Actor, at: datetime) -> None:
    """Store the rates of a quarter, unless it was counted or has not closed. Counted once:
    two counts a day apart would tell what the one person between them said. Answers that come or go
    later change nothing."""
    # The linear programmes stay out of the process of the pages.
    from analytics.records.counting import count_rows, shown_rates

    if not selectors.may_be_counted(period, at=at):
        return
    answers = extract.answer_rows(period=period, completed_to=selectors.closed_on(period))
    rows = [_row(period, each) for each in shown_rates(count_rows(answers))]
    with transaction.atomic():
        RecordRate.objects.bulk_create(rows, batch_size=500)
        audit.record(AuditKind.RECORDS_COUNTED, target=period, by=by, at=at, rates=len(rows))


def _row(period: str, shown: "ShownRate") -> RecordRate:
    kappa = shown.kappa
    return RecordRate(
        period=period,
        area=shown.place.area,
        rate=shown.rate,
        dimension=shown.place.dimension,
        level=shown.place.level,
        people=shown.counts.people,
        found=shown.counts.found,
        kappa=kappa.value if kappa else None,
        kappa_lower=kappa.interval.lower if kappa else None,
        kappa_upper=kappa.interval.upper if kappa else None,
    )
