"""What a printed number says of the people behind it, and when that is too much."""

from math import ceil, floor, inf

from analytics.disclosure.methods.goals import NARROWEST, TOLERANCE, Exposure
from analytics.disclosure.methods.linked_tables import CellBounds


def rounding_bounds(value: int, *, to: int) -> CellBounds:
    """A whole number that was rounded to a multiple of `to`: 25 to the nearest 5 is 23 to 27.
    A zero may be anything up to half of it."""
    half = to / 2
    return CellBounds(lower=max(0, floor(value - half) + 1), upper=max(0, ceil(value + half) - 1))


def share_bounds(base: CellBounds, *, share: float, decimals: int) -> CellBounds:
    """The number behind a share (0 to 1) that was rounded to so many decimals of one, of a base
    known so well; whole people. Only where no weights stand between people and share."""
    slack = 0.5 * 10**-decimals
    lower = ceil(base.lower * max(0.0, share - slack) - 1e-9)
    upper = base.upper * min(1.0, share + slack)
    return CellBounds(lower=lower, upper=upper if upper == inf else floor(upper + 1e-9))


def is_close(exposure: Exposure) -> bool:
    """Known within ±2.5."""
    return exposure.upper - exposure.lower <= NARROWEST - 1 + TOLERANCE
