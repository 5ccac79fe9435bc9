from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django_tasks_db.models import DBTaskResult

from access.background import leases, task_queue
from access.models import ScheduledSlot, TaskRun

KEPT_FOR = timedelta(days=30)
"""Retention of an ended task. A task that was given up is kept three times as long."""


def fail_killed(*, at: datetime) -> int:
    """Return how many had shown no sign of life for a lease."""
    ended = 0
    for result in DBTaskResult.objects.running().filter(started_at__lte=at - leases.LEASE):
        ids, queued_at = result.args_kwargs["args"], result.enqueued_at
        if task_queue.abandon(result.task_path, ids, queued_at=queued_at, at=at):
            result.set_failed(task_queue.TaskFailedError(task_queue.KILLED))
            ended += 1
    return ended


def delete_ended(*, at: datetime) -> int:
    finished = DBTaskResult.objects.finished().filter(finished_at__lte=at - KEPT_FOR)
    return sum(rows.delete()[0] for rows in (finished, *rows_past_retention(at)))


def rows_past_retention(at: datetime) -> tuple[QuerySet[TaskRun], QuerySet[ScheduledSlot]]:
    latest = ScheduledSlot.objects.filter(task=OuterRef("task")).order_by("-slot_at")
    return (
        TaskRun.objects.filter(
            Q(hand_out_at__isnull=True, given_up_at__isnull=True, ended_at__lte=at - KEPT_FOR)
            | Q(given_up_at__lte=at - 3 * KEPT_FOR)
        ),
        ScheduledSlot.objects.filter(slot_at__lte=at - KEPT_FOR).exclude(
            pk=Subquery(latest.values("pk")[:1])
        ),
    )
