import numpy as np

from analytics.stats.emerging.tier import Array

SPREAD = 0.005
"""Standard deviation of ρ between the series of a tier."""
MOST = 0.03
COLD = 0.003
"""The initial ρ."""
FURTHEST = 2.5


def inflation(bases: Array, correlation: Array) -> Array:
    """Return φ = 1 + (n - 1)ρ of a beta-binomial, by series and week; 1 where n < 1."""
    factor: Array = 1 + np.maximum(bases - 1, 0) * correlation[:, None]
    return factor


def correlations(*, residual: Array, variance: Array, leverage: Array, bases: Array) -> Array:
    """Return ρ by series, by the method of moments, shrunk to the pooled value.

    E r²/V = 1 - h + (n - 1)ρ, each week weighted by (n - 1) / (2 + 1/V)

    h is the week's leverage. Residuals are capped, so that a real change does not inflate ρ.
    """
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
