"""Which places of a rate may be shown. A rate of victims' answers is itself an answer of each of
them, so what may be worked out counts as shown. Pure.

1. A place with fewer than ten people, or with fewer than twenty who all count or none of whom does,
   is hidden; a hidden total hides its levels.
2. A place that is hidden alone under a shown total is known as the rest of it.
3. Who is left over of a total, when everything shown below it is taken away, must be ten people or
   more, of fewer than twenty neither all nor none may count, and each group of hidden places of
   nine people or fewer must stay as open as the total alone leaves it, or to six in ten.
4. Where that does not hold, the smallest shown place below the total is hidden, and again; where
   none is left, the total is. Never by how people answered, since who knows the rule would read
   the choice.

A nation is the total of its forces, and an area of its levels. These rules look at one total at a
time; a programme that looks at all of them at once is to judge what they show."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from analytics.disclosure.places import NATION
from analytics.stats.suppression import HIDDEN_LEVELS, POLICY, RANGE, UNIFORM_FLOOR, Audience, Topic
from analytics.tables import EVERYBODY, Dimension

FLOOR = LEFT_OVER = POLICY[Audience.STAFF, Topic.ORDINARY].hide_below


@dataclass(frozen=True, kw_only=True)
class RatePlace:
    """A level of a dimension in an area: a force's code, or NATION."""

    area: str
    dimension: str
    level: str

    @property
    def is_whole(self) -> bool:
        return self.dimension == Dimension.ALL


@dataclass(frozen=True)
class Counts:
    """People in the base, and of how many of them the rate is true."""

    people: int = 0
    found: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.people + other.people, self.found + other.found)

    @property
    def is_uniform(self) -> bool:
        return self.found in {0, self.people}

    @property
    def is_enough(self) -> bool:
        least = UNIFORM_FLOOR if self.is_uniform else FLOOR
        return self.people >= least


def shown_places(
    counts: Mapping[RatePlace, Counts],
    *,
    twins: Mapping[str, str] | None = None,
    hidden: Collection[RatePlace] = (),
) -> set[RatePlace]:
    """`counts` have the nation's sums beside its forces'. Two levels of `twins`, by the names of
    their dimensions, are shown together or not at all, as where one tells what the other counts.
    `hidden` are hidden for other reasons."""
    shown = {place for place, one in counts.items() if one.is_enough} - set(hidden)
    lists = [(total, parts) for total, parts in _lists(counts) if total in counts]
    both = _both_ways(twins or {})
    while True:
        _hide_what_follows(shown, lists, both)
        broken = [
            (total, parts)
            for total, parts in lists
            if total in shown and not _is_safe(counts, total, parts, shown)
        ]
        if not broken:
            return shown
        for total, parts in broken:
            left = [place for place in parts if place in shown]
            shown.discard(min(left, key=lambda at: _by_size(counts, at)) if left else total)


def hidden_beside_parent(
    counts: Mapping[RatePlace, Counts],
    parent: Mapping[RatePlace, Counts],
    shown: Collection[RatePlace],
) -> set[RatePlace]:
    """Where what is asked because of an answer must be hidden: where the figure of that answer is,
    or one to nine people gave another."""
    return {
        place
        for place, one in counts.items()
        if place not in shown or 0 < parent.get(place, Counts()).people - one.people < LEFT_OVER
    }


def _by_size(counts: Mapping[RatePlace, Counts], at: RatePlace) -> tuple[int, str, str, str]:
    return counts[at].people, at.area, at.dimension, at.level


def _both_ways(twins: Mapping[str, str]) -> Mapping[str, str]:
    return {**twins, **{other: one for one, other in twins.items()}}


List = tuple[RatePlace, tuple[RatePlace, ...]]
"""A total, and the places of which it is the sum."""


def _lists(counts: Mapping[RatePlace, Counts]) -> Iterator[List]:
    """The levels of each area, and the forces at each level."""
    of_area: dict[tuple[str, str], list[RatePlace]] = defaultdict(list)
    of_level: dict[tuple[str, str], list[RatePlace]] = defaultdict(list)
    for place, one in counts.items():
        if one.people:
            of_area[place.area, place.dimension].append(place)
            of_level[place.dimension, place.level].append(place)
    for (area, dimension), parts in of_area.items():
        if dimension != Dimension.ALL:
            total = RatePlace(area=area, dimension=Dimension.ALL.value, level=EVERYBODY)
            yield total, tuple(parts)
    for (dimension, level), parts in of_level.items():
        total = RatePlace(area=NATION, dimension=dimension, level=level)
        yield total, tuple(part for part in parts if part.area != NATION)


def _hide_what_follows(
    shown: set[RatePlace], lists: Collection[List], twins: Mapping[str, str]
) -> None:
    """The levels of hidden totals, and the other of two that stand together."""
    while True:
        before = len(shown)
        for total, parts in lists:
            if total not in shown:
                shown.difference_update(parts)
        for place in [each for each in shown if each.dimension in twins]:
            other = RatePlace(area=place.area, dimension=twins[place.dimension], level=place.level)
            if other not in shown:
                shown.discard(place)
        if len(shown) == before:
            return


def _is_safe(
    counts: Mapping[RatePlace, Counts],
    total: RatePlace,
    parts: Collection[RatePlace],
    shown: set[RatePlace],
) -> bool:
    hidden = [counts[place] for place in parts if place not in shown]
    if not hidden:
        return True
    rest = sum(hidden, Counts())
    is_enough = rest.people >= LEFT_OVER and rest.is_enough
    sizes = _sizes_of_groups([one.people for one in hidden])
    return (
        len(hidden) >= HIDDEN_LEVELS
        and is_enough
        and all(_is_open(size, rest, counts[total]) for size in sizes)
    )


def _sizes_of_groups(people: Collection[int]) -> list[int]:
    """How many people up to nine some of the hidden places have together."""
    sums = 1
    for number in people:
        sums |= sums << number if number < FLOOR else 0
    return [size for size in range(1, FLOOR) if sums >> size & 1]


def _is_open(size: int, rest: Counts, total: Counts) -> bool:
    """Whether of so many people among the rest enough may count and enough may not."""
    return all(
        _width(size, of_rest, rest.people)
        >= min(ceil(RANGE * size), _width(size, of_total, total.people))
        for of_rest, of_total in (
            (rest.found, total.found),
            (rest.people - rest.found, total.people - total.found),
        )
    )


def _width(size: int, found: int, people: int) -> int:
    """Between how many and how many of a group may be among those found."""
    return min(size, found) - max(0, found - (people - size))
