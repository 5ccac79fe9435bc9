from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from access import selectors as access_selectors
from access.viewer import Viewer
from analytics.figures.selectors import coverage
from analytics.figures.selectors.coverage import Reach
from analytics.figures.selectors.figures import Figures
from analytics.figures.selectors.frame import Frame, frame_of
from analytics.stats.suppression import Published
from analytics.tables import EVERYBODY, YEARLY, Dimension
from analytics.weighting import nonresponse_range, response_rates
from analytics.weighting.nonresponse_range import SilentShift

Reaches = Mapping[str, Reach]


def force_rates(quarters: Sequence[Frame], *, dimension: Dimension = Dimension.ALL) -> Reaches:
    """For a quarter, or the quarters of its year."""
    whole = coverage.reaches_of(frame_of(quarters))
    return _hide_as_in_quarters(whole, [coverage.reaches_of(each) for each in quarters], dimension)


def national_rates(
    quarters: Sequence[Frame], *, dimension: Dimension = Dimension.ALL, on: date
) -> Reaches:
    """As far as the coverage page shows it."""
    whole = _national_reaches(frame_of(quarters), dimension, on=on)
    each = [_national_reaches(quarter, dimension, on=on) for quarter in quarters]
    return _hide_as_in_quarters(whole, each, dimension)


def _national_reaches(frame: Frame, dimension: Dimension, *, on: date) -> Reaches:
    found = coverage.coverage_of(frame, on=on)
    total = {EVERYBODY: found.total} if found.total else {}
    return {**total, **{each.level: each for each in found.by_dimension.get(dimension, ())}}


def _hide_as_in_quarters(
    whole: Reaches, quarters: Sequence[Reaches], dimension: Dimension
) -> Reaches:
    hidden = {
        level for reaches in quarters for level, one in reaches.items() if one.is_response_hidden
    }
    if dimension in YEARLY:
        hidden = set(whole) if EVERYBODY in hidden else set()
    return {
        level: replace(one, response=None, is_response_hidden=True)
        if level in hidden and (one.response is not None or one.is_response_hidden)
        else one
        for level, one in whole.items()
    }


def silent_shifts(figures: Figures, reaches: Reaches) -> Mapping[str, SilentShift]:
    """By item, if both figure and response are shown."""
    response = reaches[EVERYBODY].response if EVERYBODY in reaches else None
    shifts = {
        figure.item: nonresponse_range.shift_of_shown(
            figure.force.proportion.share, response=response
        )
        for figure in figures.total
        if isinstance(figure.force, Published)
    }
    return {item: shift for item, shift in shifts.items() if shift is not None}


def by_force(viewer: Viewer, quarters: Sequence[Frame]) -> Reaches:
    reach = access_selectors.force_codes_for(viewer)
    of_quarters = [quarter.all_victims() for quarter in quarters]
    return {
        force: coverage.reach_of(
            EVERYBODY,
            counts,
            is_hidden=any(
                response_rates.hidden_levels({EVERYBODY: each[force]})
                for each in of_quarters
                if force in each
            ),
        )
        for force, counts in frame_of(quarters).all_victims().items()
        if force in reach
    }
