from datetime import datetime

from access.viewer import Viewer
from responses.interviewing import dispositions
from responses.interviewing.dispositions import CallOutcome
from responses.interviewing.selectors import calls
from responses.interviewing.selectors.calls import HELD_FOR, RunningCall
from responses.models import CallAttempt, Response, TelephoneCase

CallStep = CallAttempt.CallStep


class GoneError(Exception):
    pass


def locked(viewer: Viewer, *, at: datetime) -> RunningCall:
    """Read once its case is locked: a supervisor may take it away. Raises GoneError."""
    held = TelephoneCase.objects.select_for_update().order_by("pk")
    locked = [case.pk for case in held.filter(held_by=viewer.user_id, held_until__gt=at)]
    found = calls.running(viewer, at=at)
    if found is None or found.case.pk not in locked:
        raise GoneError
    return found


def at_step(viewer: Viewer, step: str, *, at: datetime) -> RunningCall:
    """Raises GoneError."""
    call = locked(viewer, at=at)
    if call.attempt.step != step:
        raise GoneError
    return call


def go_to(call: RunningCall, step: str, *, at: datetime) -> None:
    """The interviewer holds the call for longer."""
    call.attempt.step = step
    call.attempt.save(update_fields=["step"])
    call.case.held_until = at + HELD_FOR
    call.case.save(update_fields=["held_until"])


def end_of_calls(case: TelephoneCase) -> CallOutcome:
    calls = case.call_attempts.exclude(disposition="").values_list("disposition", flat=True)
    made = [CallOutcome(each) for each in calls if each != CallOutcome.NOT_BEGUN]
    done = Response.objects.filter(
        invitation=case.invitation_id, attempt=None, core_done_at__isnull=False
    )
    return dispositions.end_of(made, is_usable=done.exists())


def close(case: TelephoneCase, outcome: CallOutcome, *, at: datetime) -> None:
    """The caller holds the lock of its case."""
    case.state = TelephoneCase.CallingState.CLOSED
    case.outcome, case.closed_at = outcome, at
    case.held_by, case.held_until, case.is_appointment = None, None, False
    case.save()


def end_running_attempt(case: TelephoneCase, outcome: CallOutcome, *, at: datetime) -> None:
    """The caller holds the lock of the case."""
    CallAttempt.objects.filter(telephone_case=case).exclude(step=CallStep.ENDED).update(
        step=CallStep.ENDED, disposition=outcome, ended_at=at
    )
