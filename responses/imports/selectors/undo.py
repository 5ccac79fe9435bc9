"""Reads about imports: which can be undone, and what that would touch."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet

from responses.models import Case, CaseBefore, Import, Invitation, OutboxMessage
from responses.sms.delivery_states import MessageState

UNDO_LASTS = timedelta(days=7)
UNDOABLE = frozenset({Import.Source.CASE_FILE, Import.Source.API})
UNTOUCHED = (MessageState.DUE, MessageState.CANCELLED)


class WhyNot(StrEnum):
    """Why an import cannot be undone."""

    UNDONE = "undone"
    TOO_LATE = "too_late"
    OTHER_SOURCE = "other_source"


@dataclass(frozen=True)
class Extent:
    """What undoing an import would touch, and what it would leave."""

    created: QuerySet[Case]
    amended: QuerySet[CaseBefore]
    sent: int
    amended_since: int


def why_not_undo(loading: Import, *, at: datetime) -> WhyNot | None:
    if loading.undone_at:
        return WhyNot.UNDONE
    if loading.source not in UNDOABLE:
        return WhyNot.OTHER_SOURCE
    return WhyNot.TOO_LATE if at > loading.loaded_at + UNDO_LASTS else None


def undoable(*, at: datetime) -> QuerySet[Import]:
    """The imports that can be undone, the newest first."""
    return Import.objects.filter(
        undone_at__isnull=True, source__in=UNDOABLE, loaded_at__gte=at - UNDO_LASTS
    ).order_by("-loaded_at")


def extent(loading: Import) -> Extent:
    sent = _cases_sent_from(loading)
    mine = Case.objects.filter(last_import=loading)
    befores = CaseBefore.objects.filter(loading=loading)
    created_before = Case.objects.filter(first_import=loading)
    return Extent(
        created=mine.filter(first_import=loading).exclude(pk__in=sent),
        amended=befores.filter(case__last_import=loading).exclude(case_id__in=sent),
        sent=mine.filter(pk__in=sent).count(),
        amended_since=created_before.exclude(last_import=loading).count()
        + befores.exclude(case__last_import=loading).count(),
    )


def waiting_messages(loading: Import) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(
        state=MessageState.DUE, invitation__stage_event__case__last_import=loading
    )


def _cases_sent_from(loading: Import) -> QuerySet:
    """Cases with an invitation, written since the import, that may have reached somebody. One
    whose message is gone was sent: messages are forgotten only after that."""
    was_sent = (
        Q(messages__isnull=True)
        | Q(messages__first_tried_at__isnull=False)
        | ~Q(messages__state__in=UNTOUCHED)
    )
    written = Invitation.objects.filter(
        stage_event__case__last_import=loading, invited_at__gte=loading.loaded_at
    )
    return written.filter(was_sent).values("stage_event__case_id")
