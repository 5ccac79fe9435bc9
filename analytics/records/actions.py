from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.disclosure.places import NATION
from analytics.models import RecordRate
from analytics.records import selectors
from analytics.refresh.selectors import stored_quarter
from responses import extract

if TYPE_CHECKING:
    from analytics.records.counting import ShownRate


def count_records(*, period: str, by: Actor, at: datetime) -> None:
    """Once."""
    from analytics.records.counting import count_rows, shown_rates

    if not selectors.may_be_counted(period, at=at):
        return
    counted = stored_quarter.counted_by_force(period)
    received = extract.answer_rows(period=period, completed_to=selectors.closed_on(period))
    # Exactly those of the figures: a difference would reveal people.
    answers = [row for row in received if row.response_id in counted.get(row.force, ())]
    ids = {row.response_id for row in answers}
    left = {force for force, of_force in counted.items() if not ids.issuperset(of_force)}
    silent = left | {NATION} if left else left
    rates = (each for each in shown_rates(count_rows(answers)) if each.place.area not in silent)
    rows = [_row(period, each) for each in rates]
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
