"""Two chores that the queue in the database does not do by itself: to fail a task whose worker was
killed, which would otherwise stay "running" for ever, and to delete tasks that ended. The Redis
queue does both."""

import json
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django_tasks_db.models import DBTaskResult

from access.background import task_queue
from access.models import ScheduledSlot, TaskRun

KEPT_FOR = timedelta(days=30)
"""How long a task that ended is kept. A task that was given up is kept three times as long."""


def fail_killed(*, at: datetime) -> int:
    """Mark tasks that have run for longer than their lease as failed in the database's queue. Their
    TaskRun row hands them out again; a task that was killed before that row existed is enqueued
    anew. Returns how many were failed."""
    ended = 0
    for result in DBTaskResult.objects.running():
        if result.started_at + task_queue.lease_of(result.task_path) > at:
            continue
        result.set_failed(task_queue.TaskFailedError(task_queue.KILLED))
        ids = result.args_kwargs["args"]
        known = TaskRun.objects.filter(task=result.task_path, arguments=json.dumps(ids))
        if not known.exists():
            task_queue.enqueue(result.task_path, *ids, at=at)
        ended += 1
    return ended


def delete_ended(*, at: datetime) -> int:
    """Delete tasks and schedule rows that are past their retention. Returns how many rows."""
    finished = DBTaskResult.objects.finished().filter(finished_at__lte=at - KEPT_FOR)
    return sum(rows.delete()[0] for rows in (finished, *rows_past_retention(at)))


def rows_past_retention(at: datetime) -> tuple[QuerySet[TaskRun], QuerySet[ScheduledSlot]]:
    """Rows that may be deleted. The latest slot of each schedule stays, because without it the
    schedule would look new (task_queue.enqueue_slot)."""
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
