from typing import ClassVar

from django.db import models
from django.db.models import Q


class WebhookEndpoint(models.Model):
    force = models.ForeignKey(
        "access.Force", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    label = models.CharField(max_length=80)
    url = models.CharField(max_length=300)
    events = models.JSONField(default=list)
    """Values of access.webhooks.events.WebhookEvent."""
    secret = models.CharField(max_length=300)
    """Sealed (access.webhooks.sealing)."""
    old_secret = models.CharField(max_length=300, blank=True)
    old_until = models.DateTimeField(null=True, blank=True)
    """Time until which the previous secret signs too."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    off_at = models.DateTimeField(null=True, blank=True)
    off_by = models.CharField(max_length=120, blank=True)
    """Empty where it was switched off because nothing arrived."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="webhook_endpoint_old_secret_ends",
                condition=Q(old_secret="", old_until__isnull=True)
                | (~Q(old_secret="") & Q(old_until__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class WebhookDelivery(models.Model):
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries"
    )
    message_id = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=24)
    body = models.CharField(max_length=600)
    """As it is signed and sent."""
    made_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    """None where it is over."""
    ended_at = models.DateTimeField(null=True, blank=True)
    has_arrived = models.BooleanField(default=False)
    answer = models.CharField(max_length=40, blank=True)
    """Last status, or why there was none."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="webhook_delivery_is_over_or_due",
                condition=Q(next_at__isnull=True, ended_at__isnull=False)
                | Q(next_at__isnull=False, ended_at__isnull=True, has_arrived=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.kind}"
