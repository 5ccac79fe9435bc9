from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.work_models.approval import Approval

Row = TypeVar("Row", bound=Approval)


class ApprovalError(Exception):
    pass


class OwnRequestError(ApprovalError):
    """The requester may not decide."""


class NotOwnRequestError(ApprovalError):
    """Only the requester may withdraw."""


class RequestDecidedError(ApprovalError):
    """It was decided, withdrawn or changed meanwhile, or has expired."""


class NotAPersonError(ApprovalError):
    pass


@transaction.atomic
def request_approval(
    model: type[Row], kind: AuditKind | None, /, *, by: Actor, at: datetime, **columns: Any
) -> Row:
    """Create a request. Raises NotAPersonError."""
    require_person(by)
    row = model(**columns, **sign_columns(model, model.REQUESTED, by=by, at=at))
    row.save(force_insert=True)
    _record(kind, row, by=by, at=at)
    return row


def sign_request(
    held: Approval, kind: AuditKind, *, by: Actor, at: datetime, **columns: Any
) -> None:
    """The caller has locked the row. Raises NotAPersonError."""
    require_person(by)
    _sign(held, held.REQUESTED, columns, by=by, at=at)
    _record(kind, held, by=by, at=at)


def lock_request(
    request: Row, *, at: datetime, rows: QuerySet[Row] | None = None, **seen: Any
) -> Row:
    """`rows` loads it another way; `seen` has columns that must be unchanged. Raises
    RequestDecidedError."""
    known: QuerySet[Row] = type(request)._default_manager.all() if rows is None else rows
    waiting = known.filter(pk=request.pk, **request.WAITING, **seen)
    if request.EXPIRES_AFTER is not None:
        oldest = at - request.EXPIRES_AFTER
        waiting = waiting.filter(**{f"{request.REQUESTED}_at__gt": oldest})
    held = waiting.select_for_update(of=("self",)).first()
    if held is None:
        raise RequestDecidedError
    return held


def lock_for_second(
    request: Row, *, by: Actor, at: datetime, rows: QuerySet[Row] | None = None, **seen: Any
) -> Row:
    """Raises RequestDecidedError, NotAPersonError or OwnRequestError."""
    held = lock_request(request, at=at, rows=rows, **seen)
    if require_person(by) == held.requested_by_id:
        raise OwnRequestError
    return held


def record_approval(
    held: Approval,
    kind: AuditKind | None,
    *,
    by: Actor,
    at: datetime,
    signed_at: datetime | None = None,
    **details: Any,
) -> None:
    """`kind` is None where the act writes its own audit row; `signed_at` is by another clock."""
    _decide(held, held.APPROVED, by=by, at=signed_at or at)
    _record(kind, held, by=by, at=at, **details)


@transaction.atomic
def approve_request(request: Row, kind: AuditKind, *, by: Actor, at: datetime, **seen: Any) -> Row:
    """Raises RequestDecidedError, NotAPersonError or OwnRequestError."""
    held: Row = lock_for_second(request, by=by, at=at, **seen)
    record_approval(held, kind, by=by, at=at)
    return held


@transaction.atomic
def refuse_request(
    request: Row,
    kind: AuditKind,
    *,
    by: Actor,
    at: datetime,
    seen: Mapping[str, Any] = MappingProxyType({}),
    **columns: Any,
) -> Row:
    """Raises RequestDecidedError or OwnRequestError."""
    held: Row = lock_request(request, at=at, **seen)
    if held.requested_by_id == by.user_id:
        raise OwnRequestError
    record_decision(held, kind, {**held.REFUSED, **columns}, by=by, at=at)
    return held


@transaction.atomic
def withdraw_request(request: Row, kind: AuditKind, *, by: Actor, at: datetime) -> Row:
    """Raises RequestDecidedError or NotOwnRequestError."""
    held = lock_request(request, at=at)
    if held.requested_by_id != by.user_id:
        raise NotOwnRequestError
    record_decision(held, kind, held.WITHDRAWN, by=by, at=at)
    return held


@transaction.atomic
def set_aside_request(
    request: Row,
    *,
    refused: AuditKind,
    withdrawn: AuditKind | None = None,
    by: Actor,
    at: datetime,
) -> Row:
    """Withdraw one's own, or refuse another's. Raises RequestDecidedError."""
    held = lock_request(request, at=at)
    is_own = held.requested_by_id == by.user_id
    kind = withdrawn or refused if is_own else refused
    record_decision(held, kind, held.WITHDRAWN if is_own else held.REFUSED, by=by, at=at)
    return held


def end_requests(rows: QuerySet[Row], kind: AuditKind, *, by: Actor, at: datetime) -> None:
    """Withdraw requests that have lost their subject."""
    for held in rows.filter(**rows.model.WAITING).select_for_update().order_by("pk"):
        record_decision(held, kind, held.WITHDRAWN, by=by, at=at)


def require_person(by: Actor) -> int:
    """Return the user's number. Raises NotAPersonError."""
    if by.user_id is None:
        raise NotAPersonError
    return by.user_id


def sign_columns(model: type[Approval], prefix: str, *, by: Actor, at: datetime) -> dict[str, Any]:
    columns: dict[str, Any] = {f"{prefix}_at": at, f"{prefix}_by_id": by.user_id}
    if not model._meta.get_field(f"{prefix}_by").is_relation:
        columns[f"{prefix}_by"] = by.name
    return columns


def record_decision(
    held: Approval, kind: AuditKind, columns: Mapping[str, Any], *, by: Actor, at: datetime
) -> None:
    """Set the columns of another outcome too."""
    if held.IS_REFUSED_AGAIN:
        holding.note_set_aside(held, at=at)
    _decide(held, columns, by=by, at=at)
    _record(kind, held, by=by, at=at)


def _decide(held: Approval, columns: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    if not held.DECIDED:
        type(held)._default_manager.filter(pk=held.pk).delete()
    else:
        _sign(held, held.DECIDED, columns, by=by, at=at)


def _sign(
    held: Approval, prefix: str, columns: Mapping[str, Any], *, by: Actor, at: datetime
) -> None:
    changed = {**columns, **sign_columns(type(held), prefix, by=by, at=at)}
    for name, value in changed.items():
        setattr(held, name, value)
    held.save(update_fields=list(changed))


def _record(
    kind: AuditKind | None, row: Approval, *, by: Actor, at: datetime, **details: Any
) -> None:
    if kind is not None:
        known = {**row.audit_details(), **details}
        audit.record(kind, target=row.audit_target(), by=by, at=at, **known)
