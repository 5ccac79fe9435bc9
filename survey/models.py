"""Questions: the published versions of instruments."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class InstrumentVersion(models.Model):
    """One published form of an instrument, wording of every language included. Never changed
    after publishing: a mended translation is a new revision, a changed question a new version
    (docs/adr/0003)."""

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    revision = models.PositiveSmallIntegerField()
    definition = models.JSONField()
    languages = models.JSONField()
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=120)
    effective_from = models.DateField()
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "version", "revision"], name="instrument_version_once"
            ),
            models.CheckConstraint(
                name="instrument_version_retired_at_with_by",
                condition=Q(retired_at__isnull=True, retired_by="")
                | (Q(retired_at__isnull=False) & ~Q(retired_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}.{self.revision}"
