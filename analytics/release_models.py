"""Releases and their drafts, and the state of each quarter."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from access.models import Approval, User


class QuarterState(models.Model):
    """Progress, closing and possible non-response effect of a quarter, as of its last refresh."""

    period = models.CharField(max_length=7, unique=True)
    stages = models.JSONField()
    """{stage group: {"frame": events in the frame, "pending": events still to be invited,
    "settled_on": the day since which it is not provisional, or null}}.
    """
    shifts = models.JSONField()
    """{item: {"as_late", "lower", "upper"}}: what analytics.weighting.nonresponse_range adds to
    the nation's positive share; "as_late" may be null.
    """
    closed_on = models.DateField(null=True)
    """The last day whose answers count; null while the quarter is open."""
    waiting = models.PositiveIntegerField(default=0)
    """Answers received that are in no figure yet."""
    late = models.PositiveIntegerField(default=0)
    """Answers received after closing, which are in no figure."""
    corrected_on = models.DateField(null=True)
    correction = models.CharField(max_length=500, blank=True)
    """Reason for the last correction after closing."""

    def __str__(self) -> str:
        return self.period


class EarlierFigures(models.Model):
    """Figures of a quarter before they were replaced: a correction is checked against every
    version a reader may have kept. Rows are deleted with the quarter's cases, after which it
    cannot be corrected.
    """

    period = models.CharField(max_length=7)
    told = models.JSONField()
    """{item, table, area and level: [people, and how many gave each secret answer]} of each
    published place; for closed figures also of the smallest hidden places
    (analytics/disclosure/corrections.py).
    """

    def __str__(self) -> str:
        return self.period


class Release(models.Model):
    """A quarter's published figures. Rows are only added: a revision is a new version."""

    period = models.CharField(max_length=7)
    version = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=120)
    approved_by = models.CharField(max_length=120, blank=True)
    """The second person who approved publication, if any."""
    revision_note = models.TextField(blank=True)
    is_simulated = models.BooleanField()
    quality = models.JSONField()
    """The numbers of the quality report."""
    known = models.JSONField()
    """All counts behind the release and which were published, to check the next version against.

    Not in any file or on any page.
    """

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "version"], name="release_version_once"),
            models.CheckConstraint(
                name="release_revision_says_why",
                condition=Q(version=1, revision_note="")
                | (Q(version__gt=1) & ~Q(revision_note="")),
            ),
            models.CheckConstraint(
                name="release_approved_by_another",
                condition=~Q(approved_by=models.F("published_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} version {self.version}"


class ReleaseFile(models.Model):
    """A release file, byte for byte as published."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=60)
    media_type = models.CharField(max_length=100)
    content = models.TextField()
    binary = models.BinaryField(default=b"", db_default=b"")
    """For a workbook or PDF, whose content is empty."""
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "name"], name="release_file_once"),
        ]
        # Without it, SQLite would read past the whole content to the checksum.
        indexes: ClassVar = [
            models.Index(fields=["release", "name", "sha256"], name="release_file_sums"),
        ]

    def __str__(self) -> str:
        return f"{self.release} {self.name}"

    @property
    def body(self) -> bytes:
        return bytes(self.binary) or self.content.encode()


class ReleaseDraft(Approval):
    """A release from its announcement on: its day, its text, and its files once made.

    Any change discards files and approval.
    """

    REQUESTED: ClassVar = "proposed"
    DECIDED: ClassVar = "approved"
    WAITING: ClassVar = {"proposed_at__isnull": False}

    period = models.CharField(max_length=7)
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    """A ReleaseKind."""
    publish_at = models.DateTimeField()
    """9:30 in London on the day."""
    announced_at = models.DateTimeField()
    announced_by = models.CharField(max_length=120)
    moves = models.JSONField(default=list)
    """Each change of day: the earlier day, the reason in English ("why") and Welsh ("why_cy"), the
    author and the time. Early entries have no Welsh.
    """
    words = models.JSONField(default=dict)
    """{"en": {quality field, contact or reason: text}, "cy": …}."""
    contact_email = models.CharField(max_length=254, blank=True)
    next_on = models.DateField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)
    changes = models.PositiveIntegerField(default=0)
    """Number of changes; files made from an earlier state are discarded."""
    step = models.CharField(max_length=10, blank=True)
    """A MakingStep; empty before the files were requested."""
    refusal = models.CharField(max_length=20, blank=True)
    """A ReleaseRefusal: why the files could not be made."""
    quality = models.JSONField(null=True)
    known = models.JSONField(null=True)
    filled_at = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    """Hash of the checksums of all files, which two people agree to."""
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.CharField(max_length=120, blank=True)
    proposed_by_id = models.IntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=120, blank=True)
    approved_by_id = models.IntegerField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=500, blank=True)
    cancelled_why_cy = models.CharField(max_length=500, blank=True, default="", db_default="")
    """The reason in Welsh; empty for early cancellations."""
    release = models.OneToOneField(
        Release, null=True, on_delete=models.PROTECT, related_name="draft"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "version"],
                condition=Q(cancelled_at__isnull=True),
                name="release_draft_once",
            ),
            models.CheckConstraint(
                name="release_draft_approved_by_another",
                condition=Q(approved_at__isnull=True, approved_by_id__isnull=True)
                | (
                    Q(approved_at__isnull=False, approved_by_id__isnull=False)
                    & Q(proposed_at__isnull=False, proposed_by_id__isnull=False)
                    & ~Q(approved_by_id=models.F("proposed_by_id"))
                ),
            ),
            models.CheckConstraint(
                name="release_draft_proposed_whole",
                condition=Q(proposed_at__isnull=True) | ~Q(content_hash=""),
            ),
            models.CheckConstraint(
                name="release_draft_published_as_approved",
                condition=Q(release__isnull=True) | Q(approved_at__isnull=False),
            ),
        ]

    def audit_details(self) -> dict[str, Any]:
        return {"period": self.period, "version": self.version}

    def __str__(self) -> str:
        return f"{self.period} version {self.version}, to come"


class DraftFile(models.Model):
    """A file of an unpublished release."""

    draft = models.ForeignKey(ReleaseDraft, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=60)
    media_type = models.CharField(max_length=100)
    content = models.TextField()
    binary = models.BinaryField(default=b"", db_default=b"")
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "name"], name="draft_file_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["draft", "name", "sha256"], name="draft_file_sums"),
        ]

    def __str__(self) -> str:
        return f"{self.draft} {self.name}"

    @property
    def body(self) -> bytes:
        return bytes(self.binary) or self.content.encode()


class EarlyReader(models.Model):
    """A member of staff who may read a release in the twenty-four hours before publication.

    The release names the office, not the person.
    """

    draft = models.ForeignKey(ReleaseDraft, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)
    read_at = models.DateTimeField(null=True)
    """When the person first opened it."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "user"], name="early_reader_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft} {self.office}"
