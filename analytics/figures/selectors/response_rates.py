"""Coverage and response to stand beside the figures of the nation and of many forces, of quarters
that are over."""

from collections.abc import Mapping
from datetime import date

from access import selectors as access_selectors
from access.viewer import Viewer
from analytics.figures.selectors import coverage
from analytics.figures.selectors.coverage import Reach
from analytics.models import Coverage
from analytics.tables import EVERYBODY, Dimension
from analytics.weighting import response_rates


def of_nation(
    viewer: Viewer, *, period: str, dimension: Dimension = Dimension.ALL, on: date
) -> Mapping[str, Reach]:
    """By level of one table, as far as the page of coverage tells it."""
    found = coverage.coverage_for(viewer, force_code=None, period=period, on=on)
    total = {EVERYBODY: found.total} if found.total else {}
    return {**total, **{each.level: each for each in found.by_dimension.get(dimension, ())}}


def by_force(viewer: Viewer, *, period: str) -> Mapping[str, Reach]:
    """Of all victims of each force in reach; the response is hidden where the force's own page
    hides it."""
    rows = Coverage.objects.filter(
        period=period,
        dimension=Dimension.ALL,
        force__in=access_selectors.force_codes_for(viewer),
    )
    hidden = coverage.hidden_areas(period)
    return {
        force: coverage.reach_of(
            EVERYBODY,
            counts,
            is_hidden=force in hidden or bool(response_rates.hidden_levels({EVERYBODY: counts})),
        )
        for force, counts in rows.values_list("force_id", "counts")
    }
