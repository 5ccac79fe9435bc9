"""What the queue in the database leaves undone: a worker that was killed leaves its task running
for ever, and nothing that has ended is thrown away. Redis does both by itself."""

import json
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django_tasks_db.models import DBTaskResult

from access.background import task_queue
from access.models import ScheduledSlot, TaskRun

KEPT = timedelta(days=30)
"""Of what has ended. Tasks that were given up stay three times as long."""


def end_killed(*, at: datetime) -> int:
    """Mark as failed what runs past its lease in the database's queue. Its TaskRun has it handed
    out again; a task that was killed before it had one gets one. Returns how many."""
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


def prune(*, at: datetime) -> int:
    """Throw away what ended long ago. Returns how many rows went."""
    finished = DBTaskResult.objects.finished().filter(finished_at__lte=at - KEPT)
    return sum(rows.delete()[0] for rows in (finished, *ended_long_ago(at)))


def ended_long_ago(at: datetime) -> tuple[QuerySet[TaskRun], QuerySet[ScheduledSlot]]:
    """Of each schedule its latest time stays."""
    latest = ScheduledSlot.objects.filter(task=OuterRef("task")).order_by("-slot_at")
    return (
        TaskRun.objects.filter(
            Q(hand_out_at__isnull=True, given_up_at__isnull=True, ended_at__lte=at - KEPT)
            | Q(given_up_at__lte=at - 3 * KEPT)
        ),
        ScheduledSlot.objects.filter(slot_at__lte=at - KEPT).exclude(
            pk=Subquery(latest.values("pk")[:1])
        ),
    )
