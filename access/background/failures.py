"""Background tasks that failed: those that will be retried, and those that were given up and wait
for a person. Shows the task's name and the kind and place of the error, never its arguments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.http import Http404

from access.models import TaskRun
from access.viewer import Viewer

MOST_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class FailedTask:
    """`next_at` is when it is retried; None where it was given up."""

    number: int
    task: str
    failures: int
    fault: str
    failed_at: datetime
    next_at: datetime | None
    is_given_up: bool


def list_failed_tasks(viewer: Viewer) -> Sequence[FailedTask]:
    """The failed tasks, for a national viewer: tasks belong to the whole service, not to a force.

    Raises Http404 for everybody else."""
    if not viewer.is_national:
        raise Http404
    return list_all_failed_tasks()


def list_all_failed_tasks() -> Sequence[FailedTask]:
    """At most MOST_SHOWN failed tasks: those given up first, and the latest failure first."""
    failed = TaskRun.objects.filter(failed_at__isnull=False).defer("arguments")
    given_up_first = F("given_up_at").desc(nulls_last=True)
    return [_task(run) for run in failed.order_by(given_up_first, "-failed_at", "-pk")[:MOST_SHOWN]]


def count_given_up(viewer: Viewer) -> int:
    """How many given-up tasks wait for a person. 0 for a viewer who is not national."""
    if not viewer.is_national:
        return 0
    return TaskRun.objects.filter(given_up_at__isnull=False).count()


def _task(run: TaskRun) -> FailedTask:
    return FailedTask(
        number=run.pk,
        task=run.task,
        failures=run.attempts,
        fault=run.fault,
        failed_at=run.failed_at or run.wanted_at,
        next_at=run.hand_out_at,
        is_given_up=run.given_up_at is not None,
    )
