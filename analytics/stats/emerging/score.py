"""Scores of recent change in each series, about standard normal in quiet series (ADR 49; `./dev
bench alerts`)."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analytics.stats.emerging import pooled, variance
from analytics.stats.emerging.fit import (
    AT_ONCE,
    WARM_STEPS,
    WINDOW,
    Residuals,
    SomeSeries,
    fit,
    shares,
    solved,
)
from analytics.stats.emerging.pooled import Prior, prior_of
from analytics.stats.emerging.tier import Array, FittedSeries, SeriesTier, Whole, common_columns

MEMORY = 0.72
"""The decay of weights over 14 weeks (ADR 85)."""
LEAST_VARIANCE = 1e-9
SKEW_SHARE, SKEW_BEND = 0.25, 2.5


@dataclass(frozen=True, kw_only=True)
class Scores:
    """By series; positive for a rise, and NaN if history is short."""

    score: Array
    is_short: NDArray[np.bool_]
    left: Residuals
    """Residuals after the fit and the siblings' move."""
    moves: Array
    """The siblings' common move, by series and week, on the log odds."""
    fitted: FittedSeries
    information: Array
    """By series: the squared effect on the score of a change of one logit."""


def score(tier: SeriesTier, last: FittedSeries | None = None) -> Scores:
    """Z = Σ u (r - Vc)/φ / √var, u = .72^(weeks ago) over 14 weeks

    the efficient score (Rao 1948) for a shift of shape u, with r the residual, c the siblings' move
    and var as in `variance`; corrected for skewness.
    """
    fitted = fit(tier, last)
    moves, unsure = _moves(tier, fitted)
    left, correlation = _subtract_moves(tier, fitted, moves)
    weights = window_weights(min(WINDOW, left.residual.shape[1]))
    over = weights / left.inflation[:, -WINDOW:]
    spread = variance.score_variance(
        left, weights, move_variance=unsure, effects=variance.week_effects(left)
    )
    is_seen = spread > LEAST_VARIANCE
    deviation = np.sqrt(np.where(is_seen, spread, 1.0))
    total = (over * left.residual[:, -WINDOW:]).sum(axis=1) / deviation
    third = (weights**2 * over * left.skewness[:, -WINDOW:]).sum(axis=1) / deviation**3
    scored = np.where(is_seen, without_skewness(total, third), 0.0)
    return Scores(
        score=np.where(tier.is_short, np.nan, scored),
        is_short=tier.is_short,
        left=left,
        moves=moves,
        fitted=FittedSeries(coefficients=fitted.coefficients, correlation=correlation),
        information=spread,
    )


def _subtract_moves(tier: SeriesTier, fitted: Residuals, moves: Array) -> tuple[Residuals, Array]:
    own = fitted.residual - fitted.variance * moves
    correlation = pooled.correlations(
        residual=own, variance=fitted.variance, leverage=fitted.leverage, bases=tier.bases
    )
    inflated = pooled.inflation(tier.bases, correlation)
    return replace(fitted, residual=own, inflation=inflated), correlation


def window_weights(weeks: int) -> Array:
    ago = np.arange(weeks)[::-1]
    weights: Array = np.power(MEMORY, ago, dtype=np.float64)
    return weights


def without_skewness(score: Array, skewness: Array) -> Array:
    """Return Z - ¼ s(Z² - 1)/6, a quarter of Cornish & Fisher's (1938) first term, damped where
    |Zs| > 2.5.
    """
    bent = np.abs(score * skewness)
    damp = np.minimum(1.0, SKEW_BEND / np.where(bent > 0, bent, 1.0))
    found: Array = score - SKEW_SHARE * damp * skewness * (score**2 - 1) / 6
    return found


def _moves(tier: SeriesTier, left: Residuals) -> tuple[Array, Array]:
    if not tier.has_parent:
        return np.zeros_like(left.residual), np.zeros_like(left.residual)
    return parent_move(
        residual=left.residual, variance=left.variance,
        inflation=left.inflation, item=tier.item,
    )  # fmt: skip


BETWEEN = 0.02
"""Variance of a week's own move between siblings, on the log odds."""
COMMON = 0.15**2
"""Variance of a week's common move."""


def parent_move(
    *, residual: Array, variance: Array, inflation: Array, item: Whole
) -> tuple[Array, Array]:
    """Return the common move of each series' siblings by week, on the log odds, and its variance.

        c = Σ w r/V / Σ w over the others of the item, w = V / (φ + .02 V)
        var c = 1 / Σ w;  both shrunk by .15² / (.15² + var c)

    Leaves out the series itself; 0 without siblings.
    """
    weight = variance / (inflation + BETWEEN * variance)
    pull = residual / (inflation + BETWEEN * variance)
    items, place = np.unique(item, return_inverse=True)
    of_item = np.zeros((len(items), *residual.shape[1:]))
    pull_of_item = of_item.copy()
    np.add.at(of_item, place, weight)
    np.add.at(pull_of_item, place, pull)
    others = np.maximum(of_item[place] - weight, 0.0)
    safe = np.where(others > 1e-9, others, 1.0)
    uncertain = 1 / safe
    shrunk = np.where(others > 1e-9, COMMON / (COMMON + uncertain), 0.0)
    move = shrunk * (pull_of_item[place] - pull) / safe
    return move, shrunk**2 * uncertain


GUARD = 12
"""Weeks left out, so that the forecast does not follow a recent change."""


def forecast(tier: SeriesTier, scores: Scores, chosen: Whole) -> Array:
    """Return the expected positive answers of the `chosen` series by column, from weeks before the
    newest twelve and the siblings' move."""
    prior, columns = prior_of(tier), common_columns(tier.week_of_year, tier.weeks_each)
    parts = [
        _forecast(tier, scores, prior, columns, chosen[at : at + AT_ONCE])
        for at in range(0, len(chosen), AT_ONCE)
    ]
    return np.concatenate([np.zeros((0, columns.shape[0])), *parts])


def _forecast(
    tier: SeriesTier, scores: Scores, prior: Prior, columns: Array, chosen: Whole
) -> Array:
    answers, positive = (
        counts[:, chosen].astype(float) for counts in (tier.answers, tier.positive)
    )
    guarded = slice(-(GUARD // tier.weeks_each), None)
    all_ = answers.copy()
    answers[:, :, guarded] = positive[:, :, guarded] = 0
    part = SomeSeries.of(
        replace(tier, answers=answers, positive=positive, item=tier.item[chosen]),
        Prior(mean=prior.mean[chosen], precision=prior.precision[chosen]),
        scores.fitted.of(chosen),
        slice(None),
    )
    found = shares(solved(part, columns, steps=2 * WARM_STEPS), columns)
    moved = (all_ * found * (1 - found)).sum(axis=0) * scores.moves[chosen]
    expected: Array = np.clip((all_ * found).sum(axis=0) + moved, 0.0, all_.sum(axis=0))
    return expected
