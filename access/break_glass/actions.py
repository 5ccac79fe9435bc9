from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.administration import mails
from access.approval import decisions
from access.audit import AuditKind
from access.break_glass import rules, selectors
from access.break_glass.rules import GlassState
from access.continuity import holding
from access.continuity.journal import EntryKind
from access.models import AccountMail, BreakGlass, Force, GlassLook
from access.viewer import Viewer
from access.webhooks import events
from access.webhooks.events import WebhookEvent


class UnableToActError(Exception):
    pass


@transaction.atomic
def ask(
    *,
    kind: str,
    force: Force,
    case_key: str,
    reason: str,
    hours: int,
    viewer: Viewer,
    by: Actor,
    at: datetime,
) -> BreakGlass:
    """Raises UnableToActError."""
    if not rules.may_ask(viewer, kind, force.code):
        raise UnableToActError
    return decisions.request_approval(
        BreakGlass, AuditKind.GLASS_ASKED, by=by, at=at,
        kind=kind, force=force, case_key=case_key, reason=reason, hours=hours,
    )  # fmt: skip


@transaction.atomic
def open_it(*, glass: BreakGlass, viewer: Viewer, by: Actor, at: datetime) -> None:
    """Raises UnableToActError or ApprovalError."""
    held = decisions.lock_for_second(glass, by=by, at=at)
    if not rules.may_open(viewer, held.kind, held.force_id):
        raise UnableToActError
    decisions.record_approval(held, AuditKind.GLASS_BROKEN, by=by, at=at)
    for user in selectors.people_to_alarm(held):
        mails.write(user=user, kind=AccountMail.MailKind.GLASS_BROKEN, by=None, at=at)
    page = ("access:break-glass",)
    kind = WebhookEvent.GLASS_BROKEN
    events.happened(kind, number=held.pk, page=page, at=at, forces=[held.force_id])


@transaction.atomic
def refuse(*, glass: BreakGlass, viewer: Viewer, by: Actor, at: datetime) -> None:
    """Raises UnableToActError or RequestDecidedError."""
    held = decisions.set_aside_request(glass, refused=AuditKind.GLASS_REFUSED, by=by, at=at)
    if held.asked_by_id != by.user_id and not rules.may_open(viewer, held.kind, held.force_id):
        raise UnableToActError
    holding.note_stop(EntryKind.GLASS_CLOSED, at=at, glass=held.pk)


@transaction.atomic
def close(*, glass: BreakGlass, viewer: Viewer, by: Actor, at: datetime) -> None:
    """Raises UnableToActError."""
    held = _lock_in_state(glass, GlassState.OPEN, at=at)
    is_own = held.asked_by_id == by.user_id
    opens = rules.may_open(viewer, held.kind, held.force_id)
    if not (is_own or opens or rules.may_review(viewer, held.force_id)):
        raise UnableToActError
    _close(held, by=by, at=at)


@transaction.atomic
def close_again(*, pk: int, by: Actor, at: datetime) -> bool:
    """Close or refuse, in a restored database, what had ended since. Return whether it was open or
    waited."""
    held = BreakGlass.objects.select_for_update().filter(pk=pk).first()
    state = held and selectors.state_of(held, at=at)
    if held is not None and state is GlassState.OPEN:
        _close(held, by=by, at=at)
    elif held is not None and state is GlassState.WAITING:
        held.is_refused = True
        held.save(update_fields=["is_refused"])
        _note_end(AuditKind.GLASS_REFUSED, held, by=by, at=at)
    return state in {GlassState.OPEN, GlassState.WAITING}


@transaction.atomic
def review(*, glass: BreakGlass, viewer: Viewer, by: Actor, at: datetime) -> None:
    """As a data protection officer other than the two people. Raises UnableToActError."""
    held = _lock_in_state(glass, GlassState.CLOSED, at=at)
    is_third = by.user_id not in {held.asked_by_id, held.decided_by_id}
    if not (is_third and rules.may_review(viewer, held.force_id)):
        raise UnableToActError
    held.reviewed_at, held.reviewed_by_id = at, by.user_id
    held.save(update_fields=["reviewed_at", "reviewed_by"])
    _record(AuditKind.GLASS_REVIEWED, held, by=by, at=at)


@transaction.atomic
def look(*, glass: BreakGlass, by: Actor, at: datetime) -> None:
    GlassLook.objects.create(glass=glass, user_id=by.person_id, at=at)
    _record(AuditKind.GLASS_LOOKED, glass, by=by, at=at)


ACTS: dict[str, Callable[..., None]] = {
    "open": open_it,
    "refuse": refuse,
    "close": close,
    "review": review,
}


def _lock_in_state(glass: BreakGlass, state: GlassState, *, at: datetime) -> BreakGlass:
    held = BreakGlass.objects.select_for_update().get(pk=glass.pk)
    if selectors.state_of(held, at=at) is not state:
        raise UnableToActError
    return held


def _close(glass: BreakGlass, *, by: Actor, at: datetime) -> None:
    glass.ended_at = at
    glass.save(update_fields=["ended_at"])
    _note_end(AuditKind.GLASS_CLOSED, glass, by=by, at=at)


def _note_end(kind: AuditKind, glass: BreakGlass, *, by: Actor, at: datetime) -> None:
    _record(kind, glass, by=by, at=at)
    holding.note_stop(EntryKind.GLASS_CLOSED, at=at, glass=glass.pk)


def _record(kind: AuditKind, glass: BreakGlass, *, by: Actor, at: datetime) -> None:
    audit.record(kind, target=glass, by=by, at=at, **glass.audit_details())
