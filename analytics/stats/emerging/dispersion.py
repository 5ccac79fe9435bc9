"""How much more than a binomial the weeks of a series vary. Pure."""

import numpy as np

from analytics.stats.emerging.tier import Array

SPREAD = 0.005
"""Standard deviation of ρ between the series of a tier."""
MOST = 0.03
COLD = 0.003
"""ρ before anything is known."""
FURTHEST = 2.5


def inflation(bases: Array, correlation: Array) -> Array:
    """φ = 1 + (n - 1)ρ of a beta-binomial, by series and week; 1 where fewer than one answered."""
    factor: Array = 1 + np.maximum(bases - 1, 0) * correlation[:, None]
    return factor


def correlations(*, residual: Array, variance: Array, leverage: Array, bases: Array) -> Array:
    """ρ by series, by moments, shrunk to that of all.

        E r²/V = 1 - h + (n - 1)ρ,  each week weighted by (n - 1) / (2 + 1/V)

    h is the part of the week's variance that the fit took (`leverage`). A week counts with 2.5 of
    its deviations at most, or the weeks of an issue would hide the issue."""
    counted = np.where(variance > 0, variance, 1.0)
    most = FURTHEST * np.sqrt(variance * inflation(bases, np.full(len(bases), COLD)))
    residual = np.clip(residual, -most, most)
    extra = np.maximum(bases - 1, 0) * (variance > 0)
    over = residual**2 / counted - (1 - leverage)
    weight = extra / (2 * inflation(bases, np.full(len(bases), COLD)) ** 2 + 1 / counted)
    above, below = (weight * over).sum(axis=1), (weight * extra).sum(axis=1)
    if below.sum() <= 0:
        return np.zeros(len(bases))
    pool = min(max(above.sum() / below.sum(), 0.0), MOST)
    shrunk: Array = np.clip((above + pool / SPREAD**2) / (below + 1 / SPREAD**2), 0.0, MOST)
    return shrunk
