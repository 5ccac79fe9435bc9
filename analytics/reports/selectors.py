from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import F, Q

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics import items
from analytics.alerts import selectors as alerts_selectors
from analytics.casebook.selectors import cases
from analytics.coverage_levels import COVERAGE_LEVELS
from analytics.disclosure.years import quarters_of
from analytics.disparities import selectors as let_down
from analytics.disparities.selectors import GapsPage
from analytics.figures import versions
from analytics.figures.selectors import comparisons, coverage, figures, past
from analytics.figures.selectors.comparisons import Beside, ForceGaps, Gap
from analytics.figures.selectors.coverage import ForceCoverage
from analytics.figures.selectors.figures import Figures, ForceFunnel, TrendPoint
from analytics.figures.selectors.frame import Frame, frame_and_court
from analytics.figures.selectors.modelled import with_models
from analytics.figures.selectors.shown import Area, Shown, area_for
from analytics.figures.versions import VersionBegun
from analytics.journey import selectors as journey
from analytics.journey.selectors import JourneyPage, JourneyQuery
from analytics.models import Alert, CaseAction
from analytics.tables import Dimension
from responses.extract_rows import days_of_period


class NothingToReportError(Exception):
    pass


@dataclass(frozen=True, kw_only=True)
class ReportFound:
    force: Force | None
    period: str
    figures: Figures
    compared: ForceGaps | None
    changes: Mapping[str, Gap | None]
    begun: Sequence[VersionBegun]
    trend: tuple[TrendPoint, ...]
    journey: JourneyPage
    let_down: GapsPage
    funnel: ForceFunnel
    marked: Mapping[str, Alert]
    raised: Sequence[Alert]
    acts: Mapping[int, Sequence[CaseAction]]
    coverage: ForceCoverage
    is_simulated: bool
    is_provisional: bool


@dataclass(frozen=True, kw_only=True)
class ReportList:
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


def report_for(viewer: Viewer, *, force_code: str | None, period: str, on: date) -> ReportFound:
    """Return a force's report with the access of its own staff, whoever asks, so it names no
    other force; or the nation's. Raises NothingToReportError.
    """
    area, item = area_for(viewer, force_code), items.headline().code
    read = _load(area, period, on=on)
    shown, frame = read.shown, read.frame
    if period not in shown.periods:
        raise NothingToReportError
    groups = let_down.read_of(shown, area.line, with_modelled=True) if area.force else None
    shown = with_models(shown, [frame], groups.modelled) if groups else shown
    alerts = list(
        Alert.objects.select_related("force", "case")
        .filter(dimension=Dimension.ALL, explained_by="")
        .filter(Q(force__in=area.line) | Q(force__isnull=True))
        .order_by(F("force").asc(nulls_last=True), "-last_week", "item")
    )
    raised = _in_quarter(alerts, period)
    compared = comparisons.gaps_of_forces(shown, [area.force], period=period) if area.force else ()
    reader, changes = _reader(viewer, force_code), _changes(shown, period)
    return ReportFound(
        force=area.force,
        period=period,
        figures=figures.figures_of(shown, period),
        compared=next(iter(compared), None),
        changes=changes,
        begun=versions.begun_meanwhile(changes, period),
        trend=figures.trend_of(shown, item=item, until=period),
        journey=read.journey,
        let_down=let_down.page_of(shown, read=groups),
        funnel=figures.funnel_of(reader, shown, item=item, period=period),
        marked=alerts_selectors.by_quarter(_own(alerts, area), item=item),
        raised=raised,
        acts=cases.acts_of([alert.pk for alert in raised]),
        coverage=coverage.coverage_of(frame, on=on),
        is_simulated=access_selectors.is_simulated(),
        is_provisional=shown.is_provisional(period),
    )


def _changes(shown: Shown, period: str) -> dict[str, Gap | None]:
    gaps = past.past_gaps(shown, period=period)
    return {item: beside[Beside.QUARTER_BEFORE] for item, beside in gaps.items()}


def _reader(viewer: Viewer, force_code: str | None) -> Viewer:
    if force_code is None:
        return viewer
    return replace(viewer, is_national=False, force_codes=frozenset({force_code}))


class ReportRead(NamedTuple):
    journey: JourneyPage
    shown: Shown
    frame: Frame


def _load(area: Area, period: str, *, on: date) -> ReportRead:
    years = [year for year in journey.closed_years(area) if quarters_of(year)[-1] <= period]
    query = JourneyQuery(period=next(iter(years), period))
    shown = journey.shown_of(area, years, query, on=on, forces_in=period)
    frame, rows = frame_and_court(
        area,
        period=period,
        dimensions=COVERAGE_LEVELS,
        court=journey.court_rows(shown, years, query),
    )
    events = journey.events_in(rows, shown, years, query)
    return ReportRead(
        journey=journey.page_of(shown, years, query, events=events),
        shown=replace(shown, period=period, dimension=Dimension.ALL),
        frame=frame,
    )


def _own(alerts: Iterable[Alert], area: Area) -> list[Alert]:
    if area.force is None:
        return [alert for alert in alerts if alert.force_id is None]
    return [alert for alert in alerts if alert.force_id in area.line]


def _in_quarter(alerts: Iterable[Alert], period: str) -> list[Alert]:
    first, last = days_of_period(period)
    return [
        alert
        for alert in alerts
        if alert.last_week >= first - timedelta(days=6)
        and (
            (alert.first_week - timedelta(weeks=alert.window_weeks - 1)) <= last
            or alerts_selectors.is_open(alert)
        )
    ]
