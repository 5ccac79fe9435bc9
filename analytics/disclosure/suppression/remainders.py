"""If m people are left and R gave an answer, then between max(0, R - (m - g)) and min(g, R) of a
group of g gave it. This range must be at least 0.6 of the group, or the range from the total alone
if that is less."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from analytics.stats.suppression import RANGE, UNIFORM_FLOOR, Policy


@dataclass(frozen=True)
class Answers:
    people: int
    given: tuple[int, ...]

    @property
    def is_uniform(self) -> bool:
        return any(count in (0, self.people) for count in self.given)


def meets_minimum(answers: Answers, policy: Policy) -> bool:
    """The minimum base and, if few, not all alike."""
    if answers.people < policy.hide_below:
        return False
    return answers.people >= UNIFORM_FLOOR or not answers.is_uniform


def is_safe(left: Answers, total: Answers, sizes: Iterable[int], policy: Policy) -> bool:
    if left.people in (0, total.people):
        return True
    if left.people < policy.left_over:
        return False
    if left.people < UNIFORM_FLOOR and left.is_uniform:
        return False
    return all(
        is_wide_enough(size, left, total) for size in unions(sizes, at_most=policy.largest_group)
    )


def is_wide_enough(size: int, left: Answers, total: Answers) -> bool:
    return all(
        width(size, left.people, given) >= wanted_width(size, [width(size, total.people, of_all)])
        for given, of_all in zip(left.given, total.given, strict=True)
    )


def width(size: int, people: int, given: int) -> int:
    """If `given` of `people` gave the answer."""
    return min(size, given) - max(0, given - (people - size))


def wanted_width(size: int, by_totals: Sequence[int]) -> int:
    return min([ceil(RANGE * size - 1e-9), *by_totals])


def unions(sizes: Iterable[int], *, at_most: int) -> list[int]:
    """From 1 to `at_most`."""
    reached, within = 1, (1 << at_most + 1) - 1
    for size in sizes:
        if 0 < size <= at_most:
            reached |= reached << size & within
    return [size for size in range(1, at_most + 1) if reached >> size & 1]
