"""Reads of what this room keeps for a time only: as long as the cases that it came from."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from analytics.models import Alert, CubeVersion, WeightRun
from responses import extract


def alerts_past_retention(at: datetime) -> QuerySet[Alert]:
    return Alert.objects.filter(last_week__lt=extract.first_day_kept(at))


def cubes_past_retention(at: datetime) -> QuerySet[CubeVersion]:
    """Their entries are answers by person; the shown figures of the quarter stay without them."""
    return CubeVersion.objects.filter(period__lt=extract.first_period_kept(at))


def runs_past_counting(at: datetime) -> QuerySet[WeightRun]:
    """Their quarters are never filled again, so nobody needs to know of whom they were."""
    runs = WeightRun.objects.filter(period__lt=extract.first_period_kept(at))
    return runs.exclude(counted=[])


def past_due(at: datetime) -> Mapping[str, int]:
    """How many rows of each table have been kept for longer than they may be."""
    return {
        "analytics.Alert": alerts_past_retention(at).count(),
        "analytics.CubeVersion": cubes_past_retention(at).count(),
    }
