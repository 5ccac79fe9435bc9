import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import User
from access.viewer import Viewer
from responses.eligibility.calling import FOR_A_WHILE
from responses.eligibility.rules import Decision
from responses.interviewing import call_ends, calling_times
from responses.interviewing.dispositions import CallOutcome, dispositions
from responses.interviewing.selectors import calls
from responses.interviewing.selectors.calls import HELD_FOR, Callability, RunningCall
from responses.invitations import contact_journal
from responses.invitations.actions import opt_outs
from responses.invitations.selectors import outbox
from responses.models import CallAttempt, InterviewingForce, TelephoneCase
from responses.readiness import asking_stop
from responses.vault.contacts import NoNumberError
from responses.vault.sealed.numbers_to_call import number_to_call

CallStep = CallAttempt.CallStep
STOPPED_BY_TELEPHONE = "telephone"
MOST_SOFT_REFUSALS = 2
"""The second "not now" is final: no one is called a third time."""
LOOKED_AT = 25
"""The number of due cases that one press checks to find one that may be called."""
A_DAY = timedelta(days=1)


@transaction.atomic
def take_next(*, viewer: Viewer, spoken: list[str], by: Actor, at: datetime) -> CallAttempt | None:
    """None where there is none."""
    if _is_held(at):
        return None
    # A second press waits here, and finds the call of the first.
    list(User.objects.select_for_update(no_key=True).filter(pk=viewer.user_id))
    if (own := calls.running(viewer, at=at)) is not None:
        return own.attempt
    _let_go_of_old(viewer, at=at)
    due = calls.due(viewer, spoken=spoken, at=at)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(of=("self",), skip_locked=True)
    for case in due.select_related("invitation__stage_event__case")[:LOOKED_AT]:
        call_ends.end_running_attempt(case, CallOutcome.LEFT, at=at)
        ability = calls.callability(case, at=at)
        if ability.is_now:
            return _begin(case, viewer=viewer, by=by, at=at)
        _put_off(case, ability, at=at)
    return None


def _is_held(at: datetime) -> bool:
    """All calls stop: the database is held, sending is stopped, a helpline was not found right
    lately (SAF-16), or a duty was not signed."""
    return bool(
        outbox.held_by_hand_since()
        or contact_journal.why_not_to_send(at=at)
        or asking_stop.why_not_to_ask(at=at)
    )


def _is_asked(case: TelephoneCase, *, at: datetime) -> bool:
    forces = asking_stop.forces_asked(at=at)
    return forces is None or case.force_id in forces


def _let_go_of_old(viewer: Viewer, *, at: datetime) -> None:
    held = TelephoneCase.objects.select_for_update().filter(held_by=viewer.user_id)
    for case in held:
        call_ends.end_running_attempt(case, CallOutcome.LEFT, at=at)
        case.held_by, case.held_until = None, None
        case.save(update_fields=["held_by", "held_until"])


def _begin(case: TelephoneCase, *, viewer: Viewer, by: Actor, at: datetime) -> CallAttempt:
    case.held_by_id, case.held_until = viewer.user_id, at + HELD_FOR
    case.save(update_fields=["held_by", "held_until"])
    last = case.call_attempts.order_by("-number").first()
    attempt = CallAttempt.objects.create(
        telephone_case=case,
        number=last.number + 1 if last else 1,
        caller_id=viewer.user_id,
        begun_at=at,
    )
    audit.record(AuditKind.CALL_TAKEN, target=case, by=by, at=at)
    return attempt


def _put_off(case: TelephoneCase, ability: Callability, *, at: datetime) -> None:
    if ability.ended is not None:
        call_ends.close(case, ability.ended, at=at)
    elif ability.code is None:
        case.next_at = calling_times.next_call_at(at, wait=timedelta(0), hours=ability.hours)
        case.held_by, case.held_until = None, None
        case.save(update_fields=["next_at", "held_by", "held_until"])
    elif ability.code in FOR_A_WHILE:
        case.next_at, case.held_by, case.held_until = at + A_DAY, None, None
        case.save(update_fields=["next_at", "held_by", "held_until"])
    else:
        is_stopped = ability.code is Decision.OPTED_OUT
        call_ends.close(case, CallOutcome.REFUSED if is_stopped else CallOutcome.RULE, at=at)


@transaction.atomic
def show_number(*, viewer: Viewer, by: Actor, at: datetime) -> str | None:
    """Once; who saw it when is recorded. Raises GoneError."""
    call = call_ends.locked(viewer, at=at)
    if call.attempt.step != CallStep.READY:
        return None
    if _is_held(at) or not _is_asked(call.case, at=at):
        end(call=call, outcome=CallOutcome.NOT_BEGUN, again=Next(), by=by, at=at)
        return None
    ability = calls.callability(call.case, at=at)
    if not ability.is_now:
        _end_attempt(call.attempt, CallOutcome.NOT_BEGUN, at=at)
        _put_off(call.case, ability, at=at)
        return None
    try:
        number = number_to_call(call.case.invitation.stage_event.case_id)
    except NoNumberError:
        _end_attempt(call.attempt, CallOutcome.NOT_BEGUN, at=at)
        call_ends.close(call.case, CallOutcome.RULE, at=at)
        return None
    call.attempt.step, call.attempt.number_shown_at = CallStep.RINGING, at
    call.attempt.save(update_fields=["step", "number_shown_at"])
    call.case.attempts += 1
    _hold(call, at=at, also=["attempts"])
    audit.record(AuditKind.CALL_NUMBER_SHOWN, target=call.case, by=by, at=at)
    contact_journal.record_call(
        call.case.invitation.stage_event, language=call.case.language, at=at
    )
    return number


@transaction.atomic
def say_good_time(*, viewer: Viewer, by: Actor, at: datetime) -> None:
    """Raises GoneError."""
    call = call_ends.at_step(viewer, CallStep.RINGING, at=at)
    call_ends.go_to(call, CallStep.ANSWERED, at=at)
    audit.record(AuditKind.CALL_ANSWERED, target=call.case, by=by, at=at)


@transaction.atomic
def say_private(*, viewer: Viewer, by: Actor, at: datetime) -> None:
    """She passed the gate and said that it is safe to talk. Raises GoneError."""
    call = call_ends.at_step(viewer, CallStep.KNOWN, at=at)
    call_ends.go_to(call, CallStep.PRIVATE, at=at)
    audit.record(AuditKind.CALL_PRIVATE, target=call.case, by=by, at=at)


@transaction.atomic
def end_not_alone(*, viewer: Viewer, by: Actor, at: datetime) -> RunningCall:
    """Someone may be listening. Raises GoneError."""
    call = call_ends.locked(viewer, at=at)
    has_begun = call.attempt.step == CallStep.ASKING
    outcome = CallOutcome.LEFT if has_begun else CallOutcome.NOT_NOW
    if call.attempt.step == CallStep.READY:
        outcome = CallOutcome.NOT_BEGUN
    end(call=call, outcome=outcome, again=Next(), by=by, at=at)
    return call


@dataclass(frozen=True)
class Next:
    at: datetime | None = None
    language: str = ""


@transaction.atomic
def end_call(
    *, viewer: Viewer, outcome: CallOutcome, by: Actor, at: datetime, again: Next | None = None
) -> None:
    """Before the number was shown, put it back. A refusal stops all contact in every force
    (SAF-12), a wrong number the number alone. Raises GoneError."""
    call = call_ends.locked(viewer, at=at)
    if call.attempt.step == CallStep.READY:
        outcome = CallOutcome.NOT_BEGUN
    end(call=call, outcome=outcome, again=again or Next(), by=by, at=at)


def end(*, call: RunningCall, outcome: CallOutcome, again: Next, by: Actor, at: datetime) -> None:
    """The caller holds its lock."""
    case = call.case
    _end_attempt(call.attempt, outcome, at=at, setting=call.setting)
    if again.language:
        case.language = again.language
    case.soft_refusals += outcome is CallOutcome.REFUSED_FOR_NOW
    if dispositions()[outcome].is_final:
        call_ends.close(case, outcome, at=at)
    elif _is_last(call, outcome):
        call_ends.close(case, call_ends.end_of_calls(case), at=at)
    else:
        if outcome is not CallOutcome.NOT_BEGUN:
            case.is_appointment = outcome is CallOutcome.APPOINTMENT and again.at is not None
            case.next_at = (
                again.at if case.is_appointment and again.at else _next_at(case, outcome, at)
            )
        case.held_by, case.held_until = None, None
        case.save()
    channels = {
        CallOutcome.REFUSED: STOPPED_BY_TELEPHONE, CallOutcome.WRONG_NUMBER: opt_outs.WRONG_PERSON,
    }  # fmt: skip
    if outcome in channels:
        opt_outs.opt_out(invitation_id=case.invitation_id, channel=channels[outcome], by=by, at=at)
    audit.record(AuditKind.CALL_ENDED, target=case, by=by, at=at)


def _is_last(call: RunningCall, outcome: CallOutcome) -> bool:
    if outcome is CallOutcome.NOT_BEGUN:
        return False
    is_agreed = outcome is CallOutcome.APPOINTMENT
    has_refused = call.case.soft_refusals >= MOST_SOFT_REFUSALS
    return has_refused or (not is_agreed and call.case.attempts >= call.setting.most_attempts)


def _next_at(case: TelephoneCase, outcome: CallOutcome, at: datetime) -> datetime:
    wait = timedelta(hours=dispositions()[outcome].wait_hours or 0)
    hours = calls.callability(case, at=at).hours
    return calling_times.next_call_at(at, wait=wait, hours=hours)


def _end_attempt(
    attempt: CallAttempt,
    outcome: CallOutcome,
    *,
    at: datetime,
    setting: InterviewingForce | None = None,
) -> None:
    attempt.step, attempt.disposition, attempt.ended_at = CallStep.ENDED, outcome, at
    is_interview = bool(attempt.keying)
    attempt.is_drawn = bool(
        setting and is_interview and _is_drawn_for_review(attempt.pk, share=setting.review_share)
    )
    attempt.save(update_fields=["step", "disposition", "ended_at", "is_drawn"])


def _is_drawn_for_review(attempt_id: int, *, share: float) -> bool:
    digest = hmac.digest(settings.TOKEN_KEY.encode(), f"review:{attempt_id}".encode(), "sha256")
    return int.from_bytes(digest[:8], "big") < share * 2**64


def _hold(call: RunningCall, *, at: datetime, also: list[str] | None = None) -> None:
    call.case.held_until = at + HELD_FOR
    call.case.save(update_fields=["held_until", *(also or [])])
