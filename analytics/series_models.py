"""What people note on the series of quarters, and what the weekly series were found to do."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.models import Force


class SeriesNote(models.Model):
    """An event that a person noted on the quarters of an area, with the reason. With `is_rebase`
    the control limits begin anew with that quarter. One that was noted in error is taken back, and
    stays as a row."""

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
    """How the scores of one week lay, of one tier and size of series: how wide those of quiet
    series lie says where the lines are."""

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
    """How the answers of one week came about in one force: named counts, of which
    analytics.alerts.quality makes series. Kept as long as a series is."""

    week = models.DateField()
    """A Monday."""
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField()
    """By the names of responses.extract_weeks; what was none is left out."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["week", "force"], name="quality_week_once"),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.force_id}"


class QualityFinding(models.Model):
    """A series of how answers came about, or of a count, that moved by more than chance explains.
    One row an episode."""

    code = models.CharField(max_length=16)
    """An Artefact, or the name of a count (analytics.alerts.quality.measures)."""
    level = models.CharField(max_length=40, blank=True)
    force = models.ForeignKey(Force, null=True, blank=True, on_delete=models.PROTECT)
    """Null for the nation."""
    first_week = models.DateField()
    last_week = models.DateField()
    """Mondays of the first and the latest week in which it stood out."""
    window_weeks = models.PositiveSmallIntegerField()
    is_rise = models.BooleanField()
    observed = models.FloatField()
    expected = models.FloatField()
    """Shares, or counts, of the window."""
    base = models.PositiveIntegerField()
    """What a share is of over the window, or the count; none where only words may be told."""
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
    """A series of everybody that stands out in the newest week, and is no alert: a budget of the
    furthest, of which some are chance every week. Replaced each week."""

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
