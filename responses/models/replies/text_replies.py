from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from access.models import Force
from responses.models.cases import Case


class TextReply(models.Model):
    """By its kind alone. The provider's id keeps one delivered twice from being handled twice."""

    provider_id = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=12)
    """A responses.replies.reading.ReplyKind."""
    is_danger = models.BooleanField(default=False)
    force = models.ForeignKey(
        Force, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """That of the case that the number was last texted about; None where there is no such case."""

    def __str__(self) -> str:
        return f"reply {self.pk}"


class DangerReply(models.Model):
    """Further ones from the same number join it while it is open."""

    class ReplyState(models.TextChoices):
        WAITING = "waiting"
        CLOSED = "closed"

    person_key = models.CharField(max_length=64)
    case = models.ForeignKey(
        Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """The case that the number was last texted about, if any."""
    category = models.CharField(max_length=12)
    """A responses.triage.risk.reading.RiskCategory; "none" where no rule understood the words."""
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ReplyState.choices, default=ReplyState.WAITING)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    emailed_at = models.DateTimeField(null=True, blank=True)
    """When the desk got the email; None while it still must be sent."""
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=16, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], name="danger_reply_waiting", condition=Q(state="waiting")
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_key"],
                name="danger_reply_one_open_a_number",
                condition=Q(state="waiting"),
            ),
            models.CheckConstraint(
                name="danger_reply_closed_says_how",
                condition=Q(state="closed", closed_at__isnull=False)
                & ~Q(closed_by="")
                & ~Q(outcome="")
                | ~Q(state="closed") & Q(closed_at__isnull=True, closed_by="", outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"danger reply {self.pk}"
