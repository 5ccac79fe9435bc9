"""Coverage and response to stand beside the figures of a page, of quarters that are over and of
years. Of a year a response stands only where each quarter's does: else the year, less the others,
would tell the hidden one."""

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


def of_force(quarters: Sequence[Frame], *, dimension: Dimension = Dimension.ALL) -> Reaches:
    """By level of one table, of a force's quarter or of the quarters of its year."""
    whole = coverage.reaches_of(frame_of(quarters))
    return _as_quarters_allow(whole, [coverage.reaches_of(each) for each in quarters], dimension)


def of_nation(
    quarters: Sequence[Frame], *, dimension: Dimension = Dimension.ALL, on: date
) -> Reaches:
    """By level of one table, as far as the page of coverage tells it."""
    whole = _of_nation(frame_of(quarters), dimension, on=on)
    each = [_of_nation(quarter, dimension, on=on) for quarter in quarters]
    return _as_quarters_allow(whole, each, dimension)


def _of_nation(frame: Frame, dimension: Dimension, *, on: date) -> Reaches:
    found = coverage.coverage_of(frame, on=on)
    total = {EVERYBODY: found.total} if found.total else {}
    return {**total, **{each.level: each for each in found.by_dimension.get(dimension, ())}}


def _as_quarters_allow(
    whole: Reaches, quarters: Sequence[Reaches], dimension: Dimension
) -> Reaches:
    """Local areas have no quarters that anybody sees; where the total is hidden they are too."""
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
    """By item what those who did not answer could do to a force's figure of everybody, where both
    the figure and the response are shown."""
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
    """The response of all victims of each force in reach; the response is hidden where the force's
    own page hides it."""
    reach = access_selectors.force_codes_for(viewer)
    of_quarters = [quarter.of_everybody() for quarter in quarters]
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
        for force, counts in frame_of(quarters).of_everybody().items()
        if force in reach
    }
