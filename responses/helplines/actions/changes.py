"""A second person must confirm each change; otherwise anyone could insert their own number
(SAF-16)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from access import audit, process_cache
from access.actor import Actor
from access.approval.decisions import lock_for_second, lock_request, request_approval
from access.audit import AuditKind
from responses.helplines import selectors
from responses.helplines.actions import checks
from responses.helplines.actions.checks import CheckResult, LineChangedError
from responses.helplines.listing import (
    Listing,
    changed_fields,
    columns_of,
    fingerprint,
    needs_ringing,
    read_listing,
)
from responses.models import Helpline, HelplineChange


class NotRungError(Exception):
    pass


@transaction.atomic
def propose_line(*, listing: Listing, by: Actor, at: datetime) -> HelplineChange:
    """Raises NotAPersonError."""
    return _propose(None, listing, is_retirement=False, by=by, at=at)


@transaction.atomic
def propose_change(*, line_id: int, listing: Listing, by: Actor, at: datetime) -> HelplineChange:
    """A retired line comes back with it. Raises LineChangedError where another change waits,
    NotAPersonError."""
    return _propose(selectors.lock_line(line_id), listing, is_retirement=False, by=by, at=at)


@transaction.atomic
def propose_retirement(*, line_id: int, by: Actor, at: datetime) -> HelplineChange:
    """Raises LineChangedError if another change waits or the line is retired, NotAPersonError."""
    line = selectors.lock_line(line_id)
    if line.retired_at is not None:
        raise LineChangedError
    return _propose(line, read_listing(line), is_retirement=True, by=by, at=at)


@transaction.atomic
def withdraw_change(*, change_id: int, by: Actor, at: datetime) -> None:
    """One's own, or another person's. Raises RequestDecidedError."""
    change = lock_request(HelplineChange(pk=change_id), at=at)
    _record(AuditKind.HELPLINE_CHANGE_WITHDRAWN, change, by=by, at=at)
    change.delete()


@transaction.atomic
def confirm_change(
    *, change_id: int, seen: str, rung_on: date | None, by: Actor, at: datetime
) -> None:
    """Raises ApprovalError, LineChangedError, NotRungError."""
    change = lock_for_second(HelplineChange(pk=change_id), by=by, at=at)
    if fingerprint(read_listing(change)) != seen:
        raise LineChangedError
    if change.is_retirement:
        if change.helpline_id is None:
            raise LineChangedError
        line = selectors.lock_line(change.helpline_id)
        line.retired_at, line.retired_by = at, by.name
        line.save(update_fields=["retired_at", "retired_by"])
        _record(AuditKind.HELPLINE_RETIRED, change, by=by, at=at)
        change.delete()
    else:
        _put_into_force(change, rung_on=rung_on, by=by, at=at)
    process_cache.clear()


def _propose(
    line: Helpline | None, listing: Listing, *, is_retirement: bool, by: Actor, at: datetime
) -> HelplineChange:
    if line is not None and HelplineChange.objects.filter(helpline=line).exists():
        raise LineChangedError
    change = request_approval(
        HelplineChange,
        None,
        by=by,
        at=at,
        helpline=line,
        is_retirement=is_retirement,
        **columns_of(listing),
    )
    _record(AuditKind.HELPLINE_CHANGE_PROPOSED, change, by=by, at=at)
    return change


def _put_into_force(
    change: HelplineChange, *, rung_on: date | None, by: Actor, at: datetime
) -> None:
    new = read_listing(change)
    line = selectors.lock_line(change.helpline_id) if change.helpline_id else Helpline()
    old = read_listing(line) if line.pk and line.retired_at is None else None
    if needs_ringing(old, new) and rung_on is None:
        raise NotRungError
    for column, value in columns_of(new).items():
        setattr(line, column, value)
    line.retired_at, line.retired_by = None, ""
    if rung_on is not None:
        line.last_verified_on, line.is_number_wrong = rung_on, False
    line.save()
    if rung_on is not None:
        checks.store_check(line=line, found=CheckResult(rung_on=rung_on), by=by, at=at)
    fields = list(changed_fields(old, new)) if old else []
    _record(AuditKind.HELPLINE_CHANGED, change, line_id=line.pk, fields=fields, by=by, at=at)
    change.delete()


def _record(
    kind: AuditKind,
    change: HelplineChange,
    *,
    by: Actor,
    at: datetime,
    line_id: int | None = None,
    fields: Sequence[str] = (),
) -> None:
    audit.record(
        kind,
        target=f"responses.Helpline {line_id or change.helpline_id or 'new'}",
        by=by,
        at=at,
        numbers=", ".join(read_listing(change).numbers),
        is_retirement=change.is_retirement,
        proposed_by_id=change.proposed_by_id,
        fields=list(fields),
    )
