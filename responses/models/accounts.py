"""The provider account through which a force's messages are sent."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.models import Force


class SendingAccount(models.Model):
    """The account of a force that sends through its own service, with its own key, allowance and
    limits, or through the national service with its own sender. A force without an account sends
    through the national service. The key itself is in the setting NOTIFY_API_KEYS."""

    force = models.OneToOneField(
        Force, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    key_name = models.SlugField(max_length=40, blank=True)
    templates = models.JSONField(default=dict)
    """For a service of its own: language to template id of the text, and email-en, email-cy to
    those of the e-mail."""
    sms_sender_id = models.CharField(max_length=36, blank=True)
    """The id of one of the service's senders; all of them show the same name."""
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
