"""People on hold: not contacted until a member of staff has answered a doubt about them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.models import Force
from responses.case_files.doubts import DoubtReason


class PersonHold(models.Model):
    """A doubt that a case file raised about one person. While it is open, the person gets no
    messages and no calls. The vault has the keys of the person (HeldKey)."""

    class HoldState(models.TextChoices):
        OPEN = "open"
        RELEASED = "released"
        """A member of staff said that the person may be contacted."""
        STOPPED = "stopped"
        """A member of staff stopped contact for good."""
        CLEARED = "cleared"
        """A later file has a row of the same case that says everything that was in doubt."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT, null=True, related_name="+")
    """The force that answers; None if no force could be read, and the national team answers."""
    reason = models.CharField(
        max_length=9, choices=[(reason.value, reason.name) for reason in DoubtReason]
    )
    said = models.JSONField(default=list)
    """The safety facts of the row (responses.case_files.doubts.SafetyFact)."""
    columns = models.JSONField(default=list)
    """Columns of the case file that are wrong, or that differ."""
    case_key = models.CharField(max_length=64, blank=True)
    """Empty where the cell could not be read as a key, as it may name a person."""
    file_name = models.CharField(max_length=120, blank=True)
    row = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=64)
    """A keyed hash of the person and the doubt, by which the same doubt is known again."""
    state = models.CharField(
        max_length=8, choices=HoldState.choices, default=HoldState.OPEN, db_default="open"
    )
    held_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=120)
    loaded_by_id = models.IntegerField(null=True, blank=True)
    """The loader of the file; None if a system brought it."""
    upload_number = models.IntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answered_by_id = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fingerprint"], name="person_hold_once"),
            models.CheckConstraint(
                name="person_hold_answer_is_whole",
                condition=Q(state="open", answered_at__isnull=True, answered_by="")
                | (~Q(state="open") & Q(answered_at__isnull=False) & ~Q(answered_by="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["force", "held_at"], name="person_hold_open", condition=Q(state="open")
            ),
            models.Index(fields=["answered_at"], name="person_hold_answered"),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk} {self.state}"
