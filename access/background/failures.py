"""Background work that failed: what is tried again by itself, and what was given up and waits for
somebody. Of a task its name and the kind and place of its fault, never what it was about."""

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
    """`next_at` is when it is tried again; none where it was given up."""

    number: int
    task: str
    failures: int
    fault: str
    failed_at: datetime
    next_at: datetime | None
    is_given_up: bool


def failed_work(viewer: Viewer) -> Sequence[FailedTask]:
    """For who sees to the whole service: a force's own people have no such page.

    Raises Http404."""
    if not viewer.is_national:
        raise Http404
    return every_failed_task()


def every_failed_task() -> Sequence[FailedTask]:
    """What was given up stands first, of each the latest."""
    failed = TaskRun.objects.filter(failed_at__isnull=False).defer("arguments")
    given_up_first = F("given_up_at").desc(nulls_last=True)
    return [_task(run) for run in failed.order_by(given_up_first, "-failed_at", "-pk")[:MOST_SHOWN]]


def given_up(viewer: Viewer) -> int:
    """How many wait for somebody, for who sees to the whole service; nothing for anyone else."""
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
