"""Sums of answers and cases by level of support, counting a person who answered more than once as
one.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analytics.stats.proportions import Proportion, weighted_proportion
from analytics.stats.weights.clusters import PersonScores, base_by_people

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Place = tuple[str, ...]
"""The level of support, and the levels held constant."""
IN_NO_BASE = -1


class SupportSums:
    """Numbers, Σw and Σw² of the true and of the false, by place."""

    def __init__(self) -> None:
        self.of: dict[Place, tuple[list[float], list[float]]] = {}

    def add(self, place: Place, *, is_true: bool, number: float) -> None:
        self.join(place, ([number] * 3, [0.0] * 3) if is_true else ([0.0] * 3, [number] * 3))

    def join(self, place: Place, both: tuple[Sequence[float], Sequence[float]]) -> None:
        for sums, more in zip(self.of.setdefault(place, ([0.0] * 3, [0.0] * 3)), both, strict=True):
            sums[:] = [one + part for one, part in zip(sums, more, strict=True)]

    def people_at(self, level: str) -> int:
        return self._people(lambda support: support == level)

    def people_but_at(self, levels: Sequence[str]) -> int:
        return self._people(lambda support: support not in levels)

    def without_code_at(self, level: str) -> int:
        return self.people_at(level)

    def without_code_but_at(self, levels: Sequence[str]) -> int:
        return self.people_but_at(levels)

    def but(self, levels: Sequence[str]) -> "SupportSums":
        found = SupportSums()
        found.of = {place: both for place, both in self.of.items() if place[0] not in levels}
        return found

    def _people(self, is_wanted: Callable[[str], bool]) -> int:
        return int(sum(true[0] + other[0] for (support, *_rest), (true, other) in self.of.items()
                       if is_wanted(support)))  # fmt: skip

    def levels_of(self, at: int) -> Counter[str]:
        found = Counter[str]()
        for place, (true, other) in self.of.items():
            found[place[at]] += int(true[0] + other[0])
        return found

    def share(self, level: str) -> Proportion:
        found = SupportSums()
        for (support, *_rest), both in self.of.items():
            if support == level:
                found.join((level,), both)
        true, other = found.of[level,]
        return weighted_proportion(
            positive_w=true[1], sum_w=true[1] + other[1], sum_w2=true[2] + other[2]
        )


@dataclass(frozen=True, kw_only=True)
class ItemAnswers:
    """The answers in an item's base: the person, its index in `places`, its weight, 1 if
    positive, and whether an adviser gave a code for it.
    """

    places: Sequence[Place]
    person: Ints
    place: Ints
    weight: Array
    is_good: Array
    is_by_code: NDArray[np.bool_]

    @cached_property
    def sums(self) -> SupportSums:
        found, places = SupportSums(), len(self.places)
        parts = (np.ones_like(self.weight), self.weight, self.weight**2)
        true, other = (
            [np.bincount(self.place, weights=part * picked, minlength=places) for part in parts]
            for picked in (self.is_good, 1 - self.is_good)
        )
        for at in np.unique(self.place).tolist():
            both = [float(one[at]) for one in true], [float(one[at]) for one in other]
            found.join(self.places[at], both)
        return found

    def people_at(self, level: str) -> int:
        """Count each person once."""
        return len(np.unique(self.person[self._are_at([level])]))

    def people_but_at(self, levels: Sequence[str]) -> int:
        return len(np.unique(self.person[~self._are_at(levels)]))

    def without_code_at(self, level: str) -> int:
        return len(np.unique(self.person[self._are_at([level]) & ~self.is_by_code]))

    def without_code_but_at(self, levels: Sequence[str]) -> int:
        return len(np.unique(self.person[~self._are_at(levels) & ~self.is_by_code]))

    def levels_of(self, at: int) -> Counter[str]:
        names = sorted({place[at] for place in self.places})
        level = np.array([names.index(place[at]) for place in self.places], dtype=np.int64)
        each = np.unique(np.column_stack([self.person, level[self.place]]), axis=0)
        return Counter(names[number] for number in each[:, 1].tolist())

    def but(self, levels: Sequence[str]) -> "ItemAnswers":
        kept = ~self._are_at(levels)
        columns = ("person", "place", "weight", "is_good", "is_by_code")
        return replace(self, **{name: getattr(self, name)[kept] for name in columns})

    def share(self, level: str) -> Proportion:
        there = self._are_at([level])
        weight, kish = self.weight[there], self.sums.share(level)
        scores = weight * (self.is_good[there] - kish.share) / weight.sum()
        base = base_by_people(
            share=kish.share, kish=kish.trials, scores=PersonScores.of(self.person[there], scores)
        )
        return Proportion(successes=kish.share * base, trials=base)

    def _are_at(self, levels: Sequence[str]) -> NDArray[np.bool_]:
        return np.array([place[0] in levels for place in self.places], dtype=bool)[self.place]


class YearAnswers:
    def __init__(self, items: Sequence[str]) -> None:
        self._places: dict[Place, int] = {}
        self._person, self._place, self._weight = array("q"), array("q"), array("d")
        self._is_by_code = array("b")
        self._said = {item: array("b") for item in items}

    def add(
        self,
        *,
        person: int,
        place: Place,
        weight: float,
        is_by_code: bool,
        said: Sequence[bool | None],
    ) -> None:
        """`said` is in the order of the items; None is outside the base."""
        self._person.append(person)
        self._place.append(self._places.setdefault(place, len(self._places)))
        self._weight.append(weight)
        self._is_by_code.append(is_by_code)
        for answers, is_good in zip(self._said.values(), said, strict=True):
            answers.append(IN_NO_BASE if is_good is None else is_good)

    def answers_to(self, item: str) -> ItemAnswers | None:
        said = np.array(self._said[item], dtype=np.float64)
        known = said != IN_NO_BASE
        if not known.any():
            return None
        return ItemAnswers(
            places=list(self._places),
            person=np.array(self._person, dtype=np.int64)[known],
            place=np.array(self._place, dtype=np.int64)[known],
            weight=np.array(self._weight, dtype=np.float64)[known],
            is_good=said[known],
            is_by_code=np.array(self._is_by_code, dtype=bool)[known],
        )
