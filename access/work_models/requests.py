"""What every table has whose rows one person asks for and another decides about."""

from django.conf import settings
from django.db import models


class SecondPersonRequest(models.Model):
    """Each table says by a constraint of its own what takes another person than who asked."""

    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
