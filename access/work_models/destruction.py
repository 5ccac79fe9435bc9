from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from access.work_models.approval import Approval


class DestructionRun(Approval):
    """What was due, the forecast for the next run, or why it stopped and who released it."""

    DECIDED: ClassVar = "confirmed"
    WAITING: ClassVar = {"state": "stopped", "asked_at__isnull": False, "confirmed_at": None}

    class RunState(models.TextChoices):
        DONE = "done"
        STOPPED = "stopped"
        REPLACED = "replaced"
        """Stopped, and judged again or done by a later run."""

    task = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=RunState.choices)
    at = models.DateTimeField()
    """By the machine's clock."""
    database_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, blank=True)
    """For a stopped run, the time of the last completed one."""
    started = models.CharField(max_length=36, blank=True, db_default="")
    """Name of the machine's start."""
    running = models.DurationField(null=True, blank=True)
    """Uptime; None where the system has none."""
    reasons = models.JSONField(default=list)
    """Values of access.destruction.rules.BrakeReason."""
    due = models.JSONField(default=dict)
    """Table to number of rows, as in the two columns below."""
    expected = models.JSONField(null=True)
    forecast = models.JSONField(default=dict)
    forecast_until = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.CharField(max_length=120, blank=True)
    asked_by_id = models.IntegerField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    """By the database's clock."""
    confirmed_by = models.CharField(max_length=120, blank=True)
    confirmed_by_id = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="destruction_run_is_asked_by_a_person",
                condition=Q(asked_at__isnull=True, asked_by_id__isnull=True)
                | Q(asked_at__isnull=False, asked_by_id__isnull=False),
            ),
            models.CheckConstraint(
                name="destruction_run_is_confirmed_by_another",
                condition=Q(confirmed_at__isnull=True, confirmed_by_id__isnull=True)
                | (
                    Q(confirmed_at__isnull=False, asked_by_id__isnull=False)
                    & ~Q(confirmed_by_id=F("asked_by_id"))
                ),
            ),
            models.UniqueConstraint(
                fields=["task"], condition=Q(state="stopped"), name="destruction_run_stopped_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["task", "state"], name="destruction_run_task_state"),
        ]

    def audit_details(self) -> dict[str, Any]:
        return {"task": self.task, "due": self.due}

    def __str__(self) -> str:
        return f"{self.task} {self.state} {self.at:%Y-%m-%d}"
