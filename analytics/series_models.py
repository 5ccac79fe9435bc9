"""Notes on quarterly series, and results of the weekly series."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.models import Force


class SeriesNote(models.Model):
    """A user's note of an event on an area's quarters.

    With `is_rebase`, control limits restart at that quarter. A mistaken note is withdrawn but
    stays as a row.
    """

    force = models.ForeignKey(Force, null=True, blank=True, on_delete=models.PROTECT)
    """Null for the nation."""
    item = models.CharField(max_length=20, blank=True)
    """Empty for every question."""
    period = models.CharField(max_length=7)
    is_rebase = models.BooleanField()
    reason = models.CharField(max_length=200)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=120)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="series_note_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="series_note_taken_back_at_with_by",
                condition=Q(taken_back_at__isnull=True, taken_back_by="")
                | (Q(taken_back_at__isnull=False) & ~Q(taken_back_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.force_id or 'nation'} {self.period}"


class ScoredWeek(models.Model):
    """The distribution of a week's scores, for one tier and size of series.

    The spread of quiet series sets the alert limits.
    """

    week = models.DateField()
    """A Monday."""
    tier = models.CharField(max_length=20)
    size = models.PositiveSmallIntegerField()
    """0 for under four answers a week, 1 from four, 2 from twelve, 3 from forty."""
    tally = models.JSONField()
    """Counts of scores by tenths, from -8 to 8."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["week", "tier", "size"], name="scored_week_once"),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.tier} {self.size}"


class QualityWeek(models.Model):
    """Data-quality counts of one week in one force, by name, from which analytics.alerts.quality
    makes series. Kept as long as a series.
    """

    week = models.DateField()
    """A Monday."""
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField()
    """By the names of responses.extract_weeks; zeros are left out."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["week", "force"], name="quality_week_once"),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.force_id}"


class QualityFinding(models.Model):
    """A data-quality share or count that moved by more than chance. One row per episode."""

    code = models.CharField(max_length=16)
    """An Artefact, or the name of a count (analytics.alerts.quality.measures)."""
    level = models.CharField(max_length=40, blank=True)
    force = models.ForeignKey(Force, null=True, blank=True, on_delete=models.PROTECT)
    """Null for the nation."""
    first_week = models.DateField()
    last_week = models.DateField()
    """Mondays of the first and latest week in which it was unusual."""
    window_weeks = models.PositiveSmallIntegerField()
    is_rise = models.BooleanField()
    observed = models.FloatField()
    expected = models.FloatField()
    """Shares, or counts, over the window."""
    base = models.PositiveIntegerField()
    """The base of a share over the window, or the count; null if only words may be shown."""
    score = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "level", "force", "first_week", "is_rise"],
                name="quality_finding_once",
            ),
            models.UniqueConstraint(
                fields=["code", "level", "first_week", "is_rise"],
                condition=Q(force__isnull=True),
                name="quality_national_finding_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.level} {self.force_id or 'nation'} {self.last_week}"


class WatchedSeries(models.Model):
    """An unusual series of all victims that is not an alert: the furthest few, some of them chance.

    Replaced each week.
    """

    week = models.DateField()
    item = models.CharField(max_length=20)
    force = models.ForeignKey(Force, null=True, blank=True, on_delete=models.PROTECT)
    """Null for the nation."""
    score = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "force"], name="watched_series_once"),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(force__isnull=True),
                name="watched_national_series_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.force_id or 'nation'} {self.week}"
