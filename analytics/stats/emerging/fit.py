from dataclasses import dataclass

import numpy as np

from analytics.stats.emerging import pooled
from analytics.stats.emerging.pooled import Prior, prior_of
from analytics.stats.emerging.tier import FIRST_GAP, Array, FittedSeries, SeriesTier, common_columns

COLD_STEPS, WARM_STEPS = 8, 3
WINDOW, LAGS = 14, 8
"""Weeks scored, and lags of the autocovariance."""
AT_ONCE = 250
"""Series per batch, sized for the processor's cache."""
FURTHEST, LONGEST_STEP = 12.0, 2.0


@dataclass(frozen=True, kw_only=True)
class Residuals:
    """By series and week, in answers."""

    residual: Array
    variance: Array
    skewness: Array
    """Third central moment of a week's count if binomial."""
    inflation: Array
    """φ as used in the fit."""
    leverage: Array
    """Share of the week's variance absorbed by the fit."""
    moved: Array
    """Σ Vx over strata, by series, week of the window and coefficient."""
    inverse: Array
    """H⁻¹ by series."""
    taken: Array
    """By lag, the products of earlier weeks absorbed by the fit, over all series."""
    coefficients: Array


def fit(tier: SeriesTier, last: FittedSeries | None = None) -> Residuals:
    """Fit logit p = a + d·years + two harmonics + Christmas + Σ gap of the stratum, with the priors
    of `pooled`, by iteratively reweighted least squares: eight steps from the priors, or three from
    last week's fit. A week has weight V/φ, with last week's ρ or the initial one."""
    steps = COLD_STEPS if last is None else WARM_STEPS
    prior, columns = prior_of(tier), common_columns(tier.week_of_year, tier.weeks_each)
    parts = [
        _fit_part(SomeSeries.of(tier, prior, last, slice(at, at + AT_ONCE)), columns, steps=steps)
        for at in range(0, len(tier.item), AT_ONCE)
    ]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return Residuals(**joined | {"taken": joined["taken"].reshape(-1, LAGS).sum(axis=0)})


@dataclass(frozen=True, kw_only=True)
class SomeSeries:
    positive: Array
    answers: Array
    inflation: Array
    mean: Array
    precision: Array
    start: Array

    @classmethod
    def of(
        cls, tier: SeriesTier, prior: Prior, last: FittedSeries | None, part: slice
    ) -> "SomeSeries":
        answers = tier.answers[:, part].astype(float)
        mean = prior.mean[part]
        correlation = np.full(len(mean), pooled.COLD) if last is None else last.correlation[part]
        inflated = pooled.inflation(answers.sum(axis=0), correlation)
        return cls(
            positive=tier.positive[:, part] / inflated, answers=answers / inflated,
            inflation=inflated, mean=mean, precision=prior.precision[part],
            start=(mean if last is None else last.coefficients[part]),
        )  # fmt: skip


def _fit_part(part: SomeSeries, columns: Array, *, steps: int) -> dict[str, Array]:
    found = solved(part, columns, steps=steps)
    share = shares(found, columns)
    spread = part.answers * share * (1 - share)
    inverse = np.linalg.inv(_curvature(spread, columns, part.precision))
    whole = spread.sum(axis=0)
    moved = np.concatenate([whole[:, :, None] * columns, np.moveaxis(spread[1:], 0, -1)], axis=2)
    settled = moved @ inverse
    safe = np.where(whole > 0, whole, 1.0)
    return {
        "residual": (part.positive - part.answers * share).sum(axis=0) * part.inflation,
        "variance": whole * part.inflation,
        "skewness": (spread * (1 - 2 * share)).sum(axis=0) * part.inflation,
        "inflation": part.inflation,
        "moved": moved[:, -WINDOW:] * part.inflation[:, -WINDOW:, None],
        "leverage": (moved * settled).sum(axis=2) / safe,
        "inverse": inverse,
        "taken": _absorbed_products(moved[:, :-WINDOW], settled[:, :-WINDOW]),
        "coefficients": found,
    }


def solved(part: SomeSeries, columns: Array, *, steps: int) -> Array:
    found = part.start
    for _step in range(steps):
        share = shares(found, columns)
        left = part.positive - part.answers * share
        slope = np.hstack([left.sum(axis=0) @ columns, left[1:].sum(axis=2).T])
        slope -= part.precision * (found - part.mean)
        curve = _curvature(part.answers * share * (1 - share), columns, part.precision)
        step = np.linalg.solve(curve, slope[:, :, None])[:, :, 0]
        found = found + np.clip(step, -LONGEST_STEP, LONGEST_STEP)
    return found


def shares(coefficients: Array, columns: Array) -> Array:
    common = coefficients[:, :FIRST_GAP] @ columns.T
    gaps = coefficients[:, FIRST_GAP:].T
    return expit(np.concatenate([common[None], common[None] + gaps[:, :, None]]))


def _curvature(spread: Array, columns: Array, precision: Array) -> Array:
    size = precision.shape[1]
    curve = np.zeros((len(precision), size, size))
    rows, others = np.triu_indices(FIRST_GAP)
    common = spread.sum(axis=0) @ (columns[:, rows] * columns[:, others])
    curve[:, rows, others] = curve[:, others, rows] = common
    for at, own in enumerate(spread[1:], start=FIRST_GAP):
        curve[:, at, :FIRST_GAP] = curve[:, :FIRST_GAP, at] = own @ columns
        curve[:, at, at] = own.sum(axis=1)
    diagonal = np.arange(size)
    curve[:, diagonal, diagonal] += precision
    return curve


def _absorbed_products(moved: Array, settled: Array) -> Array:
    """Return Σ Vxₜ'H⁻¹xₜ₋ₕV over weeks and series, by lag h."""
    return np.array([(moved[:, lag:] * settled[:, :-lag]).sum() for lag in range(1, LAGS + 1)])


def expit(log_odds: Array) -> Array:
    share: Array = 1 / (1 + np.exp(-np.clip(log_odds, -FURTHEST, FURTHEST)))
    return share
