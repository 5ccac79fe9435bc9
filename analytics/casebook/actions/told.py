"""What victims said and what was done about it, written by one person and approved by another."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.models import CaseAction, SaidAndDone


class UnableToApproveError(Exception):
    """It is approved already, or the same person wrote it."""


@transaction.atomic
def write(*, action: CaseAction, text: str, text_cy: str, by: Actor, at: datetime) -> SaidAndDone:
    """In the place of what was written before; whoever approved that has not approved this."""
    told, _ = SaidAndDone.objects.update_or_create(
        action=action,
        defaults={
            "text": text, "text_cy": text_cy, "written_at": at, "written_by": by.name,
            "written_by_id": _person(by), "approved_at": None, "approved_by": "",
            "approved_by_id": None,
        },
    )  # fmt: skip
    audit.record(AuditKind.SAID_AND_DONE_WRITTEN, target=told, by=by, at=at, force=_force(action))
    return told


@transaction.atomic
def approve(*, told: SaidAndDone, by: Actor, at: datetime) -> None:
    """By somebody else than who wrote the words that stand. Raises UnableToApproveError."""
    waiting = SaidAndDone.objects.filter(~Q(written_by_id=by.user_id), approved_at__isnull=True)
    same = {"pk": told.pk, "written_at": told.written_at}
    changed = waiting.filter(**same).update(
        approved_at=at, approved_by=by.name, approved_by_id=by.user_id
    )
    if not changed:
        raise UnableToApproveError
    audit.record(
        AuditKind.SAID_AND_DONE_APPROVED, target=told, by=by, at=at, force=_force(told.action)
    )


def _person(by: Actor) -> int:
    """Only people write: a job has no number."""
    if by.user_id is None:
        raise UnableToApproveError
    return by.user_id


def _force(action: CaseAction) -> str:
    return action.case.alert.force_id or ""
