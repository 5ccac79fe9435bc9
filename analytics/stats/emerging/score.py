"""Has a series moved lately by more than chance, its season, its drift, its case mix and its
siblings explain? One number for each series of a tier, about standard normal in a quiet one. Pure.

The steps and their constants are those of ADR 49; `./dev bench alerts` measures them."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analytics.stats.emerging import dispersion, parent_move, variance
from analytics.stats.emerging.fit import WINDOW, Residuals, fit
from analytics.stats.emerging.tier import Array, FittedSeries, SeriesTier

MEMORY = 0.72
"""The newest week counts one, each before it .72 of the next, for 14 weeks. The longer, the fewer
and the later: ADR 85 has the curve."""
LEAST_VARIANCE = 1e-9
SKEW_SHARE, SKEW_BEND = 0.25, 2.5


@dataclass(frozen=True, kw_only=True)
class Scores:
    """`score` by series is not a number where history is short; a rise is positive."""

    score: Array
    is_short: NDArray[np.bool_]
    left: Residuals
    """What neither the fit nor the siblings' move explains."""
    moves: Array
    """The siblings' common move, by series and week, on the log odds."""
    fitted: FittedSeries
    information: Array
    """By series: the square of how far a change of one logit would move the score."""


def score(tier: SeriesTier, last: FittedSeries | None = None) -> Scores:
    """The score of each series at the newest week of the tier, warm from last week's fit if given.

        Z = Σ u (r - Vc)/φ / √var,  u = .72^(weeks ago) over 14 weeks

    the efficient score (Rao 1948) for a shift that has the shape u, with r what the fit left, c the
    siblings' move and var as in `variance`; then less skewness."""
    fitted = fit(tier, last)
    moves, unsure = _moves(tier, fitted)
    left, correlation = _own(tier, fitted, moves)
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


def _own(tier: SeriesTier, fitted: Residuals, moves: Array) -> tuple[Residuals, Array]:
    """What is left of a series without its siblings' move, and ρ of that."""
    own = fitted.residual - fitted.variance * moves
    correlation = dispersion.correlations(
        residual=own, variance=fitted.variance, leverage=fitted.leverage, bases=tier.bases
    )
    inflated = dispersion.inflation(tier.bases, correlation)
    return replace(fitted, residual=own, inflation=inflated), correlation


def window_weights(weeks: int) -> Array:
    ago = np.arange(weeks)[::-1]
    weights: Array = np.power(MEMORY, ago, dtype=np.float64)
    return weights


def without_skewness(score: Array, skewness: Array) -> Array:
    """Z - ¼ s(Z² - 1)/6, a quarter of Cornish & Fisher's (1938) first term: with few answers a rise
    of a rare finding is otherwise seen too often. Where |Zs| passes 2.5 the step grows no more."""
    bent = np.abs(score * skewness)
    damp = np.minimum(1.0, SKEW_BEND / np.where(bent > 0, bent, 1.0))
    found: Array = score - SKEW_SHARE * damp * skewness * (score**2 - 1) / 6
    return found


def _moves(tier: SeriesTier, left: Residuals) -> tuple[Array, Array]:
    if not tier.has_parent:
        return np.zeros_like(left.residual), np.zeros_like(left.residual)
    return parent_move.parent_move(
        residual=left.residual, variance=left.variance,
        inflation=left.inflation, item=tier.item,
    )  # fmt: skip
