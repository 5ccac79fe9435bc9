"""The regression of Farrington et al. (1996, J R Stat Soc A 159:547) as improved by Noufaily et al.
(2013, Stat Med 32:1206):

log μ = log exposure + a + b·years + two harmonics of the year, var y = φ μ

fitted without the newest twelve weeks and with outlying weeks downweighted.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.stats.emerging.tier import DRIFT, LEAST_WEEKS, Array, Whole, common_columns

GUARD, WINDOW = 12, 4
SEASONS_FROM = 78
"""Weeks of baseline needed to separate trend from season."""
LEAST_COUNTED = 10
"""The minimum count in the baseline."""
OUTLYING = 2.58
STEPS, FURTHEST, RIDGE = 12, 12.0, 1e-9
POWER = 2 / 3


@dataclass(frozen=True, kw_only=True)
class CountedWeeks:
    """By series and week, the newest last. Weeks without exposure are ignored."""

    counts: Array
    exposure: Array
    week_of_year: Whole


@dataclass(frozen=True, kw_only=True)
class CountScores:
    """`score` is about standard normal in a quiet series, and NaN if data are too few; `seen` and
    `expected` are sums over the window."""

    score: Array
    seen: Array
    expected: Array
    dispersion: Array
    is_short: NDArray[np.bool_]


def score_counts(weeks: CountedWeeks, *, window: int = WINDOW) -> CountScores:
    """Return scores of the newest weeks together, on the 2/3 power scale:

    Z = (Y^⅔ - μ^⅔) / √(4/9 μ^⅓ (φ + var μ̂ / μ))

    The threshold of Farrington et al.; var μ̂ is that of the forecast.
    """
    counts, exposure = weeks.counts.astype(float), weeks.exposure.astype(float)
    reach = _count_weeks(exposure) - GUARD
    columns = common_columns(weeks.week_of_year)[:, :-1]
    made = [np.zeros(len(counts)) for _ in range(3)]
    for at in range(len(counts)):
        used = columns if reach[at] >= SEASONS_FROM else columns[:, :DRIFT]
        found = _forecast(counts[at], exposure[at], used, window)
        for to, value in zip(made, found, strict=True):
            to[at] = value
    expected, variance, dispersion = made
    seen = counts[:, -window:].sum(axis=1)
    before = counts[:, :-GUARD].sum(axis=1)
    is_short = (reach < LEAST_WEEKS) | (before < LEAST_COUNTED) | (expected <= 0)
    safe = np.where(expected > 0, expected, 1.0)
    deviation = np.sqrt(4 / 9 * np.cbrt(safe) * (dispersion + variance / safe))
    score = (seen**POWER - safe**POWER) / deviation
    return CountScores(
        score=np.where(is_short, np.nan, score), seen=seen, expected=expected,
        dispersion=dispersion, is_short=is_short,
    )  # fmt: skip


def _count_weeks(exposure: Array) -> Whole:
    weeks, has_any = exposure.shape[1], exposure > 0
    reach: Whole = np.where(has_any.any(axis=1), weeks - has_any.argmax(axis=1), 0)
    return reach


def _forecast(
    counts: Array, exposure: Array, columns: Array, window: int
) -> tuple[float, float, float]:
    known = exposure > 0
    known[-GUARD:] = False
    if known.sum() <= columns.shape[1]:
        return 0.0, 0.0, 1.0
    fitted = fit_counts(counts[known], exposure[known], columns[known])
    newest = columns[-window:]
    mean = exposure[-window:] * np.exp(np.clip(newest @ fitted.coefficients, -FURTHEST, FURTHEST))
    slope = mean @ newest
    return float(mean.sum()), float(slope @ fitted.covariance @ slope), fitted.dispersion


@dataclass(frozen=True, kw_only=True)
class CountFit:
    coefficients: Array
    covariance: Array
    dispersion: float


def fit_counts(counts: Array, exposure: Array, columns: Array) -> CountFit:
    plain = np.ones(len(counts))
    first, mean = _solve(counts, exposure, columns, plain)
    return _solve(counts, exposure, columns, _weights(counts, mean, columns, first.dispersion))[0]


def _weights(counts: Array, mean: Array, columns: Array, dispersion: float) -> Array:
    """Return γ s⁻² where the standardised Anscombe residual s exceeds 2.58, γ elsewhere; the sum is
    the number of weeks."""
    design = columns * np.sqrt(mean)[:, None]
    settled = np.linalg.inv(design.T @ design + RIDGE * np.eye(columns.shape[1]))
    leverage = np.einsum("ij,jk,ik->i", design, settled, design)
    spread = np.sqrt(dispersion * np.maximum(1 - leverage, 1e-6))
    residual = np.abs(1.5 * (counts**POWER * mean ** (-1 / 6) - np.sqrt(mean)) / spread)
    weights = np.where(residual > OUTLYING, 1 / np.maximum(residual, 1.0) ** 2, 1.0)
    scaled: Array = weights * len(counts) / weights.sum()
    return scaled


def _solve(
    counts: Array, exposure: Array, columns: Array, weights: Array
) -> tuple[CountFit, Array]:
    size = columns.shape[1]
    found = np.zeros(size)
    found[0] = np.log((counts.sum() + 0.5) / exposure.sum())
    for _step in range(STEPS):
        mean = exposure * np.exp(np.clip(columns @ found, -FURTHEST, FURTHEST))
        weighted = columns * (weights * mean)[:, None]
        slope = columns.T @ (weights * (counts - mean))
        found = found + np.linalg.solve(weighted.T @ columns + RIDGE * np.eye(size), slope)
    mean = exposure * np.exp(np.clip(columns @ found, -FURTHEST, FURTHEST))
    curve = (columns * (weights * mean)[:, None]).T @ columns + RIDGE * np.eye(size)
    left = max(len(counts) - size, 1)
    pearson = float((weights * (counts - mean) ** 2 / np.maximum(mean, 1e-12)).sum() / left)
    dispersion = max(1.0, pearson)
    covariance: Array = np.asarray(dispersion * np.linalg.inv(curve), dtype=np.float64)
    return CountFit(coefficients=found, covariance=covariance, dispersion=dispersion), mean
