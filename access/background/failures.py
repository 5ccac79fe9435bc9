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
    """`next_at` is None where it was given up."""

    number: int
    task: str
    failures: int
    fault: str
    failed_at: datetime
    next_at: datetime | None
    is_given_up: bool


def list_failed_tasks(viewer: Viewer) -> Sequence[FailedTask]:
    """Raises Http404 unless national."""
    if not viewer.is_national:
        raise Http404
    return list_all_failed_tasks()


def list_all_failed_tasks() -> Sequence[FailedTask]:
    """Given up first, then the latest."""
    failed = TaskRun.objects.filter(failed_at__isnull=False).defer("arguments")
    given_up_first = F("given_up_at").desc(nulls_last=True)
    return [_task(run) for run in failed.order_by(given_up_first, "-failed_at", "-pk")[:MOST_SHOWN]]


def count_given_up(viewer: Viewer) -> int:
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
