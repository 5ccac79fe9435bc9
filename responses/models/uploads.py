"""What data loaders bring by hand: their profiles, and files on their way in."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.models import Force
from responses.models.cases import Import


class MappingProfile(models.Model):
    """How one force writes the standard case file; the text is that of
    responses.case_files.mapping_profile."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    name = models.SlugField(max_length=40)
    text = models.TextField()
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["force", "name"], name="profile_once_per_force"),
        ]

    def __str__(self) -> str:
        return f"{self.force_id}/{self.name}"


class StopReason(models.TextChoices):
    """Why a file was not loaded after all."""

    UNREADABLE = "unreadable"
    OTHER_PEOPLE = "other_people"


class Upload(models.Model):
    """A file that somebody brought: looked at first, loaded once they say so."""

    class State(models.TextChoices):
        CHECKING = "checking"
        CHECKED = "checked"
        LOADING = "loading"
        LOADED = "loaded"
        UNDOING = "undoing"
        STOPPED = "stopped"
        DISCARDED = "discarded"

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    profile_text = models.TextField(blank=True)
    """The profile as it was when the file came."""
    is_simulated = models.BooleanField(default=False)
    language = models.CharField(max_length=16, default="en")
    """Of who brought it, in which the reasons beside rejected rows are."""
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=120)
    uploaded_by_id = models.IntegerField()
    asked_by = models.CharField(max_length=120)
    """Who pressed the button for the work that goes on or was done last."""
    asked_by_id = models.IntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKING)
    moved_at = models.DateTimeField()
    """When work on it last went on."""
    rows_done = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    good_rows = models.PositiveIntegerField(default=0)
    is_whole = models.BooleanField(default=True)
    """The file could be read to its end."""
    changes = models.JSONField(default=dict)
    """What loading it would do, in cases."""
    fault_count = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    """The first of them, without what may be personal."""
    quality = models.JSONField(default=dict)
    """The report of responses.case_files.quality."""
    stop_reason = models.CharField(max_length=12, blank=True, choices=StopReason.choices)
    loading = models.OneToOneField(
        Import, on_delete=models.PROTECT, null=True, related_name="upload"
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
