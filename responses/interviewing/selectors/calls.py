from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from access.viewer import Viewer
from responses.cases.visible_cases import is_of_reachable
from responses.eligibility.calling import why_not_to_call
from responses.eligibility.rules import Decision
from responses.eligibility.selectors import case_histories, languages
from responses.interviewing.calling_times import CallingHours
from responses.interviewing.dispositions import CallOutcome
from responses.models import CallAttempt, InterviewingForce, Response, TelephoneCase
from responses.models.invitations import TELEPHONE
from responses.readiness import asking_stop
from responses.vault import contacts
from responses.vault.contacts import SafeHours
from responses.vault.sealed import numbers_to_call

CallingState = TelephoneCase.CallingState
HELD_FOR = timedelta(minutes=45)
"""The period after an interviewer's last press in which no one else may call."""


@dataclass(frozen=True)
class RunningCall:
    """The call that an interviewer makes."""

    case: TelephoneCase
    attempt: CallAttempt
    setting: InterviewingForce


def callable_cases(viewer: Viewer) -> QuerySet[TelephoneCase]:
    """In the viewer's reach, without a person they know or a police suspect (SAF-13), in forces
    whose interviewers are at work."""
    at_work = InterviewingForce.objects.filter(is_on=True).values("force")
    return TelephoneCase.objects.filter(
        is_of_reachable(viewer, "invitation__stage_event__case"),
        state=CallingState.OPEN,
        force__in=at_work,
        invitation__mode=TELEPHONE,
    )


def due(viewer: Viewer, *, spoken: Collection[str], at: datetime) -> QuerySet[TelephoneCase]:
    found = due_in_any_language(viewer, at=at).filter(language__in=spoken)
    return found.order_by("-is_appointment", "next_at", "pk")


def due_by_language(viewer: Viewer, *, at: datetime) -> Mapping[str, int]:
    found = due_in_any_language(viewer, at=at).order_by("language").values_list("language")
    return dict(found.annotate(cases=Count("pk")))


def due_in_any_language(viewer: Viewer, *, at: datetime) -> QuerySet[TelephoneCase]:
    """Not called by or assigned to another. Until a pilot is signed, real people are called in
    pilot forces only."""
    is_free = Q(held_by__isnull=True) | Q(held_until__lte=at)
    is_mine = Q(assigned_to__isnull=True) | Q(assigned_to=viewer.user_id)
    found = (
        callable_cases(viewer)
        .filter(is_free, is_mine, next_at__lte=at)
        .filter(invitation__expires_at__gt=at, invitation__opted_out_at__isnull=True)
    )
    forces = asking_stop.forces_asked(at=at)
    return found if forces is None else found.filter(force__in=forces)


def running(viewer: Viewer, *, at: datetime) -> RunningCall | None:
    """None if it was taken away, or left so long that anyone may call."""
    attempt = (
        CallAttempt.objects.select_related("telephone_case__invitation__stage_event__case")
        .filter(telephone_case__held_by=viewer.user_id, telephone_case__held_until__gt=at)
        .filter(caller=viewer.user_id)
        .exclude(step=CallAttempt.CallStep.ENDED)
        .first()
    )
    if attempt is None or not callable_cases(viewer).filter(pk=attempt.telephone_case_id).exists():
        return None
    case = attempt.telephone_case
    return RunningCall(case, attempt, InterviewingForce.objects.get(force=case.force_id))


REPORTED_WITHIN = timedelta(hours=1)
"""After the end of a call its interviewer can still report what was heard."""


def latest_attempt(viewer: Viewer, *, at: datetime) -> CallAttempt | None:
    """Present or of the last hour, once its number was shown."""
    made = CallAttempt.objects.filter(caller=viewer.user_id, number_shown_at__isnull=False)
    running = made.exclude(step=CallAttempt.CallStep.ENDED)
    lately = made.filter(ended_at__gte=at - REPORTED_WITHIN)
    found = (running | lately).select_related("telephone_case").order_by("-begun_at", "-pk")
    return found.first()


def safe_hours(call: RunningCall) -> SafeHours:
    return numbers_to_call.safe_hours_of(call.case.invitation.stage_event.case_id)


@dataclass(frozen=True)
class Callability:
    """`code` forbids it; None with no `is_in_hours` where only the hour is wrong; `ended` if the
    case has ended."""

    code: Decision | None
    is_in_hours: bool
    hours: CallingHours
    ended: CallOutcome | None

    @property
    def is_now(self) -> bool:
        return self.code is None and self.is_in_hours and self.ended is None


ENDS_CALLS = Q(attempt__is_for_another=False) | Q(attempt=None, withdrawn_at__isnull=False)
"""Responses that end calls, as with reminders: those that a victim began by a code or on paper, or
gave an interviewer and withdrew. A response given in her place does not count."""


def ended_by_answers(case: TelephoneCase) -> CallOutcome | None:
    found = Response.objects.filter(ENDS_CALLS, invitation=case.invitation_id)
    attempts = list(found.values_list("attempt", flat=True))
    if not attempts:
        return None
    return CallOutcome.ANOTHER_WAY if any(attempts) else CallOutcome.RULE


def callability(case: TelephoneCase, *, at: datetime) -> Callability:
    """The safe-contact record is read again before each call (SAF-1)."""
    today, event = localdate(at), case.invitation.stage_event
    history = next(case_histories.case_histories([event.case_id], today=today))
    facts = history.facts(history.entry_of(event), languages=languages.invitation_languages(today))
    safe = history.person.safe_hours if history.person else SafeHours()
    hours = CallingHours(
        start=safe.start,
        end=safe.end,
        days=frozenset(safe.days),
        reported_on=history.case.reported_on,
        force=history.case.force_id,
    )
    code = why_not_to_call(facts, today=today)
    if code is None and contacts.is_opted_out(event.case_id):
        code = Decision.OPTED_OUT
    return Callability(code, hours.allow(at), hours, ended_by_answers(case))
