"""Weights that meet the frame and stay as near as they can to where they began."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analytics.stats.weights.weighting import Margin, MarginsClashError, indicators

Array = NDArray[np.float64]

BOUNDS = (0.3, 3.0)
MOST_STEPS = 100
TOLERANCE = 1e-11


def calibrate_linearly(*, start: Array, margins: Sequence[Margin]) -> Array:
    totals = _totals(margins)
    x = indicators(margins)
    gap = totals - x.T @ start
    slopes = np.linalg.lstsq(x.T @ (x * start[:, None]), gap, rcond=None)[0]
    weights: Array = start * (1 + x @ slopes)
    return _met(weights, x, totals, margins)


def calibrate_within(
    *, start: Array, margins: Sequence[Margin], bounds: tuple[float, float] = BOUNDS
) -> Array:
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
    before = np.linalg.norm(totals - x.T @ (start * _bounded(x @ slopes, bounds)[0]))
    for _ in range(MOST_STEPS):
        factors, turn = _bounded(x @ (slopes + step), bounds)
        if np.linalg.norm(totals - x.T @ (start * factors)) < before:
            break
        step = step / 2
    return slopes + step, factors, turn


def _bounded(u: Array, bounds: tuple[float, float]) -> tuple[Array, Array]:
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
    return np.array(
        [margin.totals[level] for margin in margins for level in sorted(set(margin.levels))]
    )
