from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from responses.models import (
    Case,
    CaseBefore,
    CaseOffer,
    CaseTie,
    ExclusionRuling,
    HeldChange,
    Import,
    Invitation,
    OutboxMessage,
)
from responses.sms.delivery_states import MessageState
from responses.vault import safe_contact

UNDO_PERIOD = timedelta(days=7)
UNDOABLE = frozenset({Import.Source.CASE_FILE, Import.Source.POLICE_UK, Import.Source.API})
WAITING = (MessageState.DUE, MessageState.SET_ASIDE)
UNTOUCHED = (*WAITING, MessageState.CANCELLED)


class UndoRefusal(StrEnum):
    """Why an import cannot be undone."""

    UNDONE = "undone"
    TOO_LATE = "too_late"
    OTHER_SOURCE = "other_source"


@dataclass(frozen=True)
class Extent:
    created: QuerySet[Case]
    careful: QuerySet[Case]
    amended: QuerySet[CaseBefore]
    sent: int
    amended_since: int


def undo_refusal(import_batch: Import, *, at: datetime) -> UndoRefusal | None:
    if import_batch.undone_at:
        return UndoRefusal.UNDONE
    if import_batch.source not in UNDOABLE:
        return UndoRefusal.OTHER_SOURCE
    return UndoRefusal.TOO_LATE if at > import_batch.loaded_at + UNDO_PERIOD else None


def undoable_imports(*, at: datetime) -> QuerySet[Import]:
    """Newest first."""
    return Import.objects.filter(
        undone_at__isnull=True, source__in=UNDOABLE, loaded_at__gte=at - UNDO_PERIOD
    ).order_by("-loaded_at")


def extent(import_batch: Import) -> Extent:
    sent = _cases_sent_from(import_batch)
    latest = latest_cases(import_batch)
    created = latest.filter(first_import=import_batch).exclude(pk__in=sent)
    is_careful = _is_careful()
    snapshots = CaseBefore.objects.filter(import_batch=import_batch)
    created_before = Case.objects.filter(first_import=import_batch)
    return Extent(
        created=created.exclude(is_careful),
        careful=created.filter(is_careful),
        amended=snapshots.filter(case__last_import=import_batch).exclude(case_id__in=sent),
        sent=latest.filter(pk__in=sent).count(),
        amended_since=created_before.exclude(last_import=import_batch).count()
        + snapshots.exclude(case__last_import=import_batch).count(),
    )


@dataclass(frozen=True)
class ExtentCounts:
    created: int
    amended: int
    careful: int
    sent: int
    amended_since: int


def count_extent(import_batch: Import) -> ExtentCounts:
    """As extent(), in two queries."""
    is_sent = Q(pk__in=_cases_sent_from(import_batch))
    is_last, is_first = Q(last_import=import_batch), Q(first_import=import_batch)
    is_careful = _is_careful()
    cases = Case.objects.filter(is_last | is_first).aggregate(
        created=Count("pk", filter=is_last & is_first & ~is_sent & ~is_careful),
        careful=Count("pk", filter=is_last & is_first & ~is_sent & is_careful),
        sent=Count("pk", filter=is_last & is_sent),
        amended_since=Count("pk", filter=is_first & ~is_last),
    )
    is_still = Q(case__last_import=import_batch)
    was_sent = Q(case_id__in=_cases_sent_from(import_batch))
    befores = CaseBefore.objects.filter(import_batch=import_batch).aggregate(
        amended=Count("pk", filter=is_still & ~was_sent),
        amended_since=Count("pk", filter=~is_still),
    )
    return ExtentCounts(
        created=cases["created"],
        amended=befores["amended"],
        careful=cases["careful"],
        sent=cases["sent"],
        amended_since=cases["amended_since"] + befores["amended_since"],
    )


def latest_cases(import_batch: Import) -> QuerySet[Case]:
    return Case.objects.filter(last_import=import_batch)


def _is_careful() -> Q:
    """Excluded, died or an unsafe number, or staff ruled on it, agreed something, are barred from
    it (SAF-13) or kept it back: loaded again, it would be offered again."""
    refused = HeldChange.objects.filter(state=HeldChange.HeldState.REFUSED)
    barred = CaseTie.objects.filter(kind=CaseTie.TieKind.BARRED)
    has_it = CaseTie.objects.filter(case=OuterRef("case"), organisation=OuterRef("organisation"))
    kept_back = CaseOffer.objects.exclude(state=CaseOffer.OfferState.WAITS).filter(~Exists(has_it))
    return (
        ~Q(exclude_code="")
        | Q(is_deceased=True)
        | Q(pk__in=ExclusionRuling.objects.values("case"))
        | Q(pk__in=refused.values("case"))
        | Q(pk__in=barred.values("case"))
        | Q(pk__in=kept_back.values("case"))
        | Q(pk__in=safe_contact.cases_said_of())
    )


def due_messages(import_batch: Import) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(
        state__in=WAITING, invitation__stage_event__case__last_import=import_batch
    )


def _cases_sent_from(import_batch: Import) -> QuerySet:
    was_sent = (
        Q(messages__isnull=True)
        | Q(messages__first_tried_at__isnull=False)
        | ~Q(messages__state__in=UNTOUCHED)
    )
    written = Invitation.objects.filter(
        stage_event__case__last_import=import_batch, invited_at__gte=import_batch.loaded_at
    )
    return written.filter(was_sent).values("stage_event__case_id")
