"""Viewer, area and quarter are resolved here, and nothing is read twice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.alerts import selectors as alerts_selectors
from analytics.disclosure.years import quarters_of
from analytics.figures import versions
from analytics.figures.selectors import (
    comparisons,
    coverage,
    disparities,
    figures,
    representativeness,
    response_rates,
)
from analytics.figures.selectors.comparisons import Beside, Comparison, ForceGap
from analytics.figures.selectors.coverage import ForceCoverage, Reach
from analytics.figures.selectors.disparities import Count, GroupGap
from analytics.figures.selectors.figures import Figures, ForceFunnel, TrendPoint
from analytics.figures.selectors.frame import Frame, frame_for, quarters_for
from analytics.figures.selectors.modelled import with_models
from analytics.figures.selectors.representativeness import Representation, Warnings
from analytics.figures.selectors.shown import PageQuery, Shown, area_for, shown_for
from analytics.figures.versions import VersionBegun
from analytics.models import Alert
from analytics.refresh.selectors.quarter_states import KnownState
from analytics.series_notes import selectors as series_notes
from analytics.tables import SELF_REPORTED, YEARLY, Dimension
from analytics.weighting.nonresponse_range import SilentShift


@dataclass(frozen=True, kw_only=True)
class Asked:
    period: str | None
    periods: Sequence[str]
    provisional: Collection[str]
    dimension: Dimension
    item: str


@dataclass(frozen=True, kw_only=True)
class AreaFound:
    figures: Figures
    reaches: Mapping[str, Reach]
    trend: tuple[TrendPoint, ...]
    alerts: Mapping[str, Alert]
    silence: SilentShift | None
    may_note: bool
    """Whether the viewer may add a note to the series."""


@dataclass(frozen=True, kw_only=True)
class ForceFound(AreaFound):
    warnings: Warnings
    open_alerts: int


@dataclass(frozen=True, kw_only=True)
class ForcePage:
    """None if there are no figures."""

    force: Force
    asked: Asked
    is_simulated: bool
    found: ForceFound | None


@dataclass(frozen=True, kw_only=True)
class NationFound(AreaFound):
    funnel: ForceFunnel
    force_reaches: Mapping[str, Reach]


@dataclass(frozen=True, kw_only=True)
class NationPage:
    forces: Sequence[Force]
    asked: Asked
    is_simulated: bool
    found: NationFound | None


@dataclass(frozen=True, kw_only=True)
class ForceCompared:
    comparison: Comparison
    reaches: Mapping[str, Reach]
    begun: Mapping[Beside, Sequence[VersionBegun]]


@dataclass(frozen=True, kw_only=True)
class ForceComparisonPage:
    force: Force
    asked: Asked
    is_simulated: bool
    found: ForceCompared | None


@dataclass(frozen=True, kw_only=True)
class ForcesCompared:
    gaps: tuple[ForceGap, ...]
    reaches: Mapping[str, Reach]


@dataclass(frozen=True, kw_only=True)
class ComparisonPage:
    asked: Asked
    is_simulated: bool
    found: ForcesCompared | None


@dataclass(frozen=True, kw_only=True)
class DisparitiesFound:
    """By item, how many groups differ clearly."""

    gaps: tuple[GroupGap, ...]
    reaches: Mapping[str, Reach]
    counts: Mapping[str, Count]


@dataclass(frozen=True, kw_only=True)
class DisparityPage:
    asked: Asked
    is_simulated: bool
    found: DisparitiesFound | None


@dataclass(frozen=True, kw_only=True)
class CoveragePage:
    asked: Asked
    forces: Sequence[Force]
    coverage: ForceCoverage
    representation: Representation
    state: KnownState | None
    """National progress of the quarter's invitations; None if not stored."""


def force_page_for(viewer: Viewer, *, force_code: str, query: PageQuery, on: date) -> ForcePage:
    """Raises Force.DoesNotExist."""
    area = area_for(viewer, force_code)
    shown = shown_for(area, query, on=on, is_comparing=query.is_by_group, with_years=True)
    quarters = (
        quarters_for(area, period=shown.period, dimension=query.dimension) if shown.period else ()
    )
    shown = with_models(shown, quarters)
    return ForcePage(
        force=access_selectors.force_for(viewer, force_code),
        asked=_resolve_choices(shown, query),
        is_simulated=access_selectors.is_simulated(),
        found=_load_force(viewer, shown, query, quarters) if shown.period else None,
    )


def nation_page_for(viewer: Viewer, *, query: PageQuery, on: date) -> NationPage:
    if query.dimension in YEARLY:
        query = replace(query, dimension=Dimension.ALL)
    shown = shown_for(
        area_for(viewer, None), query, on=on, beside_forces=True,
        is_comparing=query.is_by_group, with_years=True,
    )  # fmt: skip
    return NationPage(
        forces=access_selectors.forces_for(viewer),
        asked=_resolve_choices(shown, query),
        is_simulated=access_selectors.is_simulated(),
        found=_load_nation(viewer, shown, query, period=shown.period, on=on)
        if shown.period
        else None,
    )


def force_comparison_page_for(
    viewer: Viewer, *, force_code: str, query: PageQuery, on: date
) -> ForceComparisonPage:
    """Raises Force.DoesNotExist."""
    force = access_selectors.force_for(viewer, force_code)
    shown = shown_for(
        area_for(viewer, force_code), query, on=on, beside_forces=True, is_comparing=True
    )
    return ForceComparisonPage(
        force=force,
        asked=_resolve_choices(shown, query),
        is_simulated=access_selectors.is_simulated(),
        found=_compared(shown, force, shown.period) if shown.period else None,
    )


def _compared(shown: Shown, force: Force, period: str) -> ForceCompared:
    found = comparisons.comparison_of(shown, force=force, period=period)
    begun = versions.begun_beside_past([one.gaps for one in found.items], period)
    quarters = quarters_for(shown.area, period=period, dimension=Dimension.ALL)
    return ForceCompared(
        comparison=found, reaches=response_rates.force_rates(quarters), begun=begun
    )


def comparison_page_for(viewer: Viewer, *, query: PageQuery, on: date) -> ComparisonPage:
    shown = shown_for(
        area_for(viewer, None), query, on=on, beside_forces=True, beside_past=True,
        is_comparing=True,
    )  # fmt: skip
    return ComparisonPage(
        asked=_resolve_choices(shown, query),
        is_simulated=access_selectors.is_simulated(),
        found=_forces_compared(viewer, shown, query.item, shown.period) if shown.period else None,
    )


def _forces_compared(viewer: Viewer, shown: Shown, item: str, period: str) -> ForcesCompared:
    quarters = quarters_for(shown.area, period=period, dimension=Dimension.ALL)
    reaches = response_rates.by_force(viewer, quarters)
    gaps = comparisons.similar_gaps(
        viewer, shown, item=item, period=period, with_events=reaches.keys()
    )
    return ForcesCompared(gaps=gaps, reaches=reaches)


def disparity_page_for(viewer: Viewer, *, query: PageQuery, on: date) -> DisparityPage:
    """For other tables the first self-described characteristic."""
    of = query.dimension if query.dimension in SELF_REPORTED else SELF_REPORTED[0]
    query = replace(query, dimension=of)
    shown = shown_for(area_for(viewer, None), query, on=on, is_comparing=True)
    return DisparityPage(
        asked=_resolve_choices(shown, query),
        is_simulated=access_selectors.is_simulated(),
        found=_disparities(shown, query, period=shown.period, on=on) if shown.period else None,
    )


def coverage_page_for(
    viewer: Viewer, *, force_code: str | None, query: PageQuery, on: date
) -> CoveragePage:
    """Any quarter with a frame, even before there are answers."""
    area, periods = area_for(viewer, force_code), coverage.periods()
    latest = figures.latest_period(on=on, of=periods)
    period = query.period if query.period in periods else latest
    found = coverage.coverage_of(frame_for(area, period=period or ""), on=on)
    shown = shown_for(area, PageQuery(period=found.period), on=on)
    return CoveragePage(
        asked=Asked(
            period=period,
            periods=periods[::-1],
            provisional=_provisional(shown, periods),
            dimension=query.dimension,
            item=query.item,
        ),
        forces=access_selectors.forces_for(viewer) if viewer.is_national else (),
        coverage=found,
        representation=representativeness.representation_of(shown, found),
        state=shown.states.get(found.period),
    )


def _resolve_choices(shown: Shown, query: PageQuery) -> Asked:
    return Asked(
        period=shown.period,
        periods=shown.choices,
        provisional=_provisional(shown, shown.periods),
        dimension=query.dimension,
        item=query.item,
    )


def _provisional(shown: Shown, periods: Sequence[str]) -> frozenset[str]:
    return frozenset(period for period in periods if shown.is_provisional(period))


def _load_force(
    viewer: Viewer, shown: Shown, query: PageQuery, quarters: Sequence[Frame]
) -> ForceFound:
    period = shown.period or ""
    alerts = alerts_selectors.alerts_of(viewer, shown.area.line)
    found = figures.figures_of(shown, period)
    reaches = response_rates.force_rates(quarters, dimension=query.dimension)
    return ForceFound(
        figures=found,
        reaches=reaches,
        silence=response_rates.silent_shifts(found, reaches).get(query.item),
        trend=_trend(shown, query, period),
        alerts=alerts_selectors.by_quarter(alerts, item=query.item),
        may_note=series_notes.may_note(viewer, shown.area.force),
        warnings=representativeness.warnings_of(shown.area, period=quarters[-1].period),
        open_alerts=alerts_selectors.count_open(alerts),
    )


def _load_nation(
    viewer: Viewer, shown: Shown, query: PageQuery, *, period: str, on: date
) -> NationFound:
    quarters = quarters_for(shown.area, period=period, dimension=query.dimension)
    alerts = alerts_selectors.alerts_of(viewer, ())
    by_force = response_rates.by_force(viewer, quarters)
    return NationFound(
        figures=figures.figures_of(shown, period),
        reaches=response_rates.national_rates(quarters, dimension=query.dimension, on=on),
        trend=_trend(shown, query, period),
        alerts=alerts_selectors.by_quarter(alerts, item=query.item),
        may_note=series_notes.may_note(viewer, None),
        funnel=figures.funnel_of(
            viewer, shown, item=query.item, period=period, with_events=by_force.keys()
        ),
        force_reaches=by_force,
        silence=shown.silence(period, query.item),
    )


def _trend(shown: Shown, query: PageQuery, period: str) -> tuple[TrendPoint, ...]:
    notes = series_notes.notes_of(shown.area.line, item=query.item)
    until = quarters_of(period)[-1]
    return figures.trend_of(shown, item=query.item, until=until, notes=notes)


def _disparities(shown: Shown, query: PageQuery, *, period: str, on: date) -> DisparitiesFound:
    rows = disparities.rows_of(period)
    quarters = quarters_for(shown.area, period=period, dimension=Dimension.ALL)
    return DisparitiesFound(
        gaps=disparities.gaps_of(shown, rows, item=query.item),
        reaches=response_rates.national_rates(quarters, on=on),
        counts=disparities.counts_of(shown, rows),
    )
