"""What figures keep for as long as the cases they came from, and no longer."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from analytics.models import Alert, CubeCell, CubeEntry, CubeVersion, WeightRun
from responses import extract


def alerts_past_retention(at: datetime) -> QuerySet[Alert]:
    return Alert.objects.filter(last_week__lt=extract.first_day_kept(at))


def cubes_past_retention(at: datetime) -> QuerySet[CubeVersion]:
    """Their ledgers hold answers by response. The shown figures of the quarter stay."""
    return CubeVersion.objects.filter(period__lt=extract.first_period_kept(at))


def entries_past_retention(at: datetime) -> QuerySet[CubeEntry]:
    return CubeEntry.objects.filter(version__in=cubes_past_retention(at))


def cells_past_retention(at: datetime) -> QuerySet[CubeCell]:
    return CubeCell.objects.filter(version__in=cubes_past_retention(at))


def runs_past_counting(at: datetime) -> QuerySet[WeightRun]:
    """Their quarters are never filled again, so which responses they counted is no longer
    needed."""
    runs = WeightRun.objects.filter(period__lt=extract.first_period_kept(at))
    return runs.exclude(counted=[])


def past_due(at: datetime) -> Mapping[str, int]:
    """How many rows of each table are past their time. What goes with a cube is counted too: a
    nation has few cubes, and each holds a hundred thousand answers."""
    return {
        "analytics.Alert": alerts_past_retention(at).count(),
        "analytics.CubeEntry": entries_past_retention(at).count(),
        "analytics.CubeCell": cells_past_retention(at).count(),
        "analytics.CubeVersion": cubes_past_retention(at).count(),
    }
