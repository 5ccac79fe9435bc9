from dataclasses import dataclass

import numpy as np

from analytics.stats.emerging.tier import DRIFT, FIRST_GAP, LEVEL, Array, SeriesTier

SEASON = (120.0, 120.0, 240.0, 240.0)
"""Precisions of the two harmonics, each of cosine and sine."""
DRIFT_PRECISION, CHRISTMAS_PRECISION, GAP_PRECISION = 90.0, 30.0, 8.0
LEAST_SPREAD, MOST_SPREAD = 0.02, 1.0
"""Bounds of the variance of levels between areas, on the log odds."""


@dataclass(frozen=True, kw_only=True)
class Prior:
    mean: Array
    precision: Array


def prior_of(tier: SeriesTier) -> Prior:
    positive = tier.positive.sum(axis=2, dtype=float).T
    answers = tier.answers.sum(axis=2, dtype=float).T
    series, strata = answers.shape
    mean = np.zeros((series, FIRST_GAP + strata - 1))
    precision = np.empty_like(mean)
    precision[:, DRIFT] = DRIFT_PRECISION
    precision[:, DRIFT + 1 : FIRST_GAP] = (*SEASON, CHRISTMAS_PRECISION)
    precision[:, FIRST_GAP:] = GAP_PRECISION
    for item in np.unique(tier.item):
        own = tier.item == item
        gaps = pooled_gaps(positive[own], answers[own])
        level, spread = pooled_level(positive[own], answers[own], gaps)
        mean[own, LEVEL], precision[own, LEVEL] = level, 1 / spread
        mean[own, FIRST_GAP:] = gaps
    return Prior(mean=mean, precision=precision)


def pooled_gaps(positive: Array, answers: Array) -> Array:
    """Return log odds ratios of each stratum to the first, over series (Mantel & Haenszel 1959,
    JNCI 22:719), with half an answer added on either side.
    """
    first, of_first = positive[:, :1], answers[:, :1]
    both = np.maximum(of_first + answers[:, 1:], 1.0)
    above = (positive[:, 1:] * (of_first - first) / both).sum(axis=0)
    below = (first * (answers[:, 1:] - positive[:, 1:]) / both).sum(axis=0)
    gaps: Array = np.log((above + 0.5) / (below + 0.5))
    return gaps


def pooled_level(positive: Array, answers: Array, gaps: Array) -> tuple[float, float]:
    """Return the item's level on the log odds in the first stratum, and the variance between areas:
    DerSimonian & Laird's (1986, Control Clin Trials 7:177) within [.02, 1].
    """
    total, satisfied = answers.sum(axis=1), positive.sum(axis=1)
    known = total > 0
    if not known.any():
        return 0.0, MOST_SPREAD
    total, satisfied = total[known], satisfied[known]
    mix = answers[known, 1:] @ gaps / total
    levels = np.log((satisfied + 0.5) / (total - satisfied + 0.5)) - mix
    weights = 1 / (1 / (satisfied + 0.5) + 1 / (total - satisfied + 0.5))
    level = float((weights * levels).sum() / weights.sum())
    excess = float((weights * (levels - level) ** 2).sum()) - (len(levels) - 1)
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    spread = excess / scale if scale > 0 else MOST_SPREAD
    return level, min(max(spread, LEAST_SPREAD), MOST_SPREAD)


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
