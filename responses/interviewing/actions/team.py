from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.destruction import bulk_delete
from access.models import User
from access.viewer import Viewer
from responses.answering.actions import gate
from responses.casework.actions import case_access
from responses.eligibility.rules import WAITS_FOR_SAFE_CONTACT, Decision
from responses.interviewing import call_ends
from responses.interviewing.actions import calling
from responses.interviewing.actions.calling import Next
from responses.interviewing.dispositions import CallOutcome
from responses.interviewing.selectors import calls, team
from responses.models import CallAttempt, InterviewingForce, Response, StageEvent, TelephoneCase
from responses.models.invitations import TELEPHONE
from responses.triage.actions import sending
from responses.vault.sealed import numbers_to_call


class OwnInterviewError(Exception):
    pass


class ReviewedError(Exception):
    """Another person has reviewed it meanwhile."""


class ClosedCallError(Exception):
    """The case was closed meanwhile."""


@dataclass(frozen=True)
class Setting:
    is_on: bool
    shown_number: str
    most_attempts: int
    review_share: float


@transaction.atomic
def set_up(*, force_code: str, setting: Setting, by: Actor, at: datetime) -> None:
    before = InterviewingForce.objects.select_for_update().filter(force=force_code).first()
    InterviewingForce.objects.update_or_create(
        force_id=force_code, defaults={**vars(setting), "set_at": at, "set_by": by.name}
    )
    if setting.is_on != (before is not None and before.is_on):
        uninvited = StageEvent.objects.filter(case__force=force_code, invitation__isnull=True)
        waiting = uninvited.filter(
            decision__in=WAITS_FOR_SAFE_CONTACT,
            case__in=numbers_to_call.cases_of_who_chose_a_call(),
        )
        drawn = uninvited.filter(decision=Decision.INVITE, drawn_mode=TELEPHONE)
        for events in (waiting, drawn):
            events.update(decision=Decision.PENDING, decided_at=at, drawn_mode="")
    audit.record(
        AuditKind.INTERVIEWING_SET, by=by, at=at, force=force_code, is_on=setting.is_on,
        most_attempts=setting.most_attempts,
    )  # fmt: skip


@transaction.atomic
def take_away(*, case: TelephoneCase, by: Actor, at: datetime) -> None:
    """Anyone may call then. Raises ClosedCallError."""
    held = _locked(case)
    call_ends.end_running_attempt(held, CallOutcome.LEFT, at=at)
    held.held_by, held.held_until = None, None
    held.save(update_fields=["held_by", "held_until"])
    audit.record(AuditKind.CALL_HANDED_OVER, target=held, by=by, at=at)


@transaction.atomic
def assign(*, case: TelephoneCase, to: User | None, by: Actor, at: datetime) -> None:
    """To one interviewer, or None for all. Raises ClosedCallError."""
    held = _locked(case)
    held.assigned_to = to
    held.save(update_fields=["assigned_to"])
    audit.record(AuditKind.CALL_HANDED_OVER, target=held, by=by, at=at, to=to.pk if to else None)


@transaction.atomic
def review(*, attempt: CallAttempt, verdict: str, by: Actor, at: datetime) -> None:
    """Raises OwnInterviewError, ReviewedError."""
    found = CallAttempt.objects.select_for_update().get(pk=attempt.pk)
    if found.caller_id == by.user_id:
        raise OwnInterviewError
    if found.reviewed_at is not None:
        raise ReviewedError
    found.verdict, found.reviewed_at, found.reviewed_by_id = verdict, at, by.user_id
    found.save(update_fields=["verdict", "reviewed_at", "reviewed_by"])
    audit.record(
        AuditKind.CALL_REVIEWED, target=found.telephone_case, by=by, at=at, verdict=verdict
    )


@transaction.atomic
def declare_conflict(*, viewer: Viewer, by: Actor, at: datetime) -> None:
    """They never see it again; another interviewer calls (SAF-13). Raises GoneError."""
    call = call_ends.locked(viewer, at=at)
    is_ready = call.attempt.step == CallAttempt.CallStep.READY
    outcome = CallOutcome.NOT_BEGUN if is_ready else CallOutcome.BROKE_OFF
    calling.end(call=call, outcome=outcome, again=Next(), by=by, at=at)
    case_access.declare_conflict(case=call.case.invitation.stage_event.case, by=by, at=at)


def forget_keying(*, by: Actor, at: datetime) -> int:
    """Six months after the call."""
    emptied = bulk_delete.update_in_batches(team.keying_past_retention(at), keying=[])
    if emptied:
        audit.record(AuditKind.CALL_TIMES_FORGOTTEN, by=by, at=at, calls=emptied)
    return emptied


def _locked(case: TelephoneCase) -> TelephoneCase:
    held = TelephoneCase.objects.select_for_update().get(pk=case.pk)
    if held.state != TelephoneCase.CallingState.OPEN:
        raise ClosedCallError
    return held


class NoCallError(Exception):
    pass


@transaction.atomic
def report(*, viewer: Viewer, heard: str, by: Actor, at: datetime) -> None:
    """As immediate danger. Raises NoCallError."""
    attempt = calls.latest_attempt(viewer, at=at)
    if attempt is None:
        raise NoCallError
    case = attempt.telephone_case
    response = Response.objects.filter(invitation=case.invitation_id, attempt=None).first()
    if response is None:
        response = gate.begin_without_gate(
            invitation_id=case.invitation_id, language=case.language, by=by, at=at
        )
    sending.report_danger(
        response_id=response.pk,
        heard=heard,
        language=case.language,
        by=by,
        at=at,
    )
    audit.record(AuditKind.CALL_DANGER_REPORTED, target=case, by=by, at=at)
