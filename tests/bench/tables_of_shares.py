"""Every share of a nation straight from its answers, with nothing hidden: what the engine of
figures is timed by beside a bare query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.cube import parquet
from analytics.cube.cells import Codebook
from analytics.stats.proportions import normal_quantile


@dataclass(frozen=True)
class Shares:
    """Weighted shares of many cells at once, with the limits of their intervals: one row a
    cell, one column a group of choices. Not a number where nobody is in the base."""

    share: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    base: NDArray[np.int64]


@dataclass(frozen=True)
class TableOfShares:
    """Force and level of each row, and the shares of each item in those rows."""

    force: NDArray
    level: NDArray
    of: Mapping[str, Shares]


def table_of(
    counts: parquet.BinCounts, *, codebook: Codebook, groups: Mapping[str, Sequence[Sequence[int]]]
) -> TableOfShares:
    """`groups` are, of each item, the numbers of the bins that count as positive, as neutral and
    as negative."""
    forces, levels, sums = parquet.by_cell(counts, codebook=codebook)
    return TableOfShares(
        force=forces,
        level=levels,
        of={item: _shares(sums, groups=places) for item, places in groups.items()},
    )


def _shares(sums: NDArray, *, groups: Sequence[Sequence[int]]) -> Shares:
    """Σw of a group of choices / Σw of all groups, by Wilson on (Σw)²/Σw²: `sums` is cells ×
    choices × (people, Σw, Σw²) of one item."""
    by_group = np.stack([sums[:, list(group)].sum(axis=1) for group in groups], axis=1)
    base = by_group.sum(axis=1).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = base[:, 1] ** 2 / base[:, 2]
        share = by_group[:, :, 1] / base[:, 1, None]
        n, z = effective[:, None], normal_quantile(confidence=0.95)
        stretch = 1 + z * z / n
        centre = (share + z * z / (2 * n)) / stretch
        half = z / stretch * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        lower, upper = np.clip(centre - half, 0, share), np.clip(centre + half, share, 1)
    return Shares(share, lower, upper, base[:, 0].astype(np.int64))
