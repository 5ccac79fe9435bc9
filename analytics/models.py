from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.models import Force
from analytics.case_models.drivers import DriverSet as DriverSet
from analytics.case_models.mixes import ExpectedShares as ExpectedShares
from analytics.case_models.mixes import Intersection as Intersection
from analytics.case_models.mixes import ModelledShares as ModelledShares
from analytics.case_models.modes import SupportYear as SupportYear
from analytics.case_models.modes import VoiceYear as VoiceYear
from analytics.case_models.modes import WayYear as WayYear
from analytics.case_models.rates import CountedRate as CountedRate
from analytics.case_models.rates import EmergingTerm as EmergingTerm
from analytics.case_models.rates import RecordRate as RecordRate
from analytics.case_models.rates import ThemeRate as ThemeRate
from analytics.case_models.tables import Coverage as Coverage
from analytics.case_models.tables import RecordedOutcomes as RecordedOutcomes
from analytics.case_models.tables import StepTime as StepTime
from analytics.casebook_models import AlertCase as AlertCase
from analytics.casebook_models import AlertStep as AlertStep
from analytics.casebook_models import CaseAction as CaseAction
from analytics.casebook_models import SaidAndDone as SaidAndDone
from analytics.release_models import DraftFile as DraftFile
from analytics.release_models import EarlierFigures as EarlierFigures
from analytics.release_models import EarlyReader as EarlyReader
from analytics.release_models import QuarterState as QuarterState
from analytics.release_models import Release as Release
from analytics.release_models import ReleaseDraft as ReleaseDraft
from analytics.release_models import ReleaseFile as ReleaseFile
from analytics.series_models import QualityFinding as QualityFinding
from analytics.series_models import QualityWeek as QualityWeek
from analytics.series_models import ScoredWeek as ScoredWeek
from analytics.series_models import SeriesNote as SeriesNote
from analytics.series_models import WatchedSeries as WatchedSeries
from analytics.tables import EVERYBODY, Dimension
from analytics.work_models.answer_files import AnswerFile as AnswerFile
from analytics.work_models.peers import PeerGroup as PeerGroup
from analytics.work_models.peers import PeerGroupRequest as PeerGroupRequest
from analytics.work_models.research import ResearchProject as ResearchProject


class Cell(models.Model):
    """By item and choice: respondents, Σw and Σw². A nation is the sum of its forces."""

    period = models.CharField(max_length=7)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    dimension = models.CharField(max_length=20)
    level = models.CharField(max_length=40)
    bins = models.JSONField()
    """{item: {choice code: [n, Σw, Σw²]}}; skipped answers are in no bin."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "force", "dimension", "level"], name="cell_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.force_id} {self.dimension} {self.level}"


class ShownTable(models.Model):
    """Replaced at each refresh. A suppressed figure has no number."""

    period = models.CharField(max_length=7)
    dimension = models.CharField(max_length=20)
    area = models.CharField(max_length=40)
    """A force's code, a region's, or "nation"."""
    shares = models.JSONField()
    """{item: {level: the parts of a figure, or the reason it is suppressed}}."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "dimension", "area"], name="shown_table_once"
            ),
        ]
        indexes: ClassVar = [
            # Rows are wide.
            models.Index(fields=["dimension", "area", "period"], name="shown_table_series"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.dimension} {self.area}"


class WeightRun(models.Model):
    """The same data give the same weights. Null fields were not recorded then."""

    period = models.CharField(max_length=7)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    filled_at = models.DateTimeField()
    respondents = models.PositiveIntegerField()
    frame_total = models.FloatField()
    design_effect = models.FloatField()
    trimmed = models.PositiveIntegerField()
    inputs_hash = models.CharField(max_length=64, blank=True)
    effective_base = models.FloatField(null=True)
    least_factor = models.FloatField(null=True)
    most_factor = models.FloatField(null=True)
    """The smallest and largest weight, each divided by its design weight."""
    margins = models.JSONField()
    """{margin: [levels raked to, after collapsing]}."""
    error_ratios = models.JSONField(default=dict)
    response_model = models.JSONField(default=dict)
    late_answers = models.JSONField(default=dict)
    """error_ratios, response_model and late_answers are as in analytics.weighting.diagnostics."""
    note = models.CharField(max_length=200, blank=True)
    counted = models.JSONField(default=list)
    """The ids of the weighted responses."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "force"], name="weight_run_once"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.force_id}"


class Alert(models.Model):
    """In the nation or a force, for all victims or one level. One row an episode, which further
    weeks extend."""

    item = models.CharField(max_length=30)
    """A question code; for the dimension "theme", "side:theme"."""
    force = models.ForeignKey(Force, null=True, blank=True, on_delete=models.PROTECT)
    """Null for the nation."""
    dimension = models.CharField(max_length=20, default=Dimension.ALL.value)
    level = models.CharField(max_length=40, default=EVERYBODY)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    """The open alert of all victims in the same area when this one was raised.

    This alert is reported within it, but may run longer.
    """
    first_week = models.DateField()
    last_week = models.DateField()
    """Mondays of the first and latest week that raised it."""
    told_week = models.DateField(null=True, blank=True)
    """Monday of the last week covered by the numbers (analytics.alerts.weekly_series); null for
    alerts older than this field, which use their latest week.
    """
    window_weeks = models.PositiveSmallIntegerField()
    is_rise = models.BooleanField()
    base = models.PositiveIntegerField()
    effective_base = models.FloatField()
    observed = models.FloatField()
    expected = models.FloatField()
    lower = models.FloatField()
    upper = models.FloatField()
    odds_ratio = models.FloatField()
    p_value = models.FloatField()
    score = models.FloatField(null=True, blank=True)
    """About standard normal in a quiet series. Null for alerts older than scores."""
    parent_move = models.FloatField(default=0.0)
    """Change of other forces in the same weeks, on the log odds; not part of this change. 0 for
    the nation, or if too few others have answers.
    """
    expected_weeks = models.JSONField(default=list, blank=True)
    """Expected shares of up to 52 weeks to the last reported, in whole percentages, None for a
    week without answers; empty for levels, and for alerts older than this field.
    """
    artefacts = models.JSONField(default=list, blank=True)
    """Artefacts in the reported weeks (analytics.alerts.artefacts)."""
    explained_by = models.CharField(max_length=16, blank=True, db_default="", default="")
    """The artefact that fully explains it; it is then listed as explained and is not an alert."""
    raised_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "force", "dimension", "level", "first_week", "is_rise"],
                name="alert_episode_once",
            ),
            # SQL treats two nulls as different.
            models.UniqueConstraint(
                fields=["item", "dimension", "level", "first_week", "is_rise"],
                condition=Q(force__isnull=True),
                name="alert_national_episode_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.force_id or 'nation'} {self.last_week}"

    @property
    def told_to(self) -> date:
        """The Monday of the last week covered."""
        return self.told_week or self.last_week


class StandardisedShare(models.Model):
    """Shown only with the raw share."""

    period = models.CharField(max_length=7)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=20)
    share = models.FloatField()
    lower = models.FloatField()
    upper = models.FloatField()
    expected = models.FloatField()
    """The nation's share for the same cases."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "force", "item"], name="standardised_share_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.force_id} {self.item}"


class CharacteristicGap(models.Model):
    """Shown only if both figures are."""

    period = models.CharField(max_length=7)
    item = models.CharField(max_length=20)
    dimension = models.CharField(max_length=20)
    level = models.CharField(max_length=40)
    reference = models.CharField(max_length=40)
    raw = models.FloatField()
    raw_lower = models.FloatField()
    raw_upper = models.FloatField()
    standardised = models.FloatField()
    standardised_error = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "item", "dimension", "level"], name="characteristic_gap_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.item} {self.dimension} {self.level}"
