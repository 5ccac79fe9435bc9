"""Reads which data has been kept long enough and must be destroyed (decision 10)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils.timezone import localdate, make_aware

from responses.answering.selectors import withdrawals
from responses.eligibility.rules import Decision
from responses.imports.selectors.undo import UNDO_PERIOD
from responses.imports.selectors.uploads import UPLOAD_KEPT_FOR
from responses.models import (
    Case,
    CaseBefore,
    CaseEvent,
    CaseTie,
    ExclusionRuling,
    Import,
    Invitation,
    LoadedForce,
    OutboxMessage,
    Receipt,
    StageEvent,
    Upload,
)
from responses.sms.delivery_states import UNSENT
from responses.vault import contacts, snapshots, upload_parts

WAVE_LENGTH = timedelta(days=28)
"""A wave, the invitations of one survey stage in one month, closes 28 days after its last
sending (decision 28)."""

KEPT_AFTER_WAVE = timedelta(days=90)

KEPT_YEARS = 7
"""Years for which cases, everything that belongs to them, their imports and uploads are kept."""

Wave = tuple[str, int, int]


def cases_with_expired_contact(at: datetime) -> Iterator[int]:
    """Ids of cases whose contact must be destroyed: nothing waits for a decision or to be sent, and
    their last wave closed at least 90 days ago. A case that was never invited counts from its last
    decision."""
    waves = _last_sendings()
    rows = (
        StageEvent.objects.filter(case_id__in=contacts.cases_with_contact())
        .exclude(case_id__in=_cases_at_work())
        .annotate(year=ExtractYear("invitation__invited_at"))
        .annotate(month=ExtractMonth("invitation__invited_at"))
        .order_by("case_id")
        .values("case_id", "survey_stage", "year", "month", "decided_at")
    )
    for case_id, events in groupby(rows.iterator(), key=itemgetter("case_id")):
        ended_at = max(_ended_at(event, waves) for event in events)
        if ended_at + WAVE_LENGTH + KEPT_AFTER_WAVE <= at:
            yield case_id


def receipts_to_destroy(at: datetime) -> QuerySet[Receipt]:
    """Processed receipts whose wave surely closed at least 90 days ago."""
    return Receipt.objects.filter(
        processed_at__isnull=False, received_at__lte=at - WAVE_LENGTH - KEPT_AFTER_WAVE
    )


def messages_to_destroy(at: datetime) -> QuerySet[OutboxMessage]:
    """Finished messages whose wave surely closed at least 90 days ago. Their delivery status stays
    with the invitation."""
    return OutboxMessage.objects.exclude(state__in=UNSENT).filter(
        invitation__invited_at__lte=at - WAVE_LENGTH - KEPT_AFTER_WAVE
    )


def sessions_to_destroy(at: datetime) -> QuerySet[Session]:
    """Sessions that have expired."""
    return Session.objects.filter(expire_date__lte=at)


def first_day_kept(at: datetime) -> date:
    """The first day of the oldest quarter whose cases are all stored. Figures of earlier quarters
    never change again, because they cannot be computed anew."""
    today = localdate(at)
    return date(today.year - KEPT_YEARS, (today.month - 1) // 3 * 3 + 1, 1)


def cases_past_retention(at: datetime) -> QuerySet[Case]:
    """Cases that were reported, and whose stage events all happened, before the first day kept."""
    first = first_day_kept(at)
    return Case.objects.filter(reported_on__lt=first).exclude(stage_events__on__gte=first)


def uploads_past_retention(at: datetime) -> QuerySet[Upload]:
    return Upload.objects.filter(uploaded_at__lt=_midnight(first_day_kept(at)))


def imports_past_retention(at: datetime) -> QuerySet[Import]:
    """Old imports without a stored case or upload."""
    old = Import.objects.filter(loaded_at__lt=_midnight(first_day_kept(at)))
    return old.exclude(
        Exists(Case.objects.filter(Q(first_import=OuterRef("pk")) | Q(last_import=OuterRef("pk"))))
    ).exclude(Exists(Upload.objects.filter(import_batch=OuterRef("pk"))))


def past_due(at: datetime) -> Mapping[str, int]:
    """Table to number of rows that have been kept longer than allowed."""
    cases = cases_past_retention(at)
    events = StageEvent.objects.filter(case__in=cases)
    return {
        "responses.Contact": sum(1 for _case in cases_with_expired_contact(at)),
        "responses.ContactBefore": snapshots.count_before(at - UNDO_PERIOD),
        "responses.UploadPart": upload_parts.count_older(before=at - UPLOAD_KEPT_FOR),
        "responses.CaseBefore": CaseBefore.objects.filter(
            import_batch__loaded_at__lt=at - UNDO_PERIOD
        ).count(),
        "responses.Receipt": receipts_to_destroy(at).count(),
        "responses.OutboxMessage": messages_to_destroy(at).count(),
        "responses.Response": withdrawals.expired_codes(at).count(),
        "responses.Case": cases.count(),
        "responses.ExclusionRuling": ExclusionRuling.objects.filter(case__in=cases).count(),
        "responses.CaseTie": CaseTie.objects.filter(case__in=cases).count(),
        "responses.CaseEvent": CaseEvent.objects.filter(case__in=cases).count(),
        "responses.StageEvent": events.count(),
        "responses.Invitation": Invitation.objects.filter(stage_event__in=events).count(),
        "responses.Upload": uploads_past_retention(at).count(),
        "responses.Import": imports_past_retention(at).count(),
        "responses.LoadedForce": LoadedForce.objects.filter(
            import_batch__in=imports_past_retention(at)
        ).count(),
    }


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


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
