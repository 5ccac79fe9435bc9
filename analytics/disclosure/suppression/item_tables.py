from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analytics.disclosure.suppression.areas import Areas, Flags
from analytics.disclosure.suppression.remainders import Answers, meets_minimum
from analytics.stats.suppression import Policy

Counts = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class AnswerTable:
    levels: tuple[str, ...]
    people: Counts
    given: Counts
    """Answers by areas by levels."""
    may_show: Flags
    policy: Policy
    is_told_by_level: bool = False
    """Whether the nation's figures by level are fixed, which limits the required ranges."""

    is_national: bool = False

    def at(self, area: int, level: int) -> Answers:
        return Answers(int(self.people[area, level]), tuple(self.given[:, area, level].tolist()))

    def total_of(self, area: int) -> Answers:
        return Answers(
            int(self.people[area].sum()), tuple(self.given[:, area].sum(axis=1).tolist())
        )

    def among(self, forces: Flags) -> Answers:
        wide = len(forces)
        return Answers(
            int(self.people[:wide][forces].sum()),
            tuple(int(each[:wide][forces].sum()) for each in self.given),
        )

    @cached_property
    def stands(self) -> Flags:
        found = np.zeros(self.people.shape, dtype=bool)
        for area, level in np.argwhere(self.people >= self.policy.hide_below):
            found[area, level] = meets_minimum(self.at(area, level), self.policy)
        return found


@dataclass(frozen=True, kw_only=True)
class ItemTables:
    areas: Areas
    everybody: AnswerTable
    by_dimension: Mapping[str, AnswerTable]

    def __iter__(self) -> Iterator[tuple[str, AnswerTable]]:
        yield from self.by_dimension.items()


@dataclass
class Marks:
    totals: Flags
    places: dict[str, Flags] = field(default_factory=dict)

    def hide_total(self, area: int) -> None:
        self.totals[area] = False
        for shown in self.places.values():
            shown[area] = False

    def copy(self) -> "Marks":
        return Marks(self.totals.copy(), {name: of.copy() for name, of in self.places.items()})

    @property
    def count(self) -> int:
        return int(self.totals.sum()) + sum(int(shown.sum()) for shown in self.places.values())


def shown_by_floors(item: ItemTables) -> Marks:
    marks = Marks(
        totals=(item.everybody.stands & item.everybody.may_show)[:, 0],
        places={name: table.stands & table.may_show for name, table in item},
    )
    for area in np.flatnonzero(~marks.totals):
        marks.hide_total(int(area))
    return marks


def added_up(by_force: NDArray[np.int64], areas: Areas) -> NDArray[np.int64]:
    return areas.members.astype(np.int64) @ by_force
