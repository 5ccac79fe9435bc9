"""The tables of mails to staff, which others take from access.models."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class DigestChoice(models.Model):
    """How often a member of staff wants to be told by e-mail that something waits, and of what.
    Somebody without a row gets no mail."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="digest"
    )
    how_often = models.CharField(max_length=8)
    """One of access.digests.cadences.HowOften."""
    topics = models.JSONField(default=list)
    """Names of access.digests.topics.DigestTopic."""
    language = models.CharField(max_length=10)
    chosen_at = models.DateTimeField()
    period = models.CharField(max_length=16)
    """The last period that was looked at: each is looked at once."""
    told = models.JSONField(default=dict)
    """By topic, the keys of what still waits and was told: nothing is told twice."""

    def __str__(self) -> str:
        return f"{self.user_id} {self.how_often}"


class DigestMail(models.Model):
    """One mail to one person about one period. It holds no text: what it says is worked out when it
    is sent, by what the person may see then."""

    class MailState(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        """Given to the carrier; after its time this means that nobody knows how that ended."""
        SENT = "sent"
        KEPT = "kept"
        """Read on the person's page alone, because no carrier is set."""
        DROPPED = "dropped"
        """Nothing of it waited any more, or the person wants or may have no mail."""
        FAILED = "failed"
        UNKNOWN = "unknown"
        """It may have arrived, so it is not sent again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_mails"
    )
    period = models.CharField(max_length=16)
    reference = models.UUIDField(unique=True)
    """By which a carrier finds it again."""
    keys = models.JSONField(default=dict)
    """By topic, what it is about; emptied when it is sent."""
    counts = models.JSONField(default=dict)
    """By topic, how many waited when it was sent."""
    language = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    """When it is tried next, or looked up; None when it is over."""

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
