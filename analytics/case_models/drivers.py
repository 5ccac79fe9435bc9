"""Stored drivers of overall satisfaction."""

from typing import ClassVar

from django.db import models


class DriverSet(models.Model):
    period = models.CharField(max_length=7)
    """A year from April to March."""
    stage = models.CharField(max_length=10)
    """A place of analytics.journey.stages."""
    people = models.PositiveIntegerField(null=True)
    explained = models.FloatField(null=True)
    """R², 0 to 1. It and `people` are null, and `drivers` empty, if too few answered."""
    drivers = models.JSONField(default=list)
    """As analytics.drivers.counting packs them, largest share first."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "stage"], name="driver_set_once"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.stage}"
