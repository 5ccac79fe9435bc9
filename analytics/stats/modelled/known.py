"""Published figures of an item, from which small areas are modelled. Hidden answers enter only
through the rest: a level's national figure less the shown forces, which readers can derive too."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

PEOPLE, WEIGHT, SQUARED, POSITIVE = range(4)
SUMS = 4
"""People, Σw, Σw² of all answers, and Σw of positive ones."""
LEAST_REST = 10
"""Rests with fewer people are not used."""


@dataclass(frozen=True, kw_only=True)
class KnownQuarter:
    """NaN if hidden. Shapes: `forces` (force, sum), `levels` (level, sum), `cells` (force, level,
    sum)."""

    nation: Array
    forces: Array
    levels: Array
    cells: Array


@dataclass(frozen=True, kw_only=True)
class KnownTable:
    """Several quarters. `cells` (quarter, force, level, sum) are 0 if hidden. `rests` (quarter,
    level, sum) cover the hidden cells of a level. `parts` (quarter, force, level) is each force's
    estimated proportion of a rest, as far as its total is shown."""

    cells: Array
    rests: Array
    parts: Array

    @property
    def shape(self) -> tuple[int, int, int]:
        quarters, forces, levels = self.parts.shape
        return quarters, forces, levels

    @property
    def shown_alone(self) -> "KnownTable":
        """Without rests, which include hidden answers."""
        return replace(self, rests=np.zeros_like(self.rests))


def table_of(quarters: Sequence[KnownQuarter]) -> KnownTable:
    parts = zip(*(_quarter_arrays(quarter) for quarter in quarters), strict=True)
    cells, rests, shares = (np.stack(each) for each in parts)
    return KnownTable(cells=cells, rests=rests, parts=shares)


def _quarter_arrays(quarter: KnownQuarter) -> tuple[Array, Array, Array]:
    is_level = ~np.isnan(quarter.levels[:, PEOPLE])
    cells = np.where(is_level[:, None], np.nan_to_num(quarter.cells), 0.0)
    rests = _subtract(np.nan_to_num(quarter.levels), cells.sum(axis=0))
    rests[rests[:, PEOPLE] < LEAST_REST] = 0.0
    forces = np.nan_to_num(quarter.forces)
    left = _subtract(forces, cells.sum(axis=1))[:, WEIGHT]
    unseen = _subtract(quarter.nation, forces.sum(axis=0))[WEIGHT]
    hidden = left[:, None] * (cells[..., WEIGHT] <= 0)
    return cells, rests, hidden / np.maximum(hidden.sum(axis=0) + unseen, 1e-9)


def _subtract(whole: Array, part: Array) -> Array:
    left = np.maximum(whole - part, 0.0)
    left[..., POSITIVE] = np.minimum(left[..., POSITIVE], left[..., WEIGHT])
    return left


def shares_of(sums: Array) -> Array:
    total = sums[..., WEIGHT]
    return np.where(total > 0, sums[..., POSITIVE] / np.where(total > 0, total, 1.0), 0.5)


def trials_of(sums: Array) -> Array:
    squared = sums[..., SQUARED]
    found: Array = np.square(sums[..., WEIGHT]) / np.where(squared > 0, squared, np.inf)
    return found
