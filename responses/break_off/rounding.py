"""What of the counts may be shown. Pure.

A count under ten is hidden, and every other one is rounded to the nearest ten, each by itself: the
difference of two of them then leaves at least four values for one that is hidden. So neither the
questions one after the other, nor a whole and its parts, nor last week and this, tell of few
people. Where one group alone is hidden, because fewer than ten began, the next smallest is hidden
with it."""

from collections.abc import Mapping

FLOOR = 10


def shown(count: int) -> int | None:
    """A count to the nearest ten, five upwards; None where it is hidden, be it none at all."""
    return None if count < FLOOR else (count + FLOOR // 2) // FLOOR * FLOOR


def groups_shown(begun: Mapping[str, int]) -> frozenset[str]:
    """The groups that may be shown, by how many of each began."""
    by_size = sorted(begun, key=lambda name: (begun[name], name))
    hidden = [name for name in by_size if begun[name] < FLOOR]
    if len(hidden) == 1:
        hidden = by_size[: len(hidden) + 1]
    return frozenset(begun) - frozenset(hidden)
