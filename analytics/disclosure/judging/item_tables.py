"""One item of a period in all its tables, as arrays, and what of them is shown. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analytics.disclosure.judging.areas import Areas, Flags
from analytics.disclosure.judging.left_over import Answers, may_stand
from analytics.stats.suppression import Policy

Counts = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class AnswerTable:
    """`people` are in the base at each area and level (areas of Areas, by levels); `given` says how
    many of them gave each answer that is secret. The last level may be of those who did not state
    theirs. `may_show` are the places that some page, file or call shows unless they are hidden."""

    levels: tuple[str, ...]
    people: Counts
    given: Counts
    """Answers by areas by levels."""
    may_show: Flags
    policy: Policy
    is_told_by_level: bool = False
    """Whether the nation's figure of each level stands whatever is judged here: then it is no fault
    of what is judged that a group of several levels is as narrow as these figures leave it."""

    is_national: bool = False
    """Whether none but the nation is ever shown."""

    def at(self, area: int, level: int) -> Answers:
        return Answers(int(self.people[area, level]), tuple(self.given[:, area, level].tolist()))

    def total_of(self, area: int) -> Answers:
        return Answers(
            int(self.people[area].sum()), tuple(self.given[:, area].sum(axis=1).tolist())
        )

    def among(self, forces: Flags) -> Answers:
        """Those of some forces and levels together."""
        wide = len(forces)
        return Answers(
            int(self.people[:wide][forces].sum()),
            tuple(int(each[:wide][forces].sum()) for each in self.given),
        )

    @cached_property
    def stands(self) -> Flags:
        """Where the people of a place, taken by themselves, may be known to have answered so."""
        found = np.zeros(self.people.shape, dtype=bool)
        for area, level in np.argwhere(self.people >= self.policy.hide_below):
            found[area, level] = may_stand(self.at(area, level), self.policy)
        return found


@dataclass(frozen=True, kw_only=True)
class ItemTables:
    """`everybody` has one level; the levels of each other table add up to it in every area."""

    areas: Areas
    everybody: AnswerTable
    by_dimension: Mapping[str, AnswerTable]

    def __iter__(self) -> Iterator[tuple[str, AnswerTable]]:
        yield from self.by_dimension.items()


@dataclass
class Marks:
    """What is shown: every total by area, and every place of each table by area and level. Places
    are hidden one by one and none is ever shown again."""

    totals: Flags
    places: dict[str, Flags] = field(default_factory=dict)

    def hide_total(self, area: int) -> None:
        """Hide the total of an area, with its levels, which add up to it."""
        self.totals[area] = False
        for shown in self.places.values():
            shown[area] = False

    def copy(self) -> "Marks":
        return Marks(self.totals.copy(), {name: of.copy() for name, of in self.places.items()})

    @property
    def count(self) -> int:
        return int(self.totals.sum()) + sum(int(shown.sum()) for shown in self.places.values())


def shown_by_floors(item: ItemTables) -> Marks:
    """The places that are large and mixed enough by themselves (the first rule)."""
    marks = Marks(
        totals=(item.everybody.stands & item.everybody.may_show)[:, 0],
        places={name: table.stands & table.may_show for name, table in item},
    )
    for area in np.flatnonzero(~marks.totals):
        marks.hide_total(int(area))
    return marks


def added_up(by_force: NDArray[np.int64], areas: Areas) -> NDArray[np.int64]:
    """Add up forces by levels into areas by levels."""
    return areas.members.astype(np.int64) @ by_force
