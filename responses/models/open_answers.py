from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.models import Force
from survey.models import InstrumentVersion


class OpenAnswers(models.Model):
    """Without invitation, case, weight or wave; responses/extract.py never reads this table (ADR
    31)."""

    class Who(models.TextChoices):
        """The stated subject of the answers."""

        SELF = "self"
        OTHER = "other"
        """In the place of a victim."""
        BEREAVED = "bereaved"
        """About an event that a person died of."""

    who = models.CharField(max_length=8, choices=Who.choices)
    force = models.ForeignKey(
        Force, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    """As picked from the list; None for "not sure"."""
    stage = models.CharField(max_length=4, blank=True)
    """The stage as stated (responses.open_link.counting); empty for "not sure"."""
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=16)
    answers = models.JSONField(default=dict)
    """As in Response."""
    completed_at = models.DateTimeField(db_index=True)
    withdrawal_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  null is not a hash
    """Keyed hash of the six words; null after six months. Unique, so that a press that is sent
    twice stores one row."""
    taken_out_at = models.DateTimeField(null=True, blank=True)
    """From then on the answers are destroyed. The row stays in the month's count: a count that fell
    by one would reveal that a person had left."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="open_answers_taken_out_are_empty",
                condition=Q(taken_out_at__isnull=True) | Q(answers={}),
            ),
            models.CheckConstraint(
                name="open_answers_by_somebody", condition=Q(who__in=["self", "other", "bereaved"])
            ),
        ]

    def __str__(self) -> str:
        return f"open answers {self.pk}"
