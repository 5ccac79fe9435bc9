"""Research projects: requested by one person, checked by two others, ended by the daily run or
any of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.approval import decisions
from access.audit import AuditKind
from access.background import task_queue
from analytics.cube import meanings
from analytics.drivers.actions import weighed_answers
from analytics.models import ResearchProject
from analytics.research import selectors
from analytics.research.protection import LEAST, ProtectedRecords, protect
from analytics.research.recoding import record_of
from analytics.retention import selectors as retention

State = ResearchProject.ProjectState
LONGEST = timedelta(days=366)
TASK = "analytics.tasks.make_research_file"
Write = Callable[[ResearchProject, ProtectedRecords], bytes]


@dataclass(frozen=True, kw_only=True)
class ProjectPlan:
    title: str
    purpose: str
    researchers: Sequence[str]
    variables: Sequence[str]
    year: str
    ends_on: date


@transaction.atomic
def ask(*, plan: ProjectPlan, by: Actor, at: datetime) -> ResearchProject:
    """Raises ValueError for an unavailable year, and for an end in the past or more than a year
    away."""
    today = timezone.localdate(at)
    is_in_time = today < plan.ends_on <= today + LONGEST
    if not is_in_time or not selectors.may_be_given(plan.year, at=at):
        message = "The end lies within a year, and the year has closed."
        raise ValueError(message)
    project = decisions.request_approval(
        ResearchProject, None, by=by, at=at,
        title=plan.title, purpose=plan.purpose, researchers=list(plan.researchers),
        variables=list(plan.variables), year=plan.year, ends_on=plan.ends_on,
    )  # fmt: skip
    audit.record(
        AuditKind.RESEARCH_ASKED, target=project, by=by, at=at, year=plan.year,
        variables=list(plan.variables), until=plan.ends_on.isoformat(),
    )  # fmt: skip
    task_queue.enqueue(TASK, project.pk, at=at)
    return project


def make(*, number: int, write: Write, by: Actor, at: datetime) -> None:
    waits = ResearchProject.objects.filter(pk=number, state=State.MAKING)
    project = waits.first()
    if project is None:
        return
    regions, known = access_selectors.regions(), meanings.meanings()
    protected = protect(
        [
            record_of(row, weight, region=regions.get(row.force, ""), meanings=known)
            for row, weight in weighed_answers(project.year)
        ]
    )
    report = {
        "answers": len(protected.records), "dropped": protected.dropped,
        "silenced": protected.silenced, "smallest": protected.smallest, "least": LEAST,
        "coarsened": protected.coarsened,
    }  # fmt: skip
    if not protected.records:
        waits.update(state=State.REFUSED, ended_at=at, report=report)
        return
    file = write(project, protected)
    if waits.update(state=State.CHECKING, file=file, report=report):
        audit.record(
            AuditKind.RESEARCH_MADE, target=project, by=by, at=at,
            answers=len(protected.records), smallest=protected.smallest,
        )  # fmt: skip


@transaction.atomic
def check(*, project: ResearchProject, by: Actor, at: datetime) -> None:
    """Raises ApprovalError."""
    standing = ResearchProject.objects.defer("file").filter(ends_on__gte=timezone.localdate(at))
    held = decisions.lock_for_second(project, by=by, at=at, rows=standing)
    if by.user_id == held.first_by_id:
        raise decisions.OwnRequestError
    if held.first_by_id is None:
        held.first_by_id = by.user_id
    else:
        held.second_by_id, held.state = by.user_id, State.READY
    held.save(update_fields=["first_by", "second_by", "state"])
    audit.record(AuditKind.RESEARCH_CHECKED, target=held, by=by, at=at)


@transaction.atomic
def end(*, project: ResearchProject, by: Actor, at: datetime) -> None:
    """Raises RequestDecidedError. Destroys the file."""
    held = ResearchProject.objects.select_for_update().defer("file").get(pk=project.pk)
    if held.state in {State.REFUSED, State.ENDED}:
        raise decisions.RequestDecidedError
    _destroy(held, by=by, at=at)


def record_taken(*, project: ResearchProject, by: Actor, at: datetime) -> None:
    audit.record(AuditKind.RESEARCH_TAKEN, target=project, by=by, at=at)


@transaction.atomic
def end_overdue(*, by: Actor, at: datetime) -> int:
    projects = list(retention.research_past_end(at).select_for_update().defer("file"))
    for project in projects:
        _destroy(project, by=by, at=at)
    return len(projects)


def _destroy(project: ResearchProject, *, by: Actor, at: datetime) -> None:
    project.state = State.ENDED if project.state == State.READY else State.REFUSED
    project.ended_at, project.file = at, b""
    project.save(update_fields=["state", "ended_at", "file"])
    audit.record(AuditKind.RESEARCH_ENDED, target=project, by=by, at=at, state=project.state)
