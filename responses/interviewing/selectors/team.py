from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncQuarter
from django.http import Http404
from django.utils.timezone import localdate

from access import selectors as access_selectors
from access.models import Force, Membership, User
from access.permissions import Role
from access.viewer import Viewer
from responses.cases.visible_cases import is_of_reachable
from responses.interviewing.dispositions import CallOutcome, DispositionGroup, dispositions
from responses.models import CallAttempt, InterviewingForce, TelephoneCase

CallingState = TelephoneCase.CallingState
KEYING_KEPT_FOR = timedelta(days=183)
RATED_OVER = timedelta(days=92)
"""Rates are of the cases that were closed in so long a time."""
MOST_ROWS = 50
MOST_QUARTERS = 8
CALLERS = (Role.INTERVIEWER, Role.INTERVIEW_SUPERVISOR)
CASE = "invitation__stage_event__case"
"""The lookup from a telephone case to its case."""


@dataclass(frozen=True)
class ForceCalls:
    force: Force
    setting: InterviewingForce | None
    open: int
    ends: Mapping[CallOutcome, int]

    @property
    def groups(self) -> Mapping[DispositionGroup, int]:
        return _grouped(self.ends)


@dataclass(frozen=True)
class QuarterCalls:
    period: str
    groups: Mapping[DispositionGroup, int]


def _grouped(ends: Mapping[CallOutcome, int]) -> Mapping[DispositionGroup, int]:
    counted: Counter[DispositionGroup] = Counter()
    for outcome, number in ends.items():
        counted[dispositions()[outcome].group] += number
    return counted


def forces_of(viewer: Viewer) -> Sequence[Force]:
    return list(access_selectors.forces_for(viewer))


def force_of(viewer: Viewer, force_code: str) -> Force:
    """Raises Http404."""
    found = next((each for each in forces_of(viewer) if each.code == force_code), None)
    if found is None:
        raise Http404
    return found


def setting_of(force: Force) -> InterviewingForce | None:
    return InterviewingForce.objects.filter(force=force).first()


def calls_by_force(viewer: Viewer, *, at: datetime) -> Sequence[ForceCalls]:
    """Every force in the viewer's reach."""
    cases = _cases(viewer)
    open_now = dict(
        cases.filter(state=CallingState.OPEN).values_list("force").annotate(Count("pk"))
    )
    ends: dict[str, dict[CallOutcome, int]] = {}
    closed = cases.filter(closed_at__gt=at - RATED_OVER)
    for force, outcome, number in closed.values_list("force", "outcome").annotate(Count("pk")):
        ends.setdefault(force, {})[CallOutcome(outcome)] = number
    settings = {each.force_id: each for each in InterviewingForce.objects.all()}
    return [
        ForceCalls(
            force, settings.get(force.code), open_now.get(force.code, 0), ends.get(force.code, {})
        )
        for force in forces_of(viewer)
    ]


def calls_by_quarter(viewer: Viewer, *, at: datetime) -> Sequence[QuarterCalls]:
    """The newest first, of two years."""
    closed = _cases(viewer).filter(closed_at__isnull=False)
    counted = closed.annotate(quarter=TruncQuarter("closed_at")).values_list("quarter", "outcome")
    ends: dict[date, dict[CallOutcome, int]] = {}
    for first, outcome, number in counted.annotate(Count("pk")):
        ends.setdefault(localdate(first), {})[CallOutcome(outcome)] = number
    now = localdate(at)
    running = date(now.year, now.month - (now.month - 1) % 3, 1)
    over = sorted((first for first in ends if first < running), reverse=True)[:MOST_QUARTERS]
    return [
        QuarterCalls(f"{first.year}-Q{(first.month + 2) // 3}", _grouped(ends[first]))
        for first in over
    ]


def _cases(viewer: Viewer) -> QuerySet[TelephoneCase]:
    """Without those hidden from the viewer (SAF-13)."""
    return TelephoneCase.objects.filter(is_of_reachable(viewer, CASE)).order_by()


def calls_under_way(viewer: Viewer) -> Sequence[TelephoneCase]:
    held = _cases(viewer).filter(state=CallingState.OPEN, held_by__isnull=False)
    return list(held.select_related("force", "held_by").order_by("held_until", "pk")[:MOST_ROWS])


def assignable(viewer: Viewer) -> Sequence[TelephoneCase]:
    free = _cases(viewer).filter(state=CallingState.OPEN, held_by__isnull=True)
    found = free.select_related("force", "assigned_to")
    return list(found.order_by("-is_appointment", "next_at", "pk")[:MOST_ROWS])


def open_case_of(viewer: Viewer, pk: int) -> TelephoneCase:
    """Raises Http404."""
    found = _cases(viewer).filter(pk=pk).select_related("force").first()
    if found is None:
        raise Http404
    return found


def waiting_for_a_look(viewer: Viewer) -> QuerySet[CallAttempt]:
    drawn = CallAttempt.objects.filter(
        is_of_reachable(viewer, f"telephone_case__{CASE}"),
        is_drawn=True,
        reviewed_at__isnull=True,
    )
    return drawn.exclude(caller=viewer.user_id)


def to_review(viewer: Viewer) -> Sequence[CallAttempt]:
    found = waiting_for_a_look(viewer).select_related("caller", "telephone_case__force")
    return list(found.order_by("pk")[:MOST_ROWS])


def attempt_to_review(viewer: Viewer, pk: int) -> CallAttempt:
    """Raises Http404, also for an attempt not drawn for review."""
    reached = is_of_reachable(viewer, f"telephone_case__{CASE}")
    drawn = CallAttempt.objects.filter(reached, is_drawn=True)
    others = drawn.filter(pk=pk).exclude(caller=viewer.user_id)
    found = others.select_related("caller", "telephone_case__force").first()
    if found is None:
        raise Http404
    return found


def interviewers(viewer: Viewer, force_code: str) -> Sequence[User]:
    held = Membership.objects.current().filter(role__in=CALLERS, user__is_active=True)
    of_force = held.filter(force__in=access_selectors.lineage(force_code))
    if viewer.is_national:
        of_force |= held.filter(force__isnull=True, organisation__isnull=True)
    return list(User.objects.filter(pk__in=of_force.values("user")).order_by("name"))


def keying_past_retention(at: datetime) -> QuerySet[CallAttempt]:
    return CallAttempt.objects.filter(ended_at__lte=at - KEYING_KEPT_FOR).exclude(keying=[])
