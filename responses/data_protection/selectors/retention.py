"""Reads about what has been kept for long enough (decision 10)."""

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

WAVE_LASTS = timedelta(days=28)
"""A wave, the invitations of one survey stage in one month, closes 28 days after its last
sending (decision 28)."""

KEPT_AFTER_WAVE = timedelta(days=90)

KEPT_YEARS = 7
"""Of cases with all that hangs on them, and of what tells how they came."""

Wave = tuple[str, int, int]


def cases_to_forget(at: datetime) -> Iterator[int]:
    """Cases whose contact has done its work: nothing waits for a decision or to be sent, and 90
    days have gone since the last wave they were in closed. One that was never invited counts
    from its last decision."""
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


def first_day_kept(at: datetime) -> date:
    """The first day of the oldest quarter whose cases are all still held. Figures of quarters
    before it stay as they are for ever: nothing could fill them anew."""
    today = localdate(at)
    return date(today.year - KEPT_YEARS, (today.month - 1) // 3 * 3 + 1, 1)


def cases_past_retention(at: datetime) -> QuerySet[Case]:
    """Cases of which everything lies before that day."""
    first = first_day_kept(at)
    return Case.objects.filter(reported_on__lt=first).exclude(stage_events__on__gte=first)


def uploads_past_retention(at: datetime) -> QuerySet[Upload]:
    return Upload.objects.filter(uploaded_at__lt=_midnight(first_day_kept(at)))


def imports_past_retention(at: datetime) -> QuerySet[Import]:
    """Imports that no case that is held came by."""
    old = Import.objects.filter(loaded_at__lt=_midnight(first_day_kept(at)))
    return old.exclude(
        Exists(Case.objects.filter(Q(first_import=OuterRef("pk")) | Q(last_import=OuterRef("pk"))))
    ).exclude(Exists(Upload.objects.filter(import_batch=OuterRef("pk"))))


def past_due(at: datetime) -> Mapping[str, int]:
    """How many rows of each table have been kept for longer than they may be."""
    cases = cases_past_retention(at)
    events = StageEvent.objects.filter(case__in=cases)
    return {
        "responses.Contact": sum(1 for _case in cases_to_forget(at)),
        "responses.ContactBefore": snapshots.count_before(at - UNDO_PERIOD),
        "responses.UploadPart": upload_parts.count_older(before=at - UPLOAD_KEPT_FOR),
        "responses.CaseBefore": CaseBefore.objects.filter(
            import_batch__loaded_at__lt=at - UNDO_PERIOD
        ).count(),
        "responses.Receipt": receipts_to_forget(at).count(),
        "responses.OutboxMessage": messages_to_forget(at).count(),
        "responses.Response": withdrawals.codes_to_forget(at).count(),
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
