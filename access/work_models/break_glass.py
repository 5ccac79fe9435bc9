"""The tables of what is opened in an emergency, which others take from access.models."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access.work_models.requests import SecondPersonRequest


class BreakGlass(SecondPersonRequest):
    """Something that is closed to everybody, opened to one person or force for some hours: asked
    for by one, opened by another, and listed until a data protection officer has looked at it."""

    class GlassKind(models.TextChoices):
        CASE = "case"
        """How one case that is hidden from its force may safely be reached."""
        PASSWORDS = "passwords"
        """Passwords here, while a force's own sign-in is away."""

    kind = models.CharField(max_length=9, choices=GlassKind.choices)
    force = models.ForeignKey("access.Force", on_delete=models.PROTECT, related_name="+")
    case_key = models.CharField(max_length=80, blank=True)
    """As it was typed: nobody is told beforehand whether there is such a case."""
    reason = models.CharField(max_length=400)
    hours = models.PositiveSmallIntegerField()
    is_refused = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    """When somebody closed it before its hours were over."""
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

    @property
    def until(self) -> datetime | None:
        """Its end; None while nobody opened it."""
        if self.decided_at is None or self.is_refused:
            return None
        end = self.decided_at + timedelta(hours=self.hours)
        return min(end, self.ended_at) if self.ended_at else end


class GlassLook(models.Model):
    """One look at what was opened."""

    glass = models.ForeignKey(BreakGlass, on_delete=models.CASCADE, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.glass_id} by {self.user_id}"
