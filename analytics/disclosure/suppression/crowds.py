"""Find the sum of shown figures that counts a small group with the fewest others. By people, never
answers. Sums with non-zero duals, when the group moves as far as possible, form it."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from analytics.disclosure.suppression.areas import Flags
from analytics.disclosure.suppression.groups import Numbers, SmallGroup
from analytics.disclosure.suppression.item_tables import ItemTables, Marks
from analytics.disclosure.suppression.programmes import ContradictionError, Vector, holding_back

NO_LEVEL = -1
"""A sum over all levels."""
ANY = 1e-7
SLACK = 0.01
"""In people. Penalises each figure in a sum, so that equal crowds give the sum with the fewest
figures.
"""


@dataclass(frozen=True)
class Sums:
    areas: Numbers
    levels: Numbers
    """The area of each sum, and its level or NO_LEVEL."""
    counted: csr_array
    """Sums by places."""
    number: Numbers
    """The place number by force and level; -1 if empty."""
    people: Vector


def telling(group: SmallGroup, item: ItemTables, marks: Marks, *, totals_from: int = 0) -> Flags:
    """By area and level. Totals of areas before `totals_from` are ignored."""
    found = np.zeros(marks.places[group.dimension].shape, dtype=bool)
    totals = marks.totals.copy()
    totals[:totals_from] = False
    sums = sums_of(item, Marks(totals, marks.places), group.dimension)
    used = np.abs(_holding_back(group, sums)) > ANY
    used &= sums.levels != NO_LEVEL
    found[sums.areas[used], sums.levels[used]] = True
    return found


def telling_totals(group: SmallGroup, item: ItemTables, marks: Marks) -> Flags:
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
    factors = np.zeros(len(sums.people))
    factors[[sums.number[cell] for cell in group.cells]] = 1
    factors[[sums.number[cell] for cell in group.own]] = -1
    free = np.where(factors != 0, np.inf, sums.people)
    try:
        return holding_back(factors, sums=sums.counted, slack=SLACK, within=free)
    except ContradictionError:
        return np.zeros(len(sums.areas))
