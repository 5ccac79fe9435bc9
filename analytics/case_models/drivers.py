"""What is stored of the questions that go with being satisfied overall."""

from typing import ClassVar

from django.db import models


class DriverSet(models.Model):
    """Which questions go with being satisfied overall, in a year, an area and a place of the
    journey. Rows stand only where they may be shown, and stay as they were counted; of the nation
    one stands for every place, so that a year is counted once."""

    period = models.CharField(max_length=7)
    """A year from April to March."""
    area = models.CharField(max_length=40)
    """A force's code, a region's, or "nation"."""
    stage = models.CharField(max_length=10)
    """A place of analytics.journey.stages."""
    people = models.PositiveIntegerField(null=True)
    explained = models.FloatField(null=True)
    """R², 0 to 1. It and `people` are null, and `drivers` empty, where too few answered."""
    drivers = models.JSONField(default=list)
    """As analytics.drivers.counting packs them, the largest share first."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "area", "stage"], name="driver_set_once"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.area} {self.stage}"
