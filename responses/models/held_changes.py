"""Changes that a case file brought and that wait for a second person (decision 48)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from responses.case_files.amendments.lifts import LiftKind
from responses.models.cases import Case, Import


class HeldChange(models.Model):
    """A change that would make the person of a case more contactable. It takes effect when somebody
    confirms it who neither brought nor loaded the file. The vault has the values of a contact."""

    class HeldState(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        REFUSED = "refused"
        DROPPED = "dropped"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="held_changes")
    import_batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="held_changes")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.name) for kind in LiftKind])
    before = models.JSONField(default=dict)
    """Attribute of the case to what stands; empty where the vault has it."""
    after = models.JSONField(default=dict)
    """Attribute of the case to what the file says."""
    after_hash = models.CharField(max_length=64)
    """A keyed hash of what the file says, by which the same change is known again."""
    state = models.CharField(
        max_length=9, choices=HeldState.choices, default=HeldState.WAITING, db_default="waiting"
    )
    held_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=120)
    loaded_by_id = models.IntegerField(null=True, blank=True)
    """Who had the file loaded; None where it was no person with an account."""
    brought_by_id = models.IntegerField(null=True, blank=True)
    """Who uploaded the file; None where it was not uploaded."""
    ruled_at = models.DateTimeField(null=True, blank=True)
    ruled_by = models.CharField(max_length=120, blank=True)
    ruled_by_id = models.IntegerField(null=True, blank=True)
    dropped_by_import = models.ForeignKey(
        Import, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    """The later import that agrees with what is stored, or says something else."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "kind"], name="held_change_waits_once", condition=Q(state="waiting")
            ),
            models.CheckConstraint(
                name="held_change_is_ruled_by_another",
                condition=Q(ruled_by_id__isnull=True)
                | (
                    (Q(loaded_by_id__isnull=True) | ~Q(ruled_by_id=F("loaded_by_id")))
                    & (Q(brought_by_id__isnull=True) | ~Q(ruled_by_id=F("brought_by_id")))
                ),
            ),
            models.CheckConstraint(
                name="held_change_ruling_is_whole",
                condition=Q(
                    state__in=["confirmed", "refused"],
                    ruled_at__isnull=False,
                    ruled_by_id__isnull=False,
                )
                | Q(
                    state__in=["waiting", "dropped"],
                    ruled_at__isnull=True,
                    ruled_by="",
                    ruled_by_id__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="held_change_is_dropped_by_an_import",
                condition=Q(state="dropped", dropped_by_import__isnull=False)
                | (~Q(state="dropped") & Q(dropped_by_import__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["held_at"], name="held_change_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id} {self.state}"
