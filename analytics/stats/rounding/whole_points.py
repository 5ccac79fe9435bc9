"""Shares in whole points: further digits of a weighted share would disclose answers to readers who
know the weights (ADR 123)."""

from math import ceil

from analytics.stats.proportions import Interval, ShareDifference

DECIMALS = 2
"""Decimals of a share from 0 to 1."""
VARIANCE = 10.0 ** (-2 * DECIMALS) / 12
"""The variance that rounding adds to a share."""
SHORT_OF_NOTHING = 0.005
"""The end of an interval that is not 0 but would round to 0."""
POINTS = 100
NEARLY = 6


def told(share: float) -> float:
    """To the nearest point: 0.6149 as 0.61. Never -0."""
    return round(share, DECIMALS) + 0.0


def round_or_none(share: float | None) -> float | None:
    return None if share is None else told(share)


def told_up(distance: float) -> float:
    """Rounded up: 0.0512 as 0.06."""
    return ceil(round(distance * POINTS, NEARLY)) / POINTS


def told_ends(difference: ShareDifference) -> Interval:
    """An interval that excludes 0 still does: an end that would round to 0 becomes half a point."""
    lower, upper = difference.interval.lower, difference.interval.upper
    is_without_zero = lower * upper > 0
    ends = (_told_end(end) if is_without_zero else told(end) for end in (lower, upper))
    return Interval(lower=next(ends), upper=next(ends))


def _told_end(end: float) -> float:
    nearest = told(end)
    if nearest:
        return nearest
    return SHORT_OF_NOTHING if end > 0 else -SHORT_OF_NOTHING
