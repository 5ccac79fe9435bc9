"""Calls that other systems may repeat and the service does once. Import from access.models."""

from django.db import models


class SystemCall(models.Model):
    """A call that came with a key of its own and was done, with the answer that it had. Written in
    the transaction of what it did, so that either both are there or neither."""

    key_hash = models.CharField(max_length=64, unique=True)
    """Keyed hash of who called and the key that came with the call."""
    content_hash = models.CharField(max_length=64)
    """Keyed hash of the address and the body."""
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    made_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"call {self.pk}"
