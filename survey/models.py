from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from access.models import Approval, User
from survey.reading_models import SignedWording as SignedWording
from survey.reading_models import WordingRemark as WordingRemark


class InstrumentVersion(models.Model):
    """Never changed: a corrected translation is a new revision, a changed question a new version
    (ADR 3). Proposed and confirmed by two people, or shipped with neither set."""

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    revision = models.PositiveSmallIntegerField()
    definition = models.JSONField()
    languages = models.JSONField()
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=120)
    proposed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    effective_from = models.DateField()
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "version", "revision"], name="instrument_version_once"
            ),
            models.CheckConstraint(
                name="instrument_version_by_two_people",
                condition=Q(proposed_by__isnull=True, confirmed_by__isnull=True)
                | (
                    Q(proposed_by__isnull=False, confirmed_by__isnull=False)
                    & ~Q(proposed_by=F("confirmed_by"))
                ),
            ),
            models.CheckConstraint(
                name="instrument_version_retired_at_with_by",
                condition=Q(retired_at__isnull=True, retired_by="")
                | (Q(retired_at__isnull=False) & ~Q(retired_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}.{self.revision}"


class InstrumentDraft(Approval):
    """Previewed, never sent; confirming publishes and deletes it."""

    REQUESTED: ClassVar = "proposed"
    DECIDED: ClassVar = ""
    WAITING: ClassVar = {"proposed_at__isnull": False}

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    definition = models.JSONField()
    content_hash = models.CharField(max_length=64)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=120)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    effective_from = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="instrument_draft_once"),
            models.CheckConstraint(
                name="instrument_draft_proposed_whole",
                condition=Q(
                    proposed_at__isnull=True, proposed_by__isnull=True, effective_from__isnull=True
                )
                | Q(
                    proposed_at__isnull=False,
                    proposed_by__isnull=False,
                    effective_from__isnull=False,
                ),
            ),
        ]

    def audit_target(self) -> str:
        return f"draft {self}"

    def audit_details(self) -> dict[str, Any]:
        return {"content_hash": self.content_hash}

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class WordingEvidence(models.Model):
    """Entered by a designer; for shipped questions see survey/instruments/evidence.toml."""

    class Kind(models.TextChoices):
        PANEL = "panel"
        INTERVIEW = "interview"
        TEST = "test"
        TRANSLATION = "translation"

    question = models.CharField(max_length=40)
    words = models.CharField(max_length=16)
    """The hash of the English words that it is about (survey.evidence.records)."""
    kind = models.CharField(max_length=11, choices=Kind.choices)
    people = models.PositiveSmallIntegerField()
    on = models.DateField()
    languages = models.JSONField()
    found = models.TextField()
    changed = models.TextField()
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="wording_evidence_asked_somebody", condition=Q(people__gte=1)
            ),
            models.CheckConstraint(
                name="wording_evidence_says_something", condition=~Q(found="") & ~Q(changed="")
            ),
        ]

    def __str__(self) -> str:
        return f"evidence on {self.question}"
