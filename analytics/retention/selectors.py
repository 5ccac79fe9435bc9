"""What figures keep for as long as the cases they came from, and no longer."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from analytics.models import Alert, EarlierFigures, QualityFinding, ResearchProject, WeightRun
from responses import extract


def alerts_past_retention(at: datetime) -> QuerySet[Alert]:
    return Alert.objects.filter(last_week__lt=extract.first_day_kept(at))


def quality_findings_past_retention(at: datetime) -> QuerySet[QualityFinding]:
    return QualityFinding.objects.filter(last_week__lt=extract.first_day_kept(at))


def runs_past_counting(at: datetime) -> QuerySet[WeightRun]:
    """Their quarters are never filled again, so which responses they counted is no longer
    needed."""
    runs = WeightRun.objects.filter(period__lt=extract.first_period_kept(at))
    return runs.exclude(counted=[])


def earlier_figures_past_correcting(at: datetime) -> QuerySet[EarlierFigures]:
    """Earlier figures of quarters that nobody can correct any more."""
    return EarlierFigures.objects.filter(period__lt=extract.first_period_kept(at))


def research_past_end(at: datetime) -> QuerySet[ResearchProject]:
    """Projects whose last day is over, and that still stand."""
    over = ResearchProject.objects.filter(ends_on__lt=localdate(at))
    return over.exclude(
        state__in=[ResearchProject.ProjectState.REFUSED, ResearchProject.ProjectState.ENDED]
    )


def past_due(at: datetime) -> Mapping[str, int]:
    """How many rows of each table are past their time."""
    return {
        "analytics.Alert": alerts_past_retention(at).count(),
        "analytics.QualityFinding": quality_findings_past_retention(at).count(),
        "analytics.ResearchProject": research_past_end(at).count(),
        "analytics.EarlierFigures": earlier_figures_past_correcting(at).count(),
    }
