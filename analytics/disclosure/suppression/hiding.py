"""Secondary suppression by people and position, never by answers, which the choice could disclose.
Cells of the most disclosive sum (crowds.py) come first, then near ones; the nation last."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from analytics.disclosure.suppression import crowds
from analytics.disclosure.suppression.areas import Areas, Flags
from analytics.disclosure.suppression.groups import Numbers, SmallGroup
from analytics.disclosure.suppression.item_tables import ItemTables, Marks

Place = tuple[int, int]
"""Area and level by number."""
OWN = 4
"""The number of nearby sets in the group's own regions and forces, or at its levels."""


@dataclass(frozen=True, kw_only=True)
class Hideable:
    own: Areas
    first: int = 0
    places: Flags

    @property
    def wide(self) -> int:
        return len(self.own.forces)

    @property
    def rows(self) -> slice:
        return slice(self.first, self.first + len(self.places))

    def of_forces(self, forces: Flags) -> Flags:
        found = np.zeros(len(self.places), dtype=bool)
        found[: self.wide] = forces
        return found

    @property
    def is_nation(self) -> Flags:
        found: Flags = np.arange(len(self.places)) == len(self.own.codes) - 1
        return found

    @property
    def yields(self) -> Flags:
        is_region = (np.arange(len(self.places)) >= self.wide) & ~self.is_nation
        found: Flags = is_region & (not self.own.is_nation_given)
        return found


def place_to_hide(
    group: SmallGroup, item: ItemTables, marks: Marks, may_hide: Hideable
) -> Place | None:
    people = item.by_dimension[group.dimension].people[may_hide.rows]
    for reach in _reaches(group, item, marks, may_hide):
        if found := _smallest(may_hide.places & reach, people):
            return found
    return None


def total_to_hide(group: SmallGroup, item: ItemTables, marks: Marks) -> int | None:
    """A total that discloses the group (regions first), else a force of its regions, else the
    smallest."""
    areas, people = item.areas, item.everybody.people[:, 0]
    may_hide = Hideable(own=areas, places=marks.totals[areas.may_hide, None])
    told = crowds.telling_totals(group, item, marks)[areas.may_hide]
    members = areas.members[areas.may_hide]
    of_group = members[:, [force for force, _ in group.cells]].any(axis=1)
    beside: Flags = np.logical_or.reduce(members[may_hide.yields & of_group], axis=0)
    around = may_hide.of_forces(beside)
    for reach in (told & may_hide.yields, told & ~may_hide.is_nation, around, np.ones_like(told)):
        shown = np.flatnonzero(may_hide.places[:, 0] & reach)
        if len(shown):
            return min(map(int, shown), key=lambda area: (people[area], area))
    return None


def _smallest(places: Flags, people: Numbers) -> Place | None:
    found = [(int(area), int(level)) for area, level in np.argwhere(places)]
    return min(found, key=lambda place: (people[place], place), default=None)


def _reaches(
    group: SmallGroup, item: ItemTables, marks: Marks, may_hide: Hideable
) -> Iterator[Flags]:
    nation, yields = may_hide.is_nation[:, None], may_hide.yields[:, None]
    told = crowds.telling(group, item, marks)[may_hide.rows]
    yield told & yields
    yield told & ~nation
    yield told
    places = [SmallGroup(group.dimension, (cell,)) for cell in group.cells]
    told_of_each = _told_of(places if len(places) > 1 else (), item, marks, may_hide)
    yield told_of_each & yields
    yield told_of_each & ~nation
    near = list(_near(group, may_hide))
    yield from near[:OWN]
    beside_totals = np.zeros_like(told)
    for above in (len(item.areas.forces), len(item.areas.codes) - 1):
        beside_totals |= _told_of((group, *places), item, marks, may_hide, totals_from=above)
    yield beside_totals & yields
    yield beside_totals & ~nation
    yield beside_totals
    yield from near[OWN:]
    yield told_of_each
    yield np.broadcast_to(yields, told.shape)
    yield np.broadcast_to(~nation, told.shape)
    yield np.broadcast_to(nation, told.shape)


def _told_of(
    groups: Iterable[SmallGroup],
    item: ItemTables,
    marks: Marks,
    may_hide: Hideable,
    *,
    totals_from: int = 0,
) -> Flags:
    found = np.zeros_like(may_hide.places)
    for group in groups:
        found |= crowds.telling(group, item, marks, totals_from=totals_from)[may_hide.rows]
    return found


def _near(group: SmallGroup, may_hide: Hideable) -> Iterator[Flags]:
    forces = np.zeros(may_hide.wide, dtype=bool)
    forces[[force % may_hide.wide for force, _ in group.cells]] = True
    levels = np.zeros(may_hide.places.shape[1], dtype=bool)
    levels[[level for _, level in group.cells]] = True
    members, every = may_hide.own.members[: len(may_hide.places)], np.ones_like(levels)
    around = may_hide.yields & members[:, forces].any(axis=1)
    own = may_hide.of_forces(forces)
    near = may_hide.of_forces(members[around].any(axis=0) | forces)
    yield _both(around, levels)
    yield _both(around, every)
    yield _both(own, levels)
    yield _both(own, every) | _both(near, levels)
    yield _both(near, every)
    yield _both(may_hide.of_forces(np.ones_like(forces)), levels)


def _both(areas: Flags, levels: Flags) -> Flags:
    found: Flags = areas[:, None] & levels[None]
    return found
