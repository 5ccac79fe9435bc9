"""What victims said and what was done about it, written by one person and approved by another, and
taken back by two."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.models import CaseAction, SaidAndDone


class UnableToApproveError(Exception):
    """It is approved already, or the same person wrote it."""


class UnableToTakeWordsBackError(Exception):
    """Nobody may read it anyway, or the same person asked for it."""


class ToldError(Exception):
    """Everybody may read the words that stand: they are taken back before others are written."""


@transaction.atomic
def write(*, action: CaseAction, text: str, text_cy: str, by: Actor, at: datetime) -> SaidAndDone:
    """Write the words, in the place of what was written before unless everybody may read that.
    Raises ToldError."""
    CaseAction.objects.select_for_update().get(pk=action.pk)
    stands = SaidAndDone.objects.select_for_update().filter(action=action).first()
    if stands is not None and stands.is_told:
        raise ToldError
    told, _ = SaidAndDone.objects.update_or_create(
        action=action,
        defaults={
            "text": text, "text_cy": text_cy, "written_at": at, "written_by": by.name,
            "written_by_id": _person(by), **_signed("approved"), **_signed("unwanted"),
            **_signed("taken_back"),
        },
    )  # fmt: skip
    audit.record(AuditKind.SAID_AND_DONE_WRITTEN, target=told, by=by, at=at, force=_force(action))
    return told


@transaction.atomic
def approve(*, told: SaidAndDone, by: Actor, at: datetime) -> None:
    """By somebody else than who wrote the words that stand. Raises UnableToApproveError."""
    waiting = SaidAndDone.objects.filter(~Q(written_by_id=by.user_id), approved_at__isnull=True)
    same = {"pk": told.pk, "written_at": told.written_at}
    changed = waiting.filter(**same).update(**_signed("approved", by, at))
    if not changed:
        raise UnableToApproveError
    audit.record(
        AuditKind.SAID_AND_DONE_APPROVED, target=told, by=by, at=at, force=_force(told.action)
    )


@transaction.atomic
def ask_to_take_back(*, told: SaidAndDone, by: Actor, at: datetime) -> None:
    """It stays until somebody else agrees. Raises UnableToTakeWordsBackError."""
    asked = _told_to_everybody(told).filter(unwanted_at__isnull=True)
    if not asked.update(**_signed("unwanted", by, at)):
        raise UnableToTakeWordsBackError
    audit.record(
        AuditKind.SAID_AND_DONE_UNWANTED, target=told, by=by, at=at, force=_force(told.action)
    )


@transaction.atomic
def take_back(*, told: SaidAndDone, by: Actor, at: datetime) -> None:
    """By somebody else than who asked: nobody may read it any more. Raises
    UnableToTakeWordsBackError."""
    asked = _told_to_everybody(told).filter(
        ~Q(unwanted_by_id=by.user_id), unwanted_at__isnull=False
    )
    if not asked.update(**_signed("taken_back", by, at)):
        raise UnableToTakeWordsBackError
    audit.record(
        AuditKind.SAID_AND_DONE_TAKEN_BACK, target=told, by=by, at=at, force=_force(told.action)
    )


def _told_to_everybody(told: SaidAndDone) -> QuerySet[SaidAndDone]:
    """The row, where it still says what it said when it was read."""
    same = SaidAndDone.objects.filter(pk=told.pk, written_at=told.written_at)
    return same.filter(approved_at__isnull=False, taken_back_at__isnull=True)


def _signed(act: str, by: Actor | None = None, at: datetime | None = None) -> dict[str, Any]:
    """The three fields of who did it and when; empty where nobody has."""
    return {
        f"{act}_at": at,
        f"{act}_by": by.name if by else "",
        f"{act}_by_id": _person(by) if by else None,
    }


def _person(by: Actor) -> int:
    """Only people write: a job has no number."""
    if by.user_id is None:
        raise UnableToApproveError
    return by.user_id


def _force(action: CaseAction) -> str:
    return action.case.alert.force_id or ""
