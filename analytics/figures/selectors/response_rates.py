"""Coverage and response to stand beside the figures of the nation and of many forces, of quarters
that are over."""

from collections.abc import Mapping
from datetime import date

from access import selectors as access_selectors
from access.viewer import Viewer
from analytics.figures.selectors import coverage
from analytics.figures.selectors.coverage import Reach
from analytics.figures.selectors.frame import Frame
from analytics.tables import EVERYBODY, Dimension
from analytics.weighting import response_rates


def of_nation(
    frame: Frame, *, dimension: Dimension = Dimension.ALL, on: date
) -> Mapping[str, Reach]:
    """By level of one table, as far as the page of coverage tells it."""
    found = coverage.coverage_of(frame, on=on)
    total = {EVERYBODY: found.total} if found.total else {}
    return {**total, **{each.level: each for each in found.by_dimension.get(dimension, ())}}


def by_force(viewer: Viewer, frame: Frame) -> Mapping[str, Reach]:
    """Of all victims of each force in reach; the response is hidden where the force's own page
    hides it."""
    reach = access_selectors.force_codes_for(viewer)
    return {
        force: coverage.reach_of(
            EVERYBODY,
            counts,
            is_hidden=bool(response_rates.hidden_levels({EVERYBODY: counts})),
        )
        for force, counts in frame.of_everybody().items()
        if force in reach
    }
