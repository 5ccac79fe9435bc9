"""Weights that meet the frame and stay as near as they can to where they began. Pure.

Figures use raking (`weighting`); these are for margins that raking stretches too far."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analytics.stats.weights.weighting import Margin, MarginsClashError, indicators

Array = NDArray[np.float64]

BOUNDS = (0.3, 3.0)
MOST_STEPS = 100
TOLERANCE = 1e-11


def calibrate_linearly(*, start: Array, margins: Sequence[Margin]) -> Array:
    """The regression estimator's weights (Deville & Särndal 1992, JASA 87:376), in people.

        w = d (1 + x'λ),  λ = (X'DX)⁻¹ (T - X'd)

    In one step, always there; but weights may fall below nought, and then a person counts
    against their own answer. Use it to check, or where all stay positive.
    """
    totals = _totals(margins)
    x = indicators(margins)
    gap = totals - x.T @ start
    slopes = np.linalg.lstsq(x.T @ (x * start[:, None]), gap, rcond=None)[0]
    weights: Array = start * (1 + x @ slopes)
    return _met(weights, x, totals, margins)


def calibrate_within(
    *, start: Array, margins: Sequence[Margin], bounds: tuple[float, float] = BOUNDS
) -> Array:
    """Weights within `bounds` times where they began (the logit method, ibid. case 6).

        w = d F(x'λ),  F(u) = (L(U-1) + U(1-L)e^{Au}) / ((U-1) + (1-L)e^{Au}),
        A = (U-L) / ((1-L)(U-1));  λ by Newton's method

    L under 1 and U over 1. Refuses, naming the level, where no weights so near meet the margins.
    Bounded weights are steadier than raked ones where the frame is far from the answers; weights
    that all lie at a bound are a sign that it is too far.
    """
    totals = _totals(margins)
    x = indicators(margins)
    slopes = np.zeros(x.shape[1])
    factors, turn = _bounded(x @ slopes, bounds)
    for _ in range(MOST_STEPS):
        gap = totals - x.T @ (start * factors)
        if np.abs(gap).max() <= TOLERANCE * totals.max():
            break
        found = np.linalg.lstsq(x.T @ (x * (start * turn)[:, None]), gap, rcond=None)[0]
        step = np.asarray(found, dtype=float)
        slopes, factors, turn = _nearer(start, x, totals, bounds, slopes, step)
    return _met(start * factors, x, totals, margins)


def _nearer(
    start: Array,
    x: Array,
    totals: Array,
    bounds: tuple[float, float],
    slopes: Array,
    step: Array,
) -> tuple[Array, Array, Array]:
    """The step of Newton, halved until it comes nearer to the totals."""
    before = np.linalg.norm(totals - x.T @ (start * _bounded(x @ slopes, bounds)[0]))
    for _ in range(MOST_STEPS):
        factors, turn = _bounded(x @ (slopes + step), bounds)
        if np.linalg.norm(totals - x.T @ (start * factors)) < before:
            break
        step = step / 2
    return slopes + step, factors, turn


def _bounded(u: Array, bounds: tuple[float, float]) -> tuple[Array, Array]:
    """F and its slope."""
    low, high = bounds
    steep = (high - low) / ((1 - low) * (high - 1))
    grown = (1 - low) * np.exp(np.clip(steep * u, -100, 100))
    rest = high - 1
    factors = (low * rest + high * grown) / (rest + grown)
    return factors, steep * (high - low) * rest * grown / np.square(rest + grown)


def _met(weights: Array, x: Array, totals: Array, margins: Sequence[Margin]) -> Array:
    off = np.abs(x.T @ weights - totals) / np.maximum(totals, 1.0)
    if off.max() <= 1e-8:
        return weights
    names = [(margin.name, level) for margin in margins for level in sorted(set(margin.levels))]
    name, level = names[int(off.argmax())]
    raise MarginsClashError(margin=name, level=level, why="cannot be met within the bounds")


def _totals(margins: Sequence[Margin]) -> Array:
    """People of the frame at each level, in the order of `indicators`."""
    return np.array(
        [margin.totals[level] for margin in margins for level in sorted(set(margin.levels))]
    )
