"""With how few others a small group is told together, by people alone: nothing here reads an
answer. Pure.

What is shown are sums over places. Added and taken away they make other sums, and the one that
counts the group beside the fewest others, its crowd, tells the most of it. Put the other way round:
let the group move as far as it likes while nobody else moves further than all the people of their
place and no shown sum changes. How far it gets is its crowd, and the sums that hold it back are
those that the telling one is made of."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from analytics.disclosure.judging.areas import Flags
from analytics.disclosure.judging.groups import Numbers, SmallGroup
from analytics.disclosure.judging.item_tables import ItemTables, Marks
from analytics.disclosure.judging.programmes import ContradictionError, Vector, holding_back

NO_LEVEL = -1
"""Of a sum over all levels."""
ANY = 1e-7
SLACK = 0.01
"""Of a person: each shown figure that a sum is made of weighs as much, so that of sums with like
crowds the one of fewer figures is found."""


@dataclass(frozen=True)
class Sums:
    """What is shown of one table, each as the places with anybody that it counts."""

    areas: Numbers
    levels: Numbers
    """Of each sum its area, and its level or NO_LEVEL."""
    counted: csr_array
    """Sums by places."""
    number: Numbers
    """Of each force and level the number of the place; -1 where nobody is."""
    people: Vector


def telling(group: SmallGroup, item: ItemTables, marks: Marks, *, totals_from: int = 0) -> Flags:
    """The shown places, by area and level, of which the sum is made that counts the group beside
    the fewest others. Where totals by themselves are that sum there are none: what tells beside
    them is found as if no totals were known but of areas from `totals_from` on."""
    found = np.zeros(marks.places[group.dimension].shape, dtype=bool)
    totals = marks.totals.copy()
    totals[:totals_from] = False
    sums = sums_of(item, Marks(totals, marks.places), group.dimension)
    used = np.abs(_holding_back(group, sums)) > ANY
    used &= sums.levels != NO_LEVEL
    found[sums.areas[used], sums.levels[used]] = True
    return found


def telling_totals(group: SmallGroup, item: ItemTables, marks: Marks) -> Flags:
    """The areas of whose totals that sum is made."""
    sums = sums_of(item, marks, group.dimension)
    used = np.abs(_holding_back(group, sums)) > ANY
    found = np.zeros(len(marks.totals), dtype=bool)
    found[sums.areas[used & (sums.levels == NO_LEVEL)]] = True
    return found


def sums_of(item: ItemTables, marks: Marks, name: str) -> Sums:
    areas, table, shown = item.areas, item.by_dimension[name], marks.places[name]
    is_there = table.people[: len(areas.forces)] > 0
    number = np.full(is_there.shape, -1, dtype=np.int64)
    number[is_there] = np.arange(is_there.sum())
    rows = [(int(area), NO_LEVEL) for area in np.flatnonzero(marks.totals)]
    rows += [(int(area), int(level)) for area, level in np.argwhere(shown)]
    counted = [_counted(is_there, areas.members[area], level) for area, level in rows]
    entries = [(row, place) for row, of in enumerate(counted) for place in number[of]]
    at = np.array(entries, dtype=np.int64).reshape(-1, 2).T
    names = np.array(rows, dtype=np.int64).reshape(-1, 2)
    shape = (len(rows), int(is_there.sum()))
    return Sums(
        areas=names[:, 0],
        levels=names[:, 1],
        counted=csr_array(coo_array((np.ones(at.shape[1]), (at[0], at[1])), shape=shape)),
        number=number,
        people=table.people[: len(is_there)][is_there].astype(float),
    )


def _counted(is_there: Flags, members: Flags, level: int) -> Flags:
    within = is_there & members[:, None]
    if level != NO_LEVEL:
        within &= (np.arange(is_there.shape[1]) == level)[None]
    return within


def _holding_back(group: SmallGroup, sums: Sums) -> Vector:
    """Of each sum how much it holds the group back; none does where nothing holds it. Those who
    know their own answers take them away."""
    factors = np.zeros(len(sums.people))
    factors[[sums.number[cell] for cell in group.cells]] = 1
    factors[[sums.number[cell] for cell in group.own]] = -1
    free = np.where(factors != 0, np.inf, sums.people)
    try:
        return holding_back(factors, sums=sums.counted, slack=SLACK, within=free)
    except ContradictionError:
        return np.zeros(len(sums.areas))
