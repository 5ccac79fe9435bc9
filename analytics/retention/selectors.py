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
    """Whose quarters are never refreshed again."""
    runs = WeightRun.objects.filter(period__lt=extract.first_period_kept(at))
    return runs.exclude(counted=[])


def earlier_figures_past_correcting(at: datetime) -> QuerySet[EarlierFigures]:
    return EarlierFigures.objects.filter(period__lt=extract.first_period_kept(at))


def research_past_end(at: datetime) -> QuerySet[ResearchProject]:
    over = ResearchProject.objects.filter(ends_on__lt=localdate(at))
    return over.exclude(
        state__in=[ResearchProject.ProjectState.REFUSED, ResearchProject.ProjectState.ENDED]
    )


def past_due(at: datetime) -> Mapping[str, int]:
    return {
        "analytics.Alert": alerts_past_retention(at).count(),
        "analytics.QualityFinding": quality_findings_past_retention(at).count(),
        "analytics.ResearchProject": research_past_end(at).count(),
        "analytics.EarlierFigures": earlier_figures_past_correcting(at).count(),
    }
