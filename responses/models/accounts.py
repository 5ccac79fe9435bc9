"""Whose service at the provider's sends for a force."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.models import Force


class SendingAccount(models.Model):
    """A force that sends through a service of its own, with its own key, allowance and limits, or
    through the nation's under a sender of its own. A force without one sends through the
    nation's. The key itself stands in NOTIFY_API_KEYS."""

    force = models.OneToOneField(
        Force, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    key_name = models.SlugField(max_length=40, blank=True)
    templates = models.JSONField(default=dict)
    """Of a service of its own: the id of the template of each language's text, and of its e-mail
    under email-en, email-cy."""
    sms_sender_id = models.CharField(max_length=36, blank=True)
    """Which of the service's senders: each shows the one name that all texts come from."""
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="sending_account_says_something",
                condition=~Q(key_name="") | ~Q(sms_sender_id=""),
            ),
        ]

    def __str__(self) -> str:
        return f"account of {self.force_id}"
