"""What a printed number says of the people behind it."""

from math import ceil, floor


def rounding_bounds(value: int, *, to: int) -> tuple[int, int]:
    """The least and the most of a whole number that was rounded to a multiple of `to`: 25 to the
    nearest 5 is 23 to 27. A zero may be anything up to half of it."""
    half = to / 2
    return max(0, floor(value - half) + 1), max(0, ceil(value + half) - 1)
