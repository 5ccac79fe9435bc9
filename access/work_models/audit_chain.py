from typing import ClassVar

from django.db import models
from django.db.models import Q


class AuditLink(models.Model):
    position = models.BigIntegerField(primary_key=True)
    """From 1, without gaps, in the order in which events were found."""
    event_id = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    salt = models.CharField(max_length=32, blank=True)
    """32 hexadecimal digits; emptied when the event is destroyed, so that its digest reveals
    nothing."""
    digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    chained_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"


class AuditHead(models.Model):
    day = models.DateField(primary_key=True)
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    is_shipped = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.day} {self.position}"


class AuditChainEnd(models.Model):
    """Sealed with each link, and in the journal within the minute."""

    singleton = models.BooleanField(primary_key=True, default=True)
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    keyed_from = models.BigIntegerField()
    """The first position whose link is keyed and whose event is sealed."""
    sealed_at = models.DateTimeField()
    seal = models.CharField(max_length=64)
    is_shipped = models.BooleanField(default=False)
    checked_position = models.BigIntegerField(default=0)
    checked_hash = models.CharField(max_length=64, blank=True, default="")
    checked_seal = models.CharField(max_length=64, blank=True, default="")
    """Seals the position up to which the chain was last found whole."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="audit_chain_end_one_row", condition=Q(singleton=True)),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"
