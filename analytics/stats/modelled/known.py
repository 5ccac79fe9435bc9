"""What is told of an item by force and the levels of one dimension: the only thing that models of
places where few answered are made of. Pure.

How a hidden group answered is in none of these arrays but as a part of what the nation's shown
figure of its level leaves when all shown forces are taken away, which any reader can do as well."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

PEOPLE, WEIGHT, SQUARED, POSITIVE = range(4)
SUMS = 4
"""People, Σw and Σw² of all answers, and Σw of the positive. Of these no more is known: how their
weights differ is shown nowhere."""
LEAST_REST = 10
"""What the nation leaves of a level says nothing to the model where fewer people are in it."""


@dataclass(frozen=True, kw_only=True)
class KnownQuarter:
    """Sums of one quarter. `forces` has the shape (force, sum), `levels` (level, sum), `cells`
    (force, level, sum); what is hidden is not a number. The axes are the same in all quarters of a
    model."""

    nation: Array
    forces: Array
    levels: Array
    cells: Array


@dataclass(frozen=True, kw_only=True)
class KnownTable:
    """Quarters side by side. `cells` (quarter, force, level, sum) are nought where the place is
    hidden; `rests` (quarter, level, sum) are those of all hidden places of a level together, and
    `parts` (quarter, force, level) how much of a rest each force is thought to be, as far as its
    total is shown."""

    cells: Array
    rests: Array
    parts: Array

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many quarters, forces and levels."""
        quarters, forces, levels = self.parts.shape
        return quarters, forces, levels

    @property
    def shown_alone(self) -> "KnownTable":
        """The table without the rests, which hold hidden answers."""
        return replace(self, rests=np.zeros_like(self.rests))


def table_of(quarters: Sequence[KnownQuarter]) -> KnownTable:
    parts = zip(*(_of_quarter(quarter) for quarter in quarters), strict=True)
    cells, rests, shares = (np.stack(each) for each in parts)
    return KnownTable(cells=cells, rests=rests, parts=shares)


def _of_quarter(quarter: KnownQuarter) -> tuple[Array, Array, Array]:
    is_level = ~np.isnan(quarter.levels[:, PEOPLE])
    cells = np.where(is_level[:, None], np.nan_to_num(quarter.cells), 0.0)
    rests = _less(np.nan_to_num(quarter.levels), cells.sum(axis=0))
    rests[rests[:, PEOPLE] < LEAST_REST] = 0.0
    forces = np.nan_to_num(quarter.forces)
    left = _less(forces, cells.sum(axis=1))[:, WEIGHT]
    unseen = _less(quarter.nation, forces.sum(axis=0))[WEIGHT]
    hidden = left[:, None] * (cells[..., WEIGHT] <= 0)
    return cells, rests, hidden / np.maximum(hidden.sum(axis=0) + unseen, 1e-9)


def _less(whole: Array, part: Array) -> Array:
    """What is left. Told shares are rounded, so it may be a little below nought or above all."""
    left = np.maximum(whole - part, 0.0)
    left[..., POSITIVE] = np.minimum(left[..., POSITIVE], left[..., WEIGHT])
    return left


def shares_of(sums: Array) -> Array:
    """Weighted shares positive; a half where nobody is."""
    total = sums[..., WEIGHT]
    return np.where(total > 0, sums[..., POSITIVE] / np.where(total > 0, total, 1.0), 0.5)


def trials_of(sums: Array) -> Array:
    """Effective bases (Kish 1965); nought where nobody is."""
    squared = sums[..., SQUARED]
    found: Array = np.square(sums[..., WEIGHT]) / np.where(squared > 0, squared, np.inf)
    return found
