"""How much the score of a quiet series varies. Pure."""

import numpy as np

from analytics.stats.emerging.fit import LAGS, WINDOW, Residuals
from analytics.stats.emerging.tier import Array

LEAST_WEEKS = 20
"""Under so many weeks before the window, nothing is said of how weeks hang together."""


def week_effects(left: Residuals) -> Array:
    """γ₁ to γ₈: the autocovariance of a week's own effect on the log odds, pooled over series, from
    the weeks before the window.

        γₕ = Σ (rₜ rₜ₋ₕ + Vxₜ'H⁻¹xₜ₋ₕV)/(φₜφₜ₋ₕ) / Σ VₜVₜ₋ₕ/(φₜφₜ₋ₕ)

    The second term gives back what the fit took. Made to fall with the lag, and never below zero:
    less than nothing would make an alarm easier because of chance in the past."""
    if left.residual.shape[1] < WINDOW + LEAST_WEEKS:
        return np.zeros(LAGS)
    before = slice(0, -WINDOW)
    mass = left.variance[:, before] / left.inflation[:, before]
    scaled = left.residual[:, before] / left.inflation[:, before]
    raw = np.zeros(LAGS)
    for lag in range(1, LAGS + 1):
        below = (mass[:, lag:] * mass[:, :-lag]).sum()
        above = (scaled[:, lag:] * scaled[:, :-lag]).sum() + left.taken[lag - 1]
        raw[lag - 1] = above / below if below > 0 else 0.0
    effects: Array = np.maximum(_falling(raw), 0.0)
    return effects


def _falling(values: Array) -> Array:
    """The nearest falling row, by pooling neighbours (Ayer et al. 1955)."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        mean, size = float(value), 1
        while blocks and blocks[-1][0] < mean:
            before, of = blocks.pop()
            mean, size = (before * of + mean * size) / (of + size), of + size
        blocks.append((mean, size))
    return np.concatenate([np.full(size, mean) for mean, size in blocks])


def score_variance(
    left: Residuals, weights: Array, *, move_variance: Array, effects: Array
) -> Array:
    """I - g'H⁻¹g + Σ (uV/φ)² var c + 2 Σₕ γₕ Σₜ aₜ aₜ₋ₕ, a = uV/φ, by series.

    I = Σ u²V/φ is what the answers vary by; g'H⁻¹g, g = Σ uVx/φ, what the fit followed; then what
    is unsure of the parent's move; then weeks that move together."""
    inflated = left.inflation[:, -WINDOW:]
    pull = weights * left.variance[:, -WINDOW:] / inflated
    followed = ((weights / inflated)[:, None, :] @ left.moved)[:, 0]
    settled = (left.inverse @ followed[:, :, None])[:, :, 0]
    total = (weights * pull).sum(axis=1) - (followed * settled).sum(axis=1)
    total += (pull**2 * move_variance[:, -WINDOW:]).sum(axis=1)
    for lag, effect in enumerate(effects, start=1):
        total += 2 * effect * (pull[:, lag:] * pull[:, :-lag]).sum(axis=1)
    least: Array = np.maximum(total, 0.0)
    return least
