from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.models import Force
from responses.models.cases import Import


class MappingProfile(models.Model):
    """`text` is TOML (responses.case_files.mapping_profile)."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    name = models.SlugField(max_length=40)
    text = models.TextField()
    test_file = models.TextField(blank=True, default="", db_default="")
    """Made-up rows in the layout of the extract, by which it is tried whether the profile still
    reads what it did."""
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["force", "name"], name="profile_once_per_force"),
        ]

    def __str__(self) -> str:
        return f"{self.force_id}/{self.name}"


class StopReason(models.TextChoices):
    UNREADABLE = "unreadable"
    OTHER_PEOPLE = "other_people"


class Upload(models.Model):
    """An example for a mapping profile while its columns are being named."""

    class UploadState(models.TextChoices):
        MAPPING = "mapping"
        CHECKING = "checking"
        CHECKED = "checked"
        LOADING = "loading"
        LOADED = "loaded"
        UNDOING = "undoing"
        STOPPED = "stopped"
        DISCARDED = "discarded"

    class UploadKind(models.TextChoices):
        """Found from its content."""

        CASE_FILE = "case_file"
        POLICE_UK = "police_uk"

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=UploadKind.choices, default=UploadKind.CASE_FILE)
    file_name = models.CharField(max_length=120)
    profile_text = models.TextField(blank=True)
    """The mapping profile as it was at the time of the upload."""
    profile_name = models.SlugField(
        max_length=40, blank=True, default="", db_default="", db_index=False
    )
    """The name that the profile is kept by, where it is or was a kept one."""
    is_simulated = models.BooleanField(default=False)
    takes_hidden = models.BooleanField(default=False)
    """Whether rows and columns that the workbook hides are loaded too, as its sender said."""
    makes_keys = models.BooleanField(default=False, db_default=False)
    """Whether case keys that identify a person are replaced by made ones, as its sender said."""
    language = models.CharField(max_length=16, default="en")
    """The language of the person who uploaded the file, used for the reasons of rejected rows."""
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=120)
    uploaded_by_id = models.IntegerField()
    asked_by = models.CharField(max_length=120)
    """The requester of the present or latest work."""
    asked_by_id = models.IntegerField()
    state = models.CharField(
        max_length=10, choices=UploadState.choices, default=UploadState.CHECKING
    )
    last_active_at = models.DateTimeField(db_column="moved_at")
    """When its state last changed or its work last reported progress."""
    rows_done = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    good_rows = models.PositiveIntegerField(default=0)
    is_whole = models.BooleanField(default=True)
    """Whether the file could be read to its end."""
    changes = models.JSONField(default=dict)
    """Effects of the import in numbers of cases: expected, then actual."""
    differences = models.JSONField(default=dict)
    """Expected changes by field, in numbers with a few case keys, as
    responses.imports.merging.differences counts them."""
    fault_count = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    """The first faults, without values that may be personal."""
    notes = models.JSONField(default=list)
    """Findings that are no faults: codes and terms of responses.case_files.workbooks.rows."""
    fault_groups = models.JSONField(default=list, db_default=[])
    """All faults by their cause (responses.case_files.fault_causes.groups)."""
    quality = models.JSONField(default=dict)
    """The report of responses.case_files.quality."""
    stop_reason = models.CharField(max_length=12, blank=True, choices=StopReason.choices)
    import_batch = models.OneToOneField(
        Import,
        on_delete=models.PROTECT,
        null=True,
        related_name="upload",
        db_column="loading_id",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="upload_loads_whole_files",
                condition=~Q(state__in=["loading", "loaded", "undoing"]) | Q(is_whole=True),
            ),
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}"
