from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from access.models import Approval

NOT_ENDED = Q(ended_at__isnull=True, ended_by="", ended_by_id__isnull=True, outcome="")


class SignedWording(models.Model):
    """`words` is a hash of text, wording and place."""

    language = models.CharField(max_length=20)
    text = models.CharField(max_length=16)
    words = models.CharField(max_length=16)
    signed_at = models.DateTimeField()
    signed_by = models.CharField(max_length=120)
    signed_by_id = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["language", "text", "words"], name="signed_wording_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.text}"


class WordingRemark(Approval):
    """Another person decides, or its author withdraws it."""

    REQUESTED: ClassVar = "said"
    DECIDED: ClassVar = "ended"
    WAITING: ClassVar = {"ended_at": None}
    APPROVED: ClassVar = {"outcome": "agreed"}
    REFUSED: ClassVar = {"outcome": "refused"}
    WITHDRAWN: ClassVar = {"outcome": "taken_back"}

    class Remark(models.TextChoices):
        PROPOSAL = "proposal"
        QUESTION = "question"

    class Outcome(models.TextChoices):
        AGREED = "agreed"
        REFUSED = "refused"
        ANSWERED = "answered"
        TAKEN_BACK = "taken_back"

    remark = models.CharField(max_length=8, choices=Remark.choices)
    language = models.CharField(max_length=20)
    text = models.CharField(max_length=16)
    words = models.CharField(max_length=16)
    """The hash of the words that it is about."""
    kind = models.CharField(max_length=20)
    place = models.CharField(max_length=300)
    english = models.TextField()
    wording = models.TextField(blank=True)
    """The wording at that time."""
    proposed = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=120)
    said_by_id = models.IntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_by_id = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["language", "text"],
                condition=Q(remark="proposal", ended_at__isnull=True),
                name="wording_remark_one_open_proposal",
            ),
            models.CheckConstraint(
                name="wording_remark_says_something",
                condition=(Q(remark="proposal") & ~Q(proposed=""))
                | (Q(remark="question", proposed="") & ~Q(comment="")),
            ),
            models.CheckConstraint(
                name="wording_remark_ended_whole",
                condition=NOT_ENDED
                | (
                    Q(ended_at__isnull=False, ended_by_id__isnull=False)
                    & ~Q(ended_by="")
                    & ~Q(outcome="")
                ),
            ),
            models.CheckConstraint(
                name="wording_remark_agreed_by_another",
                condition=~Q(outcome__in=["agreed", "refused"]) | ~Q(ended_by_id=F("said_by_id")),
            ),
        ]

    def audit_target(self) -> str:
        return f"text {self.language} {self.text}"

    def audit_details(self) -> dict[str, Any]:
        return {"remark": self.pk}

    def __str__(self) -> str:
        return f"{self.remark} on {self.language} {self.text}"
