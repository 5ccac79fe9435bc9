"""What is stored of how records compare with what victims say: rates alone, of no single case."""

from typing import ClassVar

from django.db import models


class RecordRate(models.Model):
    """Of how many people who answered a rate of analytics.records.rates is true. Rows stand only
    where they may be shown, and stay as they were counted."""

    period = models.CharField(max_length=7)
    area = models.CharField(max_length=40)
    """A force's code, or "nation"."""
    rate = models.CharField(max_length=30)
    dimension = models.CharField(max_length=20)
    level = models.CharField(max_length=40)
    people = models.PositiveIntegerField()
    found = models.PositiveIntegerField()
    kappa = models.FloatField(null=True)
    kappa_lower = models.FloatField(null=True)
    kappa_upper = models.FloatField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "area", "rate", "dimension", "level"], name="record_rate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.area} {self.rate} {self.dimension} {self.level}"
