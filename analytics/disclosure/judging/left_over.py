"""What a shown total tells of those whom no shown part of it counts, and when that is too much.
What is protected is how people answered, not how many they are. Pure.

The people left over are m, of whom R gave an answer. Of a group of g of them a reader knows that
between max(0, R - (m - g)) and min(g, R) gave it. That range must be at least .6 of the group wide,
or as wide as the total alone leaves it where that is less. It says so little only where R is near
to nought or to m, or where the group is nearly all of those left over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from analytics.stats.suppression import RANGE, UNIFORM_FLOOR, Policy


@dataclass(frozen=True)
class Answers:
    """How many people there are, and how many of them gave each answer that is secret."""

    people: int
    given: tuple[int, ...]

    @property
    def is_uniform(self) -> bool:
        return any(count in (0, self.people) for count in self.given)


def may_stand(answers: Answers, policy: Policy) -> bool:
    """Whether a number of people may be known to have answered so: they are enough, and where they
    are few they did not all answer alike."""
    if answers.people < policy.hide_below:
        return False
    return answers.people >= UNIFORM_FLOOR or not answers.is_uniform


def is_safe(left: Answers, total: Answers, sizes: Iterable[int], policy: Policy) -> bool:
    """Whether the people left over of a total may be known as a sum. `sizes` are those of the
    smallest parts of them. Where they are the whole total, nothing is known but the total."""
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
    """How many people of a group can at most have given an answer that `given` of `people` gave,
    less how many must have."""
    return min(size, given) - max(0, given - (people - size))


def wanted_width(size: int, by_totals: Sequence[int]) -> int:
    return min([ceil(RANGE * size - 1e-9), *by_totals])


def unions(sizes: Iterable[int], *, at_most: int) -> list[int]:
    """The sizes of all groups that some of the parts make together, from one person to the
    most."""
    reached, within = 1, (1 << at_most + 1) - 1
    for size in sizes:
        if 0 < size <= at_most:
            reached |= reached << size & within
    return [size for size in range(1, at_most + 1) if reached >> size & 1]
