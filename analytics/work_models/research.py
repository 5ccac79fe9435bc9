"""Research projects and their files, kept until a project ends."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from access.models import Approval, User


class ResearchProject(Approval):
    WAITING: ClassVar = {"state": "checking"}

    class ProjectState(models.TextChoices):
        MAKING = "making"
        CHECKING = "checking"
        READY = "ready"
        REFUSED = "refused"
        """Refused by a checker, or too few answers remained."""
        ENDED = "ended"

    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=1000)
    researchers = models.JSONField()
    """Name and institution of each."""
    variables = models.JSONField()
    """Names in analytics.research.recoding.variables()."""
    year = models.CharField(max_length=7)
    ends_on = models.DateField()
    """The last day the file is available."""
    state = models.CharField(
        max_length=8, choices=ProjectState.choices, default=ProjectState.MAKING
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    first_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    second_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)
    """Counts of what protection changed."""
    file = models.BinaryField(default=bytes)
    """A ZIP; empty before it is made and after it is destroyed."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="research_is_checked_by_two_others",
                condition=~Q(state="ready")
                | (
                    Q(first_by__isnull=False, second_by__isnull=False)
                    & ~Q(first_by=F("asked_by"))
                    & ~Q(second_by=F("asked_by"))
                    & ~Q(second_by=F("first_by"))
                ),
            ),
            models.CheckConstraint(
                name="research_that_is_over_has_no_file",
                condition=~Q(state__in=["refused", "ended"]) | Q(ended_at__isnull=False, file=b""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.state}"
