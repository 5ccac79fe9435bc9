"""Reads who is to be called now, and the one call that an interviewer makes. No read here tells who
it is, and none but `answering` leads to what is answered."""

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
"""For so long after an interviewer's last press nobody else may call."""


@dataclass(frozen=True)
class RunningCall:
    """The call that an interviewer makes."""

    case: TelephoneCase
    attempt: CallAttempt
    setting: InterviewingForce


def callable_cases(viewer: Viewer) -> QuerySet[TelephoneCase]:
    """The open cases that the viewer may call: in their reach, not about somebody they know or
    where the suspect is police (SAF-13), and of a force whose interviewers are at work."""
    at_work = InterviewingForce.objects.filter(is_on=True).values("force")
    return TelephoneCase.objects.filter(
        is_of_reachable(viewer, "invitation__stage_event__case"),
        state=CallingState.OPEN,
        force__in=at_work,
        invitation__mode=TELEPHONE,
    )


def due(viewer: Viewer, *, spoken: Collection[str], at: datetime) -> QuerySet[TelephoneCase]:
    """Who may be called now in one of these languages: appointments first, then whoever has waited
    longest."""
    found = due_in_any_language(viewer, at=at).filter(language__in=spoken)
    return found.order_by("-is_appointment", "next_at", "pk")


def due_by_language(viewer: Viewer, *, at: datetime) -> Mapping[str, int]:
    """How many may be called now, by language, whoever can speak it."""
    found = due_in_any_language(viewer, at=at).order_by("language").values_list("language")
    return dict(found.annotate(cases=Count("pk")))


def due_in_any_language(viewer: Viewer, *, at: datetime) -> QuerySet[TelephoneCase]:
    """Nobody whom somebody else is calling, nobody whom a supervisor gave to somebody else, and of
    real people, until a pilot is signed, those of pilot forces alone."""
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
    """The call that this viewer makes; None where they make none, or somebody took it from them, or
    it was left for so long that anybody may."""
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
    """The call that the interviewer makes, or made in the last hour, once its number was shown."""
    made = CallAttempt.objects.filter(caller=viewer.user_id, number_shown_at__isnull=False)
    running = made.exclude(step=CallAttempt.CallStep.ENDED)
    lately = made.filter(ended_at__gte=at - REPORTED_WITHIN)
    found = (running | lately).select_related("telephone_case").order_by("-begun_at", "-pk")
    return found.first()


def safe_hours(call: RunningCall) -> SafeHours:
    return numbers_to_call.safe_hours_of(call.case.invitation.stage_event.case_id)


@dataclass(frozen=True)
class Callability:
    """Whether she may be called at this moment. `code` is the rule that forbids it; None with no
    `is_in_hours` where only the hour is wrong; `ended` how the case has ended meanwhile."""

    code: Decision | None
    is_in_hours: bool
    hours: CallingHours
    ended: CallOutcome | None

    @property
    def is_now(self) -> bool:
        return self.code is None and self.is_in_hours and self.ended is None


ENDS_CALLS = Q(attempt__is_for_another=False) | Q(attempt=None, withdrawn_at__isnull=False)
"""Of responses: what a victim has begun by a code or on paper, and what she told an interviewer and
withdrew. As with reminders, she is not asked again. What somebody else gave in her place is not
hers."""


def ended_by_answers(case: TelephoneCase) -> CallOutcome | None:
    """How a case ends of which nobody is called because of what stands there already."""
    found = Response.objects.filter(ENDS_CALLS, invitation=case.invitation_id)
    attempts = list(found.values_list("attempt", flat=True))
    if not attempts:
        return None
    return CallOutcome.ANOTHER_WAY if any(attempts) else CallOutcome.RULE


def callability(case: TelephoneCase, *, at: datetime) -> Callability:
    """What is safe is read again before each call (SAF-1)."""
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
