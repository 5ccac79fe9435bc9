"""Reads about what has been kept for long enough (decision 10)."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear

from responses import vault
from responses.eligibility import Decision
from responses.models import Invitation, OutboxMessage, Receipt, StageEvent
from responses.states import UNSENT

WAVE_LASTS = timedelta(days=28)
"""A wave, the invitations of one survey stage in one month, closes 28 days after its last
sending (decision 28)."""

KEPT_AFTER_WAVE = timedelta(days=90)

Wave = tuple[str, int, int]


def cases_to_forget(at: datetime) -> Iterator[int]:
    """Cases whose contact has done its work: nothing waits for a decision or to be sent, and 90
    days have gone since the last wave they were in closed. One that was never invited counts
    from its last decision."""
    waves = _last_sendings()
    rows = (
        StageEvent.objects.filter(case_id__in=vault.held_cases())
        .exclude(case_id__in=_cases_at_work())
        .annotate(year=ExtractYear("invitation__invited_at"))
        .annotate(month=ExtractMonth("invitation__invited_at"))
        .order_by("case_id")
        .values("case_id", "survey_stage", "year", "month", "decided_at")
    )
    for case_id, events in groupby(rows.iterator(), key=itemgetter("case_id")):
        ended_at = max(_ended_at(event, waves) for event in events)
        if ended_at + WAVE_LASTS + KEPT_AFTER_WAVE <= at:
            yield case_id


def receipts_to_forget(at: datetime) -> QuerySet[Receipt]:
    """Receipts that were read and whose wave is as long over as any can be."""
    return Receipt.objects.filter(
        processed_at__isnull=False, received_at__lte=at - WAVE_LASTS - KEPT_AFTER_WAVE
    )


def messages_to_forget(at: datetime) -> QuerySet[OutboxMessage]:
    """Messages that wait for nothing and whose wave is as long over as any can be. What became of
    them stays as a fact of their invitation."""
    return OutboxMessage.objects.exclude(state__in=UNSENT).filter(
        invitation__invited_at__lte=at - WAVE_LASTS - KEPT_AFTER_WAVE
    )


def sessions_to_forget(at: datetime) -> QuerySet[Session]:
    """Sessions of browsers that were closed without a word."""
    return Session.objects.filter(expire_date__lte=at)


def _cases_at_work() -> QuerySet[StageEvent, int]:
    return StageEvent.objects.filter(
        Q(decision=Decision.PENDING)
        | Q(decision=Decision.INVITE, invitation__isnull=True)
        | Q(invitation__messages__state__in=UNSENT)
    ).values_list("case_id", flat=True)


def _ended_at(event: Mapping[str, Any], waves: Mapping[Wave, datetime]) -> datetime:
    wave = (event["survey_stage"], event["year"], event["month"])
    last_sending: datetime = waves.get(wave, event["decided_at"])
    return last_sending


def _last_sendings() -> Mapping[Wave, datetime]:
    rows = (
        Invitation.objects.annotate(year=ExtractYear("invited_at"))
        .annotate(month=ExtractMonth("invited_at"))
        .values_list("stage_event__survey_stage", "year", "month")
        .annotate(last=Max("invited_at"))
    )
    return {(stage, year, month): last for stage, year, month, last in rows}
