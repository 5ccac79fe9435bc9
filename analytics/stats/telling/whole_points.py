"""How finely what victims said is told: in whole points, wherever it is told. Pure.

Shares are weighted. Whoever knows at which levels everybody stands who answered knows what each
answer weighs, and reads more from each further digit of a share (ADR 123). The intervals of a force
or a level reach several points, so these digits serve nobody.

Pages and papers write numbers by `ui.formatting`, whose default is the same; calls, files of
numbers and pictures come here."""

from math import ceil

from analytics.stats.proportions import Interval, ShareDifference

DECIMALS = 2
"""Of a share of 0 to 1."""
VARIANCE = 10.0 ** (-2 * DECIMALS) / 12
"""What rounding adds to that of a share."""
SHORT_OF_NOTHING = 0.005
"""An end of a difference that is not 0, and would be told as 0, is told as half a point."""
POINTS = 100
"""In a share of 1."""
NEARLY = 6


def told(share: float) -> float:
    """A share, or a difference of shares, to the nearest point: 0.6149 as 0.61. Never -0."""
    return round(share, DECIMALS) + 0.0


def told_or_none(share: float | None) -> float | None:
    return None if share is None else told(share)


def told_up(distance: float) -> float:
    """A distance of shares, rounded up, so that no smaller one is promised: 0.0512 as 0.06."""
    return ceil(round(distance * POINTS, NEARLY)) / POINTS


def told_ends(difference: ShareDifference) -> Interval:
    """The interval of a difference in whole points. An interval without 0 stays one: the end that
    would round to 0 is half a point, however near it is."""
    lower, upper = difference.interval.lower, difference.interval.upper
    is_without_zero = lower * upper > 0
    ends = (_told_end(end) if is_without_zero else told(end) for end in (lower, upper))
    return Interval(lower=next(ends), upper=next(ends))


def _told_end(end: float) -> float:
    nearest = told(end)
    if nearest:
        return nearest
    return SHORT_OF_NOTHING if end > 0 else -SHORT_OF_NOTHING
