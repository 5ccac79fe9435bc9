import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.answering.actions import withdrawals
from responses.invitations.actions import opt_outs, sending_pause
from responses.invitations.selectors import outbox
from responses.models import DeskRequest

Kind, State = DeskRequest.DeskKind, DeskRequest.DeskState
DESK = "desk"


class SameAdministratorError(Exception):
    pass


class RequestIsOverError(Exception):
    pass


class NotStoppedError(Exception):
    pass


class AnotherNumberError(Exception):
    pass


def stop_contact(*, mobile: str, by: Actor, at: datetime) -> None:
    """In any force (SAF-12)."""
    opt_outs.opt_out_number(mobile=mobile, channel=DESK, by=by, at=at)


@transaction.atomic
def ask_to_withdraw(*, mobile: str, by: Actor, at: datetime) -> DeskRequest:
    """The number itself is not stored."""
    salt = secrets.token_hex(16)
    request = _ask(Kind.WITHDRAW, number_hash=_hash(mobile, salt), salt=salt, by=by, at=at)
    audit.record(AuditKind.WITHDRAWAL_ASKED, target=request, by=by, at=at)
    return request


@transaction.atomic
def withdraw(*, request: DeskRequest, mobile: str, by: Actor, at: datetime) -> None:
    """Raises SameAdministratorError, RequestIsOverError or AnotherNumberError."""
    waits = _locked(request, Kind.WITHDRAW, by=by, at=at)
    if not constant_time_compare(waits.number_hash, _hash(mobile, waits.salt)):
        raise AnotherNumberError
    _decide(waits, State.DONE, by=by, at=at)
    withdrawals.withdraw_by_number(mobile=mobile, by=by, at=at)
    audit.record(AuditKind.WITHDRAWAL_DONE, target=waits, by=by, at=at)


@transaction.atomic
def hold_sending(*, by: Actor, at: datetime) -> None:
    for line in outbox.all_transports(settings.SMS_TRANSPORT):
        sending_pause.pause_by_hand(transport=line, by=by, at=at)


@transaction.atomic
def ask_to_resume(*, by: Actor, at: datetime) -> DeskRequest:
    """A second call changes nothing. Raises NotStoppedError."""
    if outbox.held_by_hand_since() is None:
        raise NotStoppedError
    waiting = DeskRequest.objects.filter(kind=Kind.RESUME, state=State.WAITING)
    found = waiting.filter(asked_at__gt=at - DeskRequest.KEPT_FOR).first()
    if found is not None:
        return found
    request = _ask(Kind.RESUME, number_hash="", salt="", by=by, at=at)
    audit.record(AuditKind.SENDING_RESUME_ASKED, target=request, by=by, at=at)
    return request


@transaction.atomic
def resume_sending(*, request: DeskRequest, by: Actor, at: datetime) -> None:
    """Raises SameAdministratorError or RequestIsOverError."""
    waits = _locked(request, Kind.RESUME, by=by, at=at)
    _decide(waits, State.DONE, by=by, at=at)
    for line in outbox.all_transports(settings.SMS_TRANSPORT):
        sending_pause.end_pause(transport=line, by=by, at=at)
    audit.record(AuditKind.SENDING_RESUME_DONE, target=waits, by=by, at=at)


@transaction.atomic
def set_aside(*, request: DeskRequest, by: Actor, at: datetime) -> None:
    """Raises RequestIsOverError."""
    held = DeskRequest.objects.select_for_update().get(pk=request.pk)
    if held.state != State.WAITING:
        raise RequestIsOverError
    _set_aside(held, by=by, at=at)


@transaction.atomic
def forget_old(*, by: Actor, at: datetime) -> None:
    """And the hash of a number with it."""
    old = DeskRequest.objects.filter(state=State.WAITING, asked_at__lte=at - DeskRequest.KEPT_FOR)
    for request in old.select_for_update().order_by("pk"):
        _set_aside(request, by=by, at=at)


def _set_aside(request: DeskRequest, *, by: Actor, at: datetime) -> None:
    _decide(request, State.SET_ASIDE, by=by, at=at)
    audit.record(AuditKind.DESK_REQUEST_SET_ASIDE, target=request, by=by, at=at)


def _ask(
    kind: DeskRequest.DeskKind, *, number_hash: str, salt: str, by: Actor, at: datetime
) -> DeskRequest:
    return DeskRequest.objects.create(
        kind=kind, number_hash=number_hash, salt=salt, asked_at=at, asked_by_id=by.person_id
    )


def _locked(
    request: DeskRequest, kind: DeskRequest.DeskKind, *, by: Actor, at: datetime
) -> DeskRequest:
    held = DeskRequest.objects.select_for_update().get(pk=request.pk)
    if (
        held.kind != kind
        or held.state != State.WAITING
        or held.asked_at <= at - DeskRequest.KEPT_FOR
    ):
        raise RequestIsOverError
    if held.asked_by_id == by.user_id:
        raise SameAdministratorError
    return held


def _decide(request: DeskRequest, state: DeskRequest.DeskState, *, by: Actor, at: datetime) -> None:
    request.state, request.number_hash = state, ""
    request.decided_at, request.decided_by_id = at, by.user_id
    request.save(update_fields=["state", "number_hash", "decided_at", "decided_by"])


def _hash(mobile: str, salt: str) -> str:
    return salted_hmac(f"desk request {salt}", mobile, algorithm="sha256").hexdigest()
