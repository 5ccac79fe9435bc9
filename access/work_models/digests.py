from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class DigestChoice(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="digest"
    )
    how_often = models.CharField(max_length=8)
    """A value of access.digests.cadences.HowOften."""
    topics = models.JSONField(default=list)
    """Names of access.digests.topics.DigestTopic."""
    language = models.CharField(max_length=10)
    chosen_at = models.DateTimeField()
    period = models.CharField(max_length=16)
    """The last period that was handled."""
    told = models.JSONField(default=dict)
    """By topic, keys of waiting items that were mailed."""

    def __str__(self) -> str:
        return f"{self.user_id} {self.how_often}"


class DigestMail(models.Model):
    class MailState(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        """Given to the carrier; after KNOWN_AFTER its end is unknown."""
        SENT = "sent"
        KEPT = "kept"
        """Shown on the person's page only: no carrier is set."""
        DROPPED = "dropped"
        """Nothing was left to mention, or the person gets no mail."""
        FAILED = "failed"
        UNKNOWN = "unknown"
        """It may have arrived, so it is not sent again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_mails"
    )
    period = models.CharField(max_length=16)
    reference = models.UUIDField(unique=True)
    """The carrier's key."""
    keys = models.JSONField(default=dict)
    """Items by topic; emptied when it is sent."""
    counts = models.JSONField(default=dict)
    """Number waiting by topic when it was sent."""
    language = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    """Time of the next try or look-up; None when it is over."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "period"], name="digest_mail_once_a_period"),
            models.CheckConstraint(
                name="digest_mail_has_a_time_until_it_is_over",
                condition=Q(state__in=["waiting", "sending"], next_at__isnull=False)
                | (~Q(state__in=["waiting", "sending"]) & Q(next_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.period} {self.state}"
