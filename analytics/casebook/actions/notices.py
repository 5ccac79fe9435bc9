"""One person writes, another approves, two withdraw."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.models import CaseAction, SaidAndDone


class UnableToApproveError(Exception):
    pass


class UnableToWithdrawError(Exception):
    pass


class AlreadyPublicError(Exception):
    pass


@transaction.atomic
def write(*, action: CaseAction, text: str, text_cy: str, by: Actor, at: datetime) -> SaidAndDone:
    """Or replace a draft. Raises AlreadyPublicError."""
    CaseAction.objects.select_for_update().get(pk=action.pk)
    stands = SaidAndDone.objects.select_for_update().filter(action=action).first()
    if stands is not None and stands.is_public:
        raise AlreadyPublicError
    told, _ = SaidAndDone.objects.update_or_create(
        action=action,
        defaults={
            "text": text, "text_cy": text_cy, "written_at": at, "written_by": by.name,
            "written_by_id": _person(by), **_sign("approved"), **_sign("unwanted"),
            **_sign("taken_back"),
        },
    )  # fmt: skip
    audit.record(AuditKind.SAID_AND_DONE_WRITTEN, target=told, by=by, at=at, force=_force(action))
    return told


@transaction.atomic
def approve(*, told: SaidAndDone, by: Actor, at: datetime) -> None:
    """As a second person. Raises UnableToApproveError."""
    waiting = SaidAndDone.objects.filter(~Q(written_by_id=by.user_id), approved_at__isnull=True)
    same = {"pk": told.pk, "written_at": told.written_at}
    changed = waiting.filter(**same).update(**_sign("approved", by, at))
    if not changed:
        raise UnableToApproveError
    audit.record(
        AuditKind.SAID_AND_DONE_APPROVED, target=told, by=by, at=at, force=_force(told.action)
    )


@transaction.atomic
def request_withdrawal(*, told: SaidAndDone, by: Actor, at: datetime) -> None:
    asked = _is_public(told).filter(unwanted_at__isnull=True)
    if not asked.update(**_sign("unwanted", by, at)):
        raise UnableToWithdrawError
    audit.record(
        AuditKind.SAID_AND_DONE_UNWANTED, target=told, by=by, at=at, force=_force(told.action)
    )


@transaction.atomic
def withdraw(*, told: SaidAndDone, by: Actor, at: datetime) -> None:
    """As a second person. Raises UnableToWithdrawError."""
    asked = _is_public(told).filter(~Q(unwanted_by_id=by.user_id), unwanted_at__isnull=False)
    if not asked.update(**_sign("taken_back", by, at)):
        raise UnableToWithdrawError
    audit.record(
        AuditKind.SAID_AND_DONE_TAKEN_BACK, target=told, by=by, at=at, force=_force(told.action)
    )


def _is_public(told: SaidAndDone) -> QuerySet[SaidAndDone]:
    same = SaidAndDone.objects.filter(pk=told.pk, written_at=told.written_at)
    return same.filter(approved_at__isnull=False, taken_back_at__isnull=True)


def _sign(act: str, by: Actor | None = None, at: datetime | None = None) -> dict[str, Any]:
    return {
        f"{act}_at": at,
        f"{act}_by": by.name if by else "",
        f"{act}_by_id": _person(by) if by else None,
    }


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise UnableToApproveError
    return by.user_id


def _force(action: CaseAction) -> str:
    return action.case.alert.force_id or ""
