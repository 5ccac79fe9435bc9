from typing import ClassVar

from django.db import models

from analytics.disclosure.places import NATION


class CountedRate(models.Model):
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
        abstract = True

    def __str__(self) -> str:
        return f"{self.period} {self.area} {self.rate} {self.dimension} {self.level}"


class RecordRate(CountedRate):
    """A rate of analytics.records.rates, over respondents."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "area", "rate", "dimension", "level"], name="record_rate_once"
            ),
        ]


class ThemeRate(CountedRate):
    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "area", "rate", "dimension", "level"], name="theme_rate_once"
            ),
        ]


class EmergingTerm(models.Model):
    week = models.DateField()
    """The last day read."""
    area = models.CharField(max_length=40, default=NATION)
    """A force's code, or "nation"."""
    language = models.CharField(max_length=16)
    term = models.CharField(max_length=80)
    score = models.FloatField()
    """z of analytics.stats.emerging.log_odds."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "language", "term"], name="emerging_term_once"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.language} {self.term}"
