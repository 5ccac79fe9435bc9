from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.models import RecordedOutcomes, StepTime
from analytics.timeliness.tables import (
    GroupKey,
    OutcomePlace,
    StepFigures,
    outcome_counts,
    step_figures,
)
from responses import extract


def fill_step_times(*, period: str, by: Actor, at: datetime) -> None:
    """Replace a quarter's stored step times and outcomes if its cases changed."""
    spans = extract.case_spans(period, until=localdate(at))
    rows = {_row(period, key, figures) for key, figures in step_figures(spans).items()}
    outcomes = {place: dict(counts) for place, counts in outcome_counts(spans).items()}
    stored = StepTime.objects.filter(period=period)
    known = RecordedOutcomes.objects.filter(period=period)
    is_known = _stored_outcomes(known) == outcomes
    if is_known and {StoredTime(*each) for each in stored.values_list(*StoredTime._fields)} == rows:
        return
    with transaction.atomic():
        stored.delete()
        known.delete()
        StepTime.objects.bulk_create([StepTime(**row._asdict()) for row in rows], batch_size=500)
        RecordedOutcomes.objects.bulk_create(_outcomes(period, outcomes), batch_size=500)
        audit.record(AuditKind.TIMES_FILLED, target=period, by=by, at=at, groups=len(rows))


def _stored_outcomes(
    known: QuerySet[RecordedOutcomes],
) -> dict[OutcomePlace, dict[str, int]]:
    rows = known.values_list("area", "dimension", "level", "counts")
    return {OutcomePlace(*place): counts for *place, counts in rows}


def _outcomes(
    period: str, outcomes: Mapping[OutcomePlace, Mapping[str, int]]
) -> list[RecordedOutcomes]:
    return [
        RecordedOutcomes(
            period=period,
            area=place.area,
            dimension=place.dimension,
            level=place.level,
            decided=sum(counts.values()),
            counts=counts,
        )
        for place, counts in outcomes.items()
    ]


class StoredTime(NamedTuple):
    period: str
    area: str
    step: str
    dimension: str
    level: str
    cases: int
    over: int
    median: int | None
    lower: int | None
    upper: int | None
    judged: int
    in_time: int


def _row(period: str, key: GroupKey, figures: StepFigures) -> StoredTime:
    return StoredTime(
        period=period,
        area=key.area,
        step=key.step.value,
        dimension=key.dimension,
        level=key.level,
        cases=figures.cases,
        over=figures.over,
        median=figures.days.median,
        lower=figures.days.lower,
        upper=figures.days.upper,
        judged=figures.judged,
        in_time=figures.in_time,
    )
