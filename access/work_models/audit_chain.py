"""The tables that show whether the audit trail was changed, which others take from
access.models."""

from django.db import models


class AuditLink(models.Model):
    """One audit event in the chain: its hash is made of the link before, of the event's time and of
    a salted digest of all that the event says. Written by access.audit_chain.chaining only."""

    position = models.BigIntegerField(primary_key=True)
    """From 1, without gaps, in the order in which events were found."""
    event_id = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    """The event's own time."""
    salt = models.CharField(max_length=32, blank=True)
    """32 hexadecimal digits; emptied when the event is destroyed, so that nothing tells any more
    what it said."""
    digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    chained_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"


class AuditHead(models.Model):
    """The last link of a day, sealed with a key that the database does not hold. Outlives the
    events, and is written to the contact journal as well."""

    day = models.DateField(primary_key=True)
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    is_shipped = models.BooleanField(default=False)
    """Whether the journal has it."""

    def __str__(self) -> str:
        return f"{self.day} {self.position}"
