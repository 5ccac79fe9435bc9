from typing import ClassVar

from django.db import models
from django.db.models import Q


class AskingOpportunity(models.Model):
    """By key, with its chance; kept even if not asked, and without the event: it may have kept a
    later one away (responses.eligibility.chances)."""

    person_key = models.CharField(max_length=64, db_index=True)
    on = models.DateField()
    closes = models.DateField(db_index=True)
    chance = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="asking_opportunity_chance_is_one", condition=Q(chance__gte=0, chance__lte=1)
            ),
            models.CheckConstraint(
                name="asking_opportunity_closes_after_it_opens",
                condition=Q(closes__gte=models.F("on")),
            ),
        ]

    def __str__(self) -> str:
        return f"could be asked from {self.on}"
