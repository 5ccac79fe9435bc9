"""What a printed number says of the people behind it."""

from math import ceil, floor


def rounding_bounds(value: int, *, to: int) -> tuple[int, int]:
    half = to / 2
    return max(0, floor(value - half) + 1), max(0, ceil(value + half) - 1)
