from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.background.error_reports import try_each_row
from access.models import User
from responses.cases.working_days import working_days_after
from responses.follow_up import selectors
from responses.follow_up.endings import DUE_IN_DAYS, FollowUpEnd, may_give_up, step_of
from responses.models import FollowUp, Response
from responses.triage.actions import notices
from responses.triage.actions.reading import TakenError
from responses.triage.selectors import desks
from responses.vault.encryption import UnreadableError
from responses.vault.sealed import wishes
from responses.vault.sealed.wishes import SafeWay

State = FollowUp.WishState


class EndedError(Exception):
    pass


class TooFewTriesError(Exception):
    """No one is given up before the third try."""


@transaction.atomic
def ask(*, response_id: int, safe_way: SafeWay, language: str, by: Actor, at: datetime) -> bool:
    """Returns False where a press came twice, or the answers were sent in or withdrawn
    meanwhile."""
    response = (
        Response.objects.select_for_update(of=("self",))
        .select_related("invitation")
        .get(pk=response_id)
    )
    if response.is_closed or selectors.has_asked(response_id):
        return False
    wish = FollowUp.objects.create(
        response=response,
        force_id=desks.force_of(response.invitation),
        is_national=desks.is_hidden_from_force(response.invitation),
        language=language,
        asked_at=at,
        due_on=working_days_after(localdate(at), DUE_IN_DAYS),
    )
    wishes.seal(safe_way, response_id=response_id, at=at)
    audit.record(AuditKind.FOLLOW_UP_ASKED, target=wish, by=by, at=at)
    return True


def record_list_read(*, rows: int, by: Actor, at: datetime) -> None:
    audit.record(AuditKind.FOLLOW_UP_LIST_READ, by=by, at=at, rows=rows)


@transaction.atomic
def read(*, wish: FollowUp, by: Actor, at: datetime) -> SafeWay | None:
    """Each reading is recorded (SAF-15)."""
    audit.record(AuditKind.FOLLOW_UP_READ, target=wish, by=by, at=at)
    try:
        safe_way = selectors.safe_way_of(wish)
    except UnreadableError:
        notices.set_wish_aside(wish=wish, by=by, at=at)
        return None
    if wish.unreadable_at is not None:
        FollowUp.objects.filter(pk=wish.pk).update(unreadable_at=None)
    return safe_way


@transaction.atomic
def take(
    *, wish: FollowUp, by: Actor, at: datetime, instead_of: int | None = None
) -> None:  # fmt: skip
    """Replaces the holder they saw. Raises EndedError, and TakenError if another took it."""
    held = _open(wish)
    if held.held_by_id not in {instead_of, by.user_id}:
        raise TakenError
    held.held_by_id = by.user_id
    held.save(update_fields=["held_by"])
    audit.record(AuditKind.FOLLOW_UP_TAKEN, target=held, by=by, at=at)


@transaction.atomic
def hand_over(*, wish: FollowUp, to: User, by: Actor, at: datetime) -> None:
    """Raises EndedError."""
    held = _open(wish)
    held.held_by = to
    held.save(update_fields=["held_by"])
    audit.record(AuditKind.FOLLOW_UP_HANDED_OVER, target=held, by=by, at=at, to=to.pk)


@transaction.atomic
def note_try(*, wish: FollowUp, by: Actor, at: datetime) -> None:
    """Raises EndedError."""
    held = _open(wish)
    held.tries += 1
    held.save(update_fields=["tries"])
    audit.record(AuditKind.FOLLOW_UP_TRIED, target=held, by=by, at=at, tries=held.tries)


@transaction.atomic
def end(*, wish: FollowUp, outcome: FollowUpEnd, by: Actor, at: datetime) -> None:
    """Raises EndedError, TooFewTriesError."""
    held = _open(wish)
    if outcome is FollowUpEnd.NOT_REACHED and not may_give_up(held.tries):
        raise TooFewTriesError
    held.state, held.outcome = State.CLOSED, outcome
    held.closed_at, held.closed_by = at, by.name
    held.save(update_fields=["state", "outcome", "closed_at", "closed_by"])
    audit.record(AuditKind.FOLLOW_UP_ENDED, target=held, by=by, at=at, outcome=outcome.value)


def see_to_wishes(*, by: Actor, at: datetime) -> int:
    with try_each_row() as apart:
        freed = apart.each(_hand_back, selectors.held_in_vain(), by=by, at=at)
        late = [wish.pk for wish in selectors.overdue(on=localdate(at))]
        return freed + apart.each(_escalate, late, by=by, at=at)


@transaction.atomic
def _hand_back(wish_id: int, *, by: Actor, at: datetime) -> int:
    """Looked at again under the lock: someone else may have taken it."""
    wish = FollowUp.objects.select_for_update().get(pk=wish_id)
    if not selectors.held_in_vain(pk=wish_id):
        return 0
    before, wish.held_by = wish.held_by_id, None
    wish.save(update_fields=["held_by"])
    audit.record(AuditKind.FOLLOW_UP_HANDED_BACK, target=wish, by=by, at=at, held_by=before)
    return 1


@transaction.atomic
def _escalate(wish_id: int, *, by: Actor, at: datetime) -> int:
    wish = FollowUp.objects.select_for_update().get(pk=wish_id)
    step = step_of(wish.due_on, on=localdate(at))
    if wish.state != State.OPEN or step <= wish.escalated:
        return 0
    wish.escalated = step
    wish.save(update_fields=["escalated"])
    audit.record(AuditKind.FOLLOW_UP_ESCALATED, target=wish, by=by, at=at, step=step)
    return 1


def _open(wish: FollowUp) -> FollowUp:
    held = FollowUp.objects.select_for_update().get(pk=wish.pk)
    if held.state != State.OPEN:
        raise EndedError
    return held
