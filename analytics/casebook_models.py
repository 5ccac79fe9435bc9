from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.models import Force


class AlertCase(models.Model):
    alert = models.OneToOneField("analytics.Alert", on_delete=models.CASCADE, related_name="case")
    state = models.CharField(max_length=12, default="seen")
    """Values of analytics.casebook.states.State."""
    owner = models.CharField(max_length=120, blank=True)
    owner_id = models.IntegerField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    snoozed_until = models.DateField(null=True, blank=True)
    verdict = models.CharField(max_length=10, blank=True)
    duplicate_of = models.ForeignKey(
        "analytics.Alert",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="duplicates",
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    """Set while the case is closed or a duplicate."""
    reminded_on = models.DateField(null=True, blank=True)
    escalated_on = models.DateField(null=True, blank=True)
    """For the current due day; a new due day clears both."""
    picture = models.JSONField(default=dict, blank=True)
    """The picture as weekly_picture stores it, up to the alert's latest week."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="alert_case_over_has_its_time",
                condition=Q(state__in=["closed", "duplicate"], closed_at__isnull=False)
                | (~Q(state__in=["closed", "duplicate"]) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="alert_case_owner_and_due_together",
                condition=Q(owner_id__isnull=True, owner="", due_on__isnull=True)
                | (Q(owner_id__isnull=False, due_on__isnull=False) & ~Q(owner="")),
            ),
            models.CheckConstraint(
                name="alert_case_snoozed_until_a_day",
                condition=Q(state="snoozed", snoozed_until__isnull=False)
                | (~Q(state="snoozed") & Q(snoozed_until__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.state}"


class AlertStep(models.Model):
    """Rows are only added."""

    case = models.ForeignKey(AlertCase, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    """The state after the step."""
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.case_id} {self.act}"


class CaseAction(models.Model):
    """`forces` are where it began, none for the nation; `result` is the second measurement."""

    case = models.ForeignKey(AlertCase, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=12)
    starts_on = models.DateField()
    forces = models.ManyToManyField(Force, related_name="+")
    what = models.CharField(max_length=300)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120)
    measured_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)
    acting: Sequence[Force]
    """Forces by name, set by the casebook selectors."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="case_action_says_what", condition=~Q(what="")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.starts_on}"


class SaidAndDone(models.Model):
    """A second person approves it and agrees to its withdrawal."""

    action = models.OneToOneField(CaseAction, on_delete=models.CASCADE, related_name="told")
    text = models.CharField(max_length=400)
    text_cy = models.CharField(max_length=400)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=120)
    written_by_id = models.IntegerField()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=120, blank=True)
    approved_by_id = models.IntegerField(null=True, blank=True)
    unwanted_at = models.DateTimeField(null=True, blank=True)
    """When withdrawal was requested."""
    unwanted_by = models.CharField(max_length=120, blank=True, db_default="")
    unwanted_by_id = models.IntegerField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.CharField(max_length=120, blank=True, db_default="")
    taken_back_by_id = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="said_and_done_taken_back_by_another",
                condition=Q(taken_back_at__isnull=True, taken_back_by_id__isnull=True)
                | (
                    Q(taken_back_at__isnull=False, unwanted_at__isnull=False)
                    & ~Q(taken_back_by_id=models.F("unwanted_by_id"))
                ),
            ),
            models.CheckConstraint(
                name="said_and_done_approved_by_another",
                condition=Q(approved_at__isnull=True, approved_by="", approved_by_id__isnull=True)
                | (
                    Q(approved_at__isnull=False, approved_by_id__isnull=False)
                    & ~Q(approved_by="")
                    & ~Q(approved_by_id=models.F("written_by_id"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_public(self) -> bool:
        return self.approved_at is not None and self.taken_back_at is None
