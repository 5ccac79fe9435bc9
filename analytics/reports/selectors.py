"""Reads that only a quarterly report needs, and all that one says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import F, Q

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics import items
from analytics.alerts import selectors as alerts_selectors
from analytics.figures.selectors import comparisons, coverage, figures
from analytics.figures.selectors.comparisons import ForceGaps
from analytics.figures.selectors.coverage import ForceCoverage
from analytics.figures.selectors.figures import Figures, ForceFunnel, TrendPoint
from analytics.figures.selectors.frame import frame_for
from analytics.figures.selectors.modelled import with_models
from analytics.figures.selectors.shown import Area, PageQuery, area_for, shown_for
from analytics.models import Alert
from analytics.tables import Dimension
from responses.extract_rows import days_of_period


class NothingToReportError(Exception):
    """The quarter has no figures to show: it is not over, nobody answered, or they have not been
    filled yet."""


@dataclass(frozen=True, kw_only=True)
class ReportFound:
    """`marked` are the alerts on the headline by quarter, `raised` all that stood in the quarter of
    the report or came after and are open: the force's own first, then the latest."""

    force: Force
    period: str
    figures: Figures
    compared: ForceGaps
    trend: tuple[TrendPoint, ...]
    funnel: ForceFunnel
    marked: Mapping[str, Alert]
    raised: Sequence[Alert]
    coverage: ForceCoverage
    is_simulated: bool
    is_provisional: bool


@dataclass(frozen=True, kw_only=True)
class ReportList:
    """`periods` are those to choose from, the latest first."""

    period: str | None
    periods: Sequence[str]
    forces: Sequence[Force]


def report_list_for(viewer: Viewer, *, period: str, on: date) -> ReportList:
    periods = figures.periods(on=on)[::-1]
    return ReportList(
        period=period if period in periods else figures.latest_period(on=on, of=periods),
        periods=periods,
        forces=access_selectors.forces_for(viewer),
    )


def report_for(viewer: Viewer, *, force_code: str, period: str, on: date) -> ReportFound:
    """As the force's own people may see it, whoever asks: other forces have no names in it.
    Force.DoesNotExist where the force is out of the viewer's reach.

    Raises NothingToReportError."""
    area, item = area_for(viewer, force_code), items.headline().code
    reader = replace(viewer, is_national=False, force_codes=frozenset({force_code}))
    force, query = access_selectors.force_for(viewer, force_code), PageQuery(period=period)
    shown, frame = shown_for(area, query, on=on, beside_forces=True), frame_for(area, period=period)
    if period not in shown.periods:
        raise NothingToReportError
    shown = with_models(shown, [frame])
    alerts = _alerts_of(area)
    (compared,) = comparisons.gaps_of_forces(shown, [force], period=period)
    return ReportFound(
        force=force,
        period=period,
        figures=figures.figures_of(shown, period),
        compared=compared,
        trend=figures.trend_of(shown, item=item, until=period),
        funnel=figures.funnel_of(reader, shown, item=item, period=period),
        marked=alerts_selectors.by_quarter(_own(alerts, reader), item=item),
        raised=_of_quarter(alerts, period),
        coverage=coverage.coverage_of(frame, on=on),
        is_simulated=access_selectors.is_simulated(),
        is_provisional=shown.is_provisional(period),
    )


def _alerts_of(area: Area) -> list[Alert]:
    """Of everybody in a force and in the nation: the force's own first, then the latest."""
    return list(
        Alert.objects.select_related("force", "case")
        .filter(dimension=Dimension.ALL, explained_by="")
        .filter(Q(force__in=area.line) | Q(force__isnull=True))
        .order_by(F("force").asc(nulls_last=True), "-last_week", "item")
    )


def _own(alerts: Iterable[Alert], reader: Viewer) -> list[Alert]:
    return [alert for alert in alerts if alert.force_id and reader.reaches(alert.force_id)]


def _of_quarter(alerts: Iterable[Alert], period: str) -> list[Alert]:
    """Those whose weeks were in it, as far back as they were measured; and those that came after
    and are open, lest a report is silent on what stands while it is read."""
    first, last = days_of_period(period)
    return [
        alert
        for alert in alerts
        if alert.last_week >= first - timedelta(days=6)
        and (_measured_from(alert) <= last or alerts_selectors.is_open(alert))
    ]


def _measured_from(alert: Alert) -> date:
    return alert.first_week - timedelta(weeks=alert.window_weeks - 1)
