"""Releases, those that are being made, and what is known of a quarter as a whole beside its
figures."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.models import User


class QuarterState(models.Model):
    """How far the asking of a quarter has come, whether it has closed, and what silence could do to
    its national figures. One row a quarter, written whenever its figures are filled."""

    period = models.CharField(max_length=7, unique=True)
    stages = models.JSONField()
    """{stage group: {"frame": events in the frame, "pending": those that wait to be asked about,
    "settled_on": the day since which it is not provisional, or null}}."""
    shifts = models.JSONField()
    """{item: {"as_late", "lower", "upper"}}: what analytics.weighting.nonresponse_range adds to the
    share positive of the nation; "as_late" may be null."""
    closed_on = models.DateField(null=True)
    """The last day whose answers are counted; null while the quarter is open."""
    waiting = models.PositiveIntegerField(default=0)
    """Answers that came and are in no figure yet."""
    late = models.PositiveIntegerField(default=0)
    """Answers that came after the closing, and will be in none."""
    corrected_on = models.DateField(null=True)
    correction = models.CharField(max_length=500, blank=True)
    """What was wrong, of the last correction after the closing."""

    def __str__(self) -> str:
        return self.period


class EarlierFigures(models.Model):
    """What a version of a quarter told before it was replaced, so that a correction is judged
    beside every version that a reader may have kept. Rows go with the cases of the quarter, when it
    can be corrected no more."""

    period = models.CharField(max_length=7)
    told = models.JSONField()
    """{item, table, area and level: [people, and how many gave each secret answer]}, of each place
    that was shown; of closed figures also of the smallest places that were not
    (analytics/disclosure/corrections.py)."""

    def __str__(self) -> str:
        return self.period


class Release(models.Model):
    """The figures of a quarter as published. They never change: a revision is a new version and
    removes nothing. Rows are only added."""

    period = models.CharField(max_length=7)
    version = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=120)
    approved_by = models.CharField(max_length=120, blank=True)
    """Another person who approved it before publication, if any."""
    revision_note = models.TextField(blank=True)
    is_simulated = models.BooleanField()
    quality = models.JSONField()
    """The numbers in the quality report."""
    known = models.JSONField()
    """All counts behind the release and which of them were published: the next version is audited
    against them. In no file and on no page."""

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
    """One file of a release, byte for byte as published."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=60)
    media_type = models.CharField(max_length=100)
    content = models.TextField()
    binary = models.BinaryField(default=b"", db_default=b"")
    """The bytes of a workbook or of paper, whose content is empty."""
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "name"], name="release_file_once"),
        ]
        # SQLite would read past all that a file says to the sum behind it.
        indexes: ClassVar = [
            models.Index(fields=["release", "name", "sha256"], name="release_file_sums"),
        ]

    def __str__(self) -> str:
        return f"{self.release} {self.name}"

    @property
    def body(self) -> bytes:
        return bytes(self.binary) or self.content.encode()


class ReleaseDraft(models.Model):
    """A release from its announcement on: its day in the calendar, what people write of it, and its
    files once they are made. Whatever changes takes files and approval away."""

    period = models.CharField(max_length=7)
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    """A ReleaseKind."""
    publish_at = models.DateTimeField()
    """9:30 in London of the day."""
    announced_at = models.DateTimeField()
    announced_by = models.CharField(max_length=120)
    moves = models.JSONField(default=list)
    """Each time that the day was changed: the day before, why in English ("why") and in Welsh
    ("why_cy"), by whom and when. Early ones have no Welsh."""
    words = models.JSONField(default=dict)
    """{"en": {quality field, contact or reason: words}, "cy": …}."""
    contact_email = models.CharField(max_length=254, blank=True)
    next_on = models.DateField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)
    changes = models.PositiveIntegerField(default=0)
    """How often anything was changed; files made of an earlier state are not kept."""
    step = models.CharField(max_length=10, blank=True)
    """How far the making of its files is, a MakingStep; empty before it was asked for."""
    refusal = models.CharField(max_length=20, blank=True)
    """Why it could not be made; a ReleaseRefusal."""
    quality = models.JSONField(null=True)
    known = models.JSONField(null=True)
    filled_at = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    """Of its checksums, which are of all files: what two people agree to."""
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.CharField(max_length=120, blank=True)
    proposed_by_id = models.IntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=120, blank=True)
    approved_by_id = models.IntegerField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=500, blank=True)
    cancelled_why_cy = models.CharField(max_length=500, blank=True, default="", db_default="")
    """The same in Welsh; empty of those that were taken out before it was asked for."""
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

    def __str__(self) -> str:
        return f"{self.period} version {self.version}, to come"


class DraftFile(models.Model):
    """A file of a release that is not out yet."""

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
    """A member of staff who may read a release in the twenty-four hours before it is published.
    The office, and not the person, is named on the release."""

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
