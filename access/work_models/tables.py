from typing import ClassVar

from django.db import models
from django.db.models import Q


class TaskRun(models.Model):
    """A lost task is handed out again from this row."""

    task = models.CharField(max_length=120)
    """Dotted path: package.module.name."""
    arguments = models.CharField(max_length=200)
    """A JSON list of ids; never anything about a person."""
    wanted_at = models.DateTimeField()
    hand_out_at = models.DateTimeField(null=True, blank=True, db_index=True)
    """Next time for the queue; None where there is nothing to do."""
    attempts = models.PositiveSmallIntegerField(default=0)
    """Since it last succeeded."""
    begun = models.PositiveIntegerField(default=0, db_default=0)
    """Number of runs ever begun, by which an expired run knows that another has begun."""
    running_until = models.DateTimeField(null=True, blank=True)
    """End of the running worker's lease; None where it does not run."""
    is_wanted_again = models.BooleanField(default=False)
    """Enqueued while it ran, so it runs once more."""
    ended_at = models.DateTimeField(null=True, blank=True)
    """Last success."""
    failed_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=160, blank=True)
    """Kind of the last error and its place in the code; never its message, which may name a person.
    """

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
    """Makes schedulers enqueue a slot once."""

    task = models.CharField(max_length=120)
    slot_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "slot_at"], name="scheduled_slot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.slot_at:%Y-%m-%d %H:%M}"


class TryCount(models.Model):
    key = models.CharField(primary_key=True, max_length=64)
    """A keyed hash of the source and the window."""
    kind = models.CharField(max_length=20)
    tier = models.CharField(max_length=12)
    count = models.IntegerField()
    forget_at = models.DateTimeField(db_index=True)
    """Time from which the row is useless."""
    told_at = models.DateTimeField(null=True, blank=True)
    """Time at which the audit trail recorded that the limit was reached."""

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
