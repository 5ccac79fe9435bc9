"""What takes two people at the service desk."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class DeskRequest(models.Model):
    """Answers to take out for somebody who calls, or sending that is to go on after it was stopped
    by hand: asked for by one administrator, done by another."""

    class DeskKind(models.TextChoices):
        WITHDRAW = "withdraw"
        RESUME = "resume"

    class DeskState(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        SET_ASIDE = "set aside"

    kind = models.CharField(max_length=8, choices=DeskKind.choices)
    number_hash = models.CharField(max_length=64, blank=True)
    """Of the number that the first typed, so that the second does it for the same one: keyed, with
    a salt of its own, and emptied when the request is over."""
    salt = models.CharField(max_length=32)
    state = models.CharField(max_length=9, choices=DeskState.choices, default=DeskState.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

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
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
