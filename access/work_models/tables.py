"""The tables of background work and of tries that failed, which others take from access.models."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class TaskRun(models.Model):
    """One background task with its arguments: whether it waits, runs, failed or succeeded. A task
    that a queue lost or a killed worker left is handed out again from this row. Written by
    access.background.task_queue only."""

    task = models.CharField(max_length=120)
    """The dotted path of the task: package.module.name."""
    arguments = models.CharField(max_length=200)
    """A JSON list of ids; never anything about a person."""
    wanted_at = models.DateTimeField()
    hand_out_at = models.DateTimeField(null=True, blank=True, db_index=True)
    """When it is next given to the queue; None where there is nothing to do."""
    attempts = models.PositiveSmallIntegerField(default=0)
    """Since it last succeeded."""
    begun = models.PositiveIntegerField(default=0, db_default=0)
    """How often it was begun, ever: the number of a run. A run whose lease was over knows by it
    that another has begun."""
    running_until = models.DateTimeField(null=True, blank=True)
    """When the lease of the worker that runs it ends, unless it is renewed; None where it does not
    run."""
    is_wanted_again = models.BooleanField(default=False)
    """It was enqueued while it ran, so it runs once more."""
    ended_at = models.DateTimeField(null=True, blank=True)
    """When it last succeeded."""
    failed_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=160, blank=True)
    """Kind of the last error and its place in the code; never its message, which may name a
    person."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "arguments"], name="task_run_once"),
            models.CheckConstraint(
                name="task_run_given_up_has_failed",
                condition=Q(given_up_at__isnull=True) | Q(failed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.arguments}"


class ScheduledSlot(models.Model):
    """Records that a scheduled task was enqueued for one time of its schedule, so that it is
    enqueued once however many schedulers run."""

    task = models.CharField(max_length=120)
    slot_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "slot_at"], name="scheduled_slot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.slot_at:%Y-%m-%d %H:%M}"


class TryCount(models.Model):
    """How many tries of one kind failed in one window of time, from one address, at one account or
    in the whole service. Written by access.limits.counts only."""

    key = models.CharField(primary_key=True, max_length=64)
    """A keyed hash of what is counted and of the window."""
    kind = models.CharField(max_length=20)
    tier = models.CharField(max_length=12)
    count = models.IntegerField()
    forget_at = models.DateTimeField(db_index=True)
    """When the row is of no more use."""
    told_at = models.DateTimeField(null=True, blank=True)
    """When it stood in the audit trail that the limit was reached."""

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["told_at"],
                condition=Q(told_at__isnull=False),
                name="try_count_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.tier}"
