from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from access.models import ApprovalRequest, Force
from responses.case_files.case import LiftKind
from responses.case_files.warnings.doubts import DoubtReason
from responses.models.cases import Case, Import


class HeldChange(models.Model):
    """It would make a person more contactable, so a second person confirms it."""

    class HeldState(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        REFUSED = "refused"
        DROPPED = "dropped"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="held_changes")
    import_batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="held_changes")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.name) for kind in LiftKind])
    before = models.JSONField(default=dict)
    """Case attribute to current value; empty if the vault has it."""
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
    """None if no person with an account had it loaded."""
    brought_by_id = models.IntegerField(null=True, blank=True)
    """The uploader; None if the file was not uploaded."""
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


class DeskRequest(ApprovalRequest):
    """One administrator asks, another does it; data held about a person needs a data protection
    officer."""

    KEPT_FOR: ClassVar = timedelta(days=7)
    """The longest wait for a second person."""
    EXPIRES_AFTER: ClassVar = KEPT_FOR
    APPROVED: ClassVar = {"state": "done", "number_hash": ""}
    REFUSED: ClassVar = {"state": "set aside", "number_hash": ""}

    class DeskKind(models.TextChoices):
        WITHDRAW = "withdraw"
        RESUME = "resume"
        ACCESS = "access"

    class DeskProof(models.TextChoices):
        DOCUMENT = "document"
        SUPPORTER = "supporter"

    class DeskState(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        SET_ASIDE = "set aside"

    kind = models.CharField(max_length=8, choices=DeskKind.choices)
    number_hash = models.CharField(max_length=64, blank=True)
    """Hash of the number that the first person typed, so that the second uses the same one: keyed,
    with its own salt, and emptied when the request is over."""
    salt = models.CharField(max_length=32)
    proof = models.CharField(
        max_length=9, choices=DeskProof.choices, blank=True, default="", db_default=""
    )
    language = models.CharField(max_length=2, blank=True, default="", db_default="")
    """The language of the person's file and of the words that open it."""
    state = models.CharField(max_length=9, choices=DeskState.choices, default=DeskState.WAITING)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="desk_request_is_done_by_another",
                condition=~Q(state="done")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="desk_request_that_is_over_knows_no_number",
                condition=Q(state="waiting") | Q(number_hash=""),
            ),
            models.CheckConstraint(
                name="desk_request_for_access_has_a_proof",
                condition=~Q(kind="access") | (~Q(proof="") & ~Q(language="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class PersonHold(models.Model):
    """While open, no messages and no calls. The vault has the keys (HeldKey)."""

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
    """The safety facts of the row (responses.case_files.warnings.doubts.SafetyFact)."""
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
