"""One finding of a page at a time, as the page would have it, of any quarter whatever the day."""

from datetime import date

from access.models import Force
from access.viewer import Viewer
from analytics.figures.selectors import (
    comparisons,
    coverage,
    disparities,
    figures,
    representativeness,
)
from analytics.figures.selectors.comparisons import Comparison, ForceGap
from analytics.figures.selectors.coverage import ForceCoverage, Reach
from analytics.figures.selectors.disparities import Count, GroupGap
from analytics.figures.selectors.figures import Figures, ForceFunnel, TrendPoint
from analytics.figures.selectors.frame import frame_for
from analytics.figures.selectors.representativeness import Representation
from analytics.figures.selectors.shown import Area, PageQuery, area_for, shown_for
from analytics.items import item_codes
from analytics.tables import Dimension

LATER = date(2999, 1, 1)


def figures_for(
    viewer: Viewer, *, force_code: str | None, period: str, dimension: Dimension = Dimension.ALL
) -> Figures:
    query = PageQuery(period=period, dimension=dimension)
    return figures.figures_of(shown_for(area_for(viewer, force_code), query, on=LATER), period)


def national_figures(
    viewer: Viewer, *, period: str, dimension: Dimension = Dimension.ALL
) -> Figures:
    return figures_for(viewer, force_code=None, period=period, dimension=dimension)


def funnel_for(viewer: Viewer, *, item: str, period: str) -> ForceFunnel:
    shown = shown_for(Area(force=None), PageQuery(period=period), on=LATER, beside_forces=True)
    return figures.funnel_of(viewer, shown, item=item, period=period)


def trend_for(
    viewer: Viewer, *, force_code: str | None, item: str, until: str
) -> tuple[TrendPoint, ...]:
    shown = shown_for(area_for(viewer, force_code), PageQuery(), on=LATER)
    return figures.trend_of(shown, item=item, until=until)


def force_shares(period: str, *, own: Force | None = None):
    viewer = Viewer(user_id=0, name="x", is_national=True)
    area = area_for(viewer, own.code if own else None)
    shown = shown_for(area, PageQuery(period=period), on=LATER, beside_forces=True)
    return {item: shown.with_line(period, item) for item in item_codes()}


def comparison_for(viewer: Viewer, *, force_code: str, period: str) -> Comparison:
    area = area_for(viewer, force_code)
    shown = shown_for(area, PageQuery(period=period), on=LATER, beside_forces=True)
    return comparisons.comparison_of(shown, force=area.force, period=period)


def similar_gaps(viewer: Viewer, *, item: str, period: str) -> tuple[ForceGap, ...]:
    shown = shown_for(
        Area(force=None), PageQuery(period=period), on=LATER, beside_forces=True, beside_past=True
    )
    return comparisons.similar_gaps(viewer, shown, item=item, period=period)


def disparities_for(
    viewer: Viewer, *, period: str, dimension: Dimension, item: str
) -> tuple[GroupGap, ...]:
    query = PageQuery(period=period, dimension=dimension)
    shown = shown_for(Area(force=None), query, on=LATER)
    return disparities.gaps_of(shown, disparities.rows_of(period), item=item)


def disparity_counts(viewer: Viewer, *, period: str, dimension: Dimension) -> dict[str, Count]:
    query = PageQuery(period=period, dimension=dimension)
    shown = shown_for(Area(force=None), query, on=LATER)
    return disparities.counts_of(shown, disparities.rows_of(period))


def coverage_for(viewer: Viewer, *, force_code: str | None, period: str, on: date) -> ForceCoverage:
    return coverage.coverage_of(frame_for(area_for(viewer, force_code), period=period), on=on)


def reach_for(
    viewer: Viewer, *, force_code: str, period: str, dimension: Dimension
) -> dict[str, Reach]:
    area = area_for(viewer, force_code)
    return coverage.reaches_of(frame_for(area, period=period, dimensions=(dimension,)))


def representation(viewer: Viewer, found: ForceCoverage) -> Representation:
    area = area_for(viewer, found.force.code if found.force else None)
    shown = shown_for(area, PageQuery(period=found.period), on=LATER)
    return representativeness.representation_of(shown, found)
