"""The tables that show whether the audit trail was changed, which others take from
access.models."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


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


class AuditChainEnd(models.Model):
    """The sealed end of the chain, renewed with each link and written to the contact journal within
    the minute. One row. Both seals need a key that the database does not hold."""

    singleton = models.BooleanField(primary_key=True, default=True)
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    keyed_from = models.BigIntegerField()
    """The first position whose link is keyed and whose event is sealed."""
    sealed_at = models.DateTimeField()
    seal = models.CharField(max_length=64)
    is_shipped = models.BooleanField(default=False)
    """Whether the journal has it."""
    checked_position = models.BigIntegerField(default=0)
    checked_hash = models.CharField(max_length=64, blank=True, default="")
    checked_seal = models.CharField(max_length=64, blank=True, default="")
    """The position up to which the chain was last found whole."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="audit_chain_end_one_row", condition=Q(singleton=True)),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"
