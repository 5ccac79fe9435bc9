from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from access.models import Approval
from responses.models.invitations import Invitation
from survey.models import InstrumentVersion


class Trial(Approval):
    """Written down before anyone is placed; once confirmed it can only be closed."""

    REQUESTED: ClassVar = "proposed"
    DECIDED: ClassVar = "confirmed"
    WAITING: ClassVar = {"confirmed_at": None, "closed_at": None}

    kind = models.CharField(max_length=10)
    """A responses.trials.rules.TrialKind."""
    arms = models.JSONField()
    """Arm to its chance, the usual way first."""
    usual_version = models.ForeignKey(
        InstrumentVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    new_version = models.ForeignKey(
        InstrumentVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The two versions whose wordings are compared; None in a trial of anything else."""
    outcome = models.CharField(max_length=10)
    """A responses.trials.rules.TrialOutcome."""
    why = models.CharField(max_length=500)
    planned_each = models.PositiveIntegerField()
    """People planned for each arm."""
    first_day = models.DateField()
    last_day = models.DateField()
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=120)
    proposed_by_id = models.IntegerField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=120, blank=True)
    confirmed_by_id = models.IntegerField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    """When it stopped to place people: enough were, its last day was over, or a person said so."""
    closed_because = models.CharField(max_length=500, blank=True)
    result = models.JSONField(null=True, blank=True)
    """Arm to its counts, kept once the last link is over; None before that."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="trial_takes_two_people",
                condition=Q(confirmed_by_id__isnull=True) | ~Q(confirmed_by_id=F("proposed_by_id")),
            ),
            models.CheckConstraint(
                name="trial_confirmed_at_with_by",
                condition=Q(confirmed_at__isnull=True, confirmed_by_id__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by_id__isnull=False),
            ),
            models.CheckConstraint(
                name="trial_of_wordings_has_two_versions",
                condition=Q(kind="wordings", usual_version__isnull=False, new_version__isnull=False)
                | (~Q(kind="wordings") & Q(usual_version__isnull=True, new_version__isnull=True)),
            ),
            models.CheckConstraint(
                name="trial_days_are_in_order", condition=Q(last_day__gte=F("first_day"))
            ),
            models.CheckConstraint(
                name="trial_result_is_of_a_closed_one",
                condition=Q(result__isnull=True) | Q(closed_at__isnull=False),
            ),
        ]

    def audit_details(self) -> dict[str, Any]:
        return {
            "kind_of_trial": self.kind, "arms": list(self.arms), "outcome": self.outcome,
            "planned_each": self.planned_each, "closed_because": self.closed_because,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"trial {self.pk}"


class TrialPlace(models.Model):
    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="places")
    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="trial_places"
    )
    arm = models.CharField(max_length=10)
    chance = models.FloatField()
    placed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trial", "invitation"], name="trial_place_once"),
            models.CheckConstraint(
                name="trial_place_has_a_chance", condition=Q(chance__gt=0, chance__lt=1)
            ),
        ]

    def __str__(self) -> str:
        return f"place in trial {self.trial_id}"
