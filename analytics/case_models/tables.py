"""Stored counts of cases, without answers."""

from typing import ClassVar

from django.db import models

from access.models import Force


class Coverage(models.Model):
    period = models.CharField(max_length=7)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    dimension = models.CharField(max_length=20)
    level = models.CharField(max_length=40)
    counts = models.JSONField()
    """{step or exclusion code: number of stage events}."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "force", "dimension", "level"], name="coverage_once"
            ),
        ]
        # All victims are one row in a hundred.
        indexes: ClassVar = [
            models.Index(fields=["dimension", "period", "level"], name="coverage_of_a_table"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.force_id} {self.dimension} {self.level}"


class StepTime(models.Model):
    period = models.CharField(max_length=7)
    area = models.CharField(max_length=40)
    """A force's code, or "nation"."""
    step = models.CharField(max_length=8)
    dimension = models.CharField(max_length=20)
    level = models.CharField(max_length=40)
    cases = models.PositiveIntegerField()
    over = models.PositiveIntegerField()
    median = models.PositiveIntegerField(null=True)
    lower = models.PositiveIntegerField(null=True)
    upper = models.PositiveIntegerField(null=True)
    """In days, as in analytics.stats.durations."""
    judged = models.PositiveIntegerField()
    in_time = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "area", "step", "dimension", "level"], name="step_time_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.area} {self.step} {self.dimension} {self.level}"


class RecordedOutcomes(models.Model):
    period = models.CharField(max_length=7)
    area = models.CharField(max_length=40)
    """A force's code, or "nation"."""
    dimension = models.CharField(max_length=20)
    level = models.CharField(max_length=40)
    decided = models.PositiveIntegerField()
    """Cases with an outcome."""
    counts = models.JSONField()
    """{group of outcomes: cases}, without zeros."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "area", "dimension", "level"], name="recorded_outcomes_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.area} {self.dimension} {self.level}"
