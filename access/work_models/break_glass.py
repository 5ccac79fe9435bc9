from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.work_models.approval import ApprovalRequest


class BreakGlass(ApprovalRequest):
    WAITING: ClassVar = {"decided_at": None, "is_refused": False}
    REFUSED: ClassVar = {"is_refused": True}
    WITHDRAWN: ClassVar = {"is_refused": True}
    EXPIRES_AFTER: ClassVar = timedelta(hours=1)
    """A request that is not opened by then was no emergency."""

    class GlassKind(models.TextChoices):
        CASE = "case"
        """The safe way to contact the victim of a case hidden from its force."""
        PASSWORDS = "passwords"
        """Passwords here, while a force's own sign-in is away."""

    kind = models.CharField(max_length=9, choices=GlassKind.choices)
    force = models.ForeignKey("access.Force", on_delete=models.PROTECT, related_name="+")
    case_key = models.CharField(max_length=80, blank=True)
    """As typed, so that the form does not reveal whether the case exists."""
    reason = models.CharField(max_length=400)
    hours = models.PositiveSmallIntegerField()
    is_refused = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    """Set when it is closed early."""
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="break_glass_takes_two",
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, is_refused=True)
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
            ),
            models.CheckConstraint(
                name="break_glass_ends", condition=Q(hours__gte=1, hours__lte=4)
            ),
            models.CheckConstraint(
                name="break_glass_names_its_case",
                condition=(Q(kind="case") & ~Q(case_key="")) | Q(kind="passwords", case_key=""),
            ),
            models.CheckConstraint(
                name="break_glass_is_reviewed_by_a_third",
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | (
                    Q(decided_by__isnull=False, reviewed_at__isnull=False)
                    & ~Q(reviewed_by=F("asked_by"))
                    & ~Q(reviewed_by=F("decided_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.force_id}"

    def audit_details(self) -> dict[str, Any]:
        return {"what": self.kind, "hours": self.hours}

    @property
    def until(self) -> datetime | None:
        if self.decided_at is None or self.is_refused:
            return None
        end = self.decided_at + timedelta(hours=self.hours)
        return min(end, self.ended_at) if self.ended_at else end


class GlassLook(models.Model):
    glass = models.ForeignKey(BreakGlass, on_delete=models.CASCADE, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.glass_id} by {self.user_id}"
