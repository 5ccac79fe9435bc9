import numpy as np

from analytics.stats.emerging.fit import LAGS, WINDOW, Residuals
from analytics.stats.emerging.tier import Array

LEAST_WEEKS = 20
"""Weeks before the window needed to estimate autocovariance."""


def week_effects(left: Residuals) -> Array:
    """Return γ₁ to γ₈: the autocovariance of weekly effects on the log odds.

    γₕ = Σ (rₜ rₜ₋ₕ + Vxₜ'H⁻¹xₜ₋ₕV)/(φₜφₜ₋ₕ) / Σ VₜVₜ₋ₕ/(φₜφₜ₋ₕ)

    The second term restores what the fit absorbed. Constrained to fall with the lag and not below
    0.
    """
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
    """Return I - g'H⁻¹g + Σ (uV/φ)² var c + 2 Σₕ γₕ Σₜ aₜ aₜ₋ₕ, a = uV/φ, by series.

    I = Σ u²V/φ is the sampling variance; g'H⁻¹g, g = Σ uVx/φ, what the fit absorbed; the others are
    the siblings' move and autocovariance.
    """
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
