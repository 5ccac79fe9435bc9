"""Every share of a nation straight from its answers, with nothing hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.cube import parquet
from analytics.cube.cells import Codebook
from analytics.stats.proportions import normal_quantile


@dataclass(frozen=True)
class Shares:
    share: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    base: NDArray[np.int64]


@dataclass(frozen=True)
class TableOfShares:
    force: NDArray
    level: NDArray
    of: Mapping[str, Shares]


def table_of(
    counts: parquet.BinCounts, *, codebook: Codebook, groups: Mapping[str, Sequence[Sequence[int]]]
) -> TableOfShares:
    forces, levels, sums = parquet.by_cell(counts, codebook=codebook)
    return TableOfShares(
        force=forces,
        level=levels,
        of={item: _shares(sums, groups=places) for item, places in groups.items()},
    )


def _shares(sums: NDArray, *, groups: Sequence[Sequence[int]]) -> Shares:
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
