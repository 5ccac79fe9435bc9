"""What is stored of how records compare with what victims say, and of what their own words speak
of: rates alone, of no single case."""

from typing import ClassVar

from django.db import models

from analytics.disclosure.places import NATION


class CountedRate(models.Model):
    """How many people of a group something is true of. Rows stand only where they may be shown, and
    stay as they were counted."""

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
    """One rate of analytics.records.rates, counted of people who answered."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "area", "rate", "dimension", "level"], name="record_rate_once"
            ),
        ]


class ThemeRate(CountedRate):
    """How many of the people whose own words were coded speak of a theme, "side:theme". κ is of
    those who code."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "area", "rate", "dimension", "level"], name="theme_rate_once"
            ),
        ]


class EmergingTerm(models.Model):
    """A word that more people of an area use lately than before. Replaced each week."""

    week = models.DateField()
    """The last day that was read."""
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
