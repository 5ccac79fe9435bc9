from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from access.models import Approval


class DutySignature(Approval):
    """Counts once a second person confirms it, and never changes: a wrong one is taken back."""

    REQUESTED: ClassVar = "signed"
    DECIDED: ClassVar = "confirmed"
    WAITING: ClassVar = {"confirmed_at": None, "taken_back_at": None}

    duty = models.CharField(max_length=20)
    """The value of a ReadinessDuty."""
    version = models.CharField(max_length=60, blank=True)
    """The questions' version, such as "short-core 3", for duties limited to one."""
    done_on = models.DateField()
    done_by = models.CharField(max_length=120)
    """The people or the body that did it."""
    organisation = models.CharField(max_length=120, blank=True, db_default="", default="")
    """The signer's organisation, for duties that need one."""
    document = models.CharField(max_length=300)
    """The record's reference or address."""
    signed_at = models.DateTimeField()
    signed_by = models.CharField(max_length=120)
    signed_by_id = models.IntegerField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=120, blank=True)
    confirmed_by_id = models.IntegerField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="duty_signature_is_confirmed_by_another",
                condition=Q(confirmed_at__isnull=True, confirmed_by_id__isnull=True)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by_id=F("signed_by_id"))),
            ),
            models.UniqueConstraint(
                name="duty_signature_one_that_waits",
                fields=["duty", "version"],
                condition=Q(confirmed_at__isnull=True, taken_back_at__isnull=True),
            ),
        ]

    def audit_details(self) -> dict[str, Any]:
        return {"duty": self.duty, "version": self.version, "done_on": self.done_on.isoformat()}

    def __str__(self) -> str:
        return f"{self.duty} on {self.done_on}"
