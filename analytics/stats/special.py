"""The incomplete beta function and related functions with numpy alone: pages need binomial limits
and intervals, and the process that serves victims must not load scipy. Pure."""

from collections.abc import Callable
from math import exp, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

STIRLING_FROM = 10.0
STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360)
DIGAMMA = (-1 / 12, 1 / 120, -1 / 252, 1 / 240, -1 / 132, 691 / 32760)
TRIGAMMA = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730)
MOST_TERMS = 20_000
SMALLEST = 1e-300
MOST_STEPS = 100


def log_gamma(values: ArrayLike) -> Array:
    """ln Γ(x) of positive x."""
    x = np.asarray(values, dtype=float)
    return np.array([lgamma(one) for one in x.flat]).reshape(x.shape)


def digamma(values: ArrayLike) -> Array:
    """The slope of ln Γ at positive x (Abramowitz & Stegun 6.3.18, after steps up to 10)."""
    return _stepped_up(
        values,
        step=lambda x: -1 / x,
        series=lambda x: np.log(x) - 0.5 / x + _powers(x, DIGAMMA, first=2),
    )


def trigamma(values: ArrayLike) -> Array:
    """The curvature of ln Γ at positive x (Abramowitz & Stegun 6.4.12)."""
    return _stepped_up(
        values,
        step=lambda x: 1 / np.square(x),
        series=lambda x: 1 / x + 0.5 / np.square(x) + _powers(x, TRIGAMMA, first=3),
    )


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Iₓ(a, b), the chance that a beta variable of positive a and b stays under x (0 to 1).

    By Lentz's continued fraction (Press et al., Numerical Recipes 6.4) with Loader's (2000)
    form of the factor before it, which keeps ten digits where a and b are in millions.
    P(R ≤ r) of a binomial of n trials at p is I₁₋ₚ(n - r, r + 1), also for real r and n.
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    return min(1.0, _front(a, b, x) * _fraction(a, b, x))


def binomial_cdf(*, count: float, trials: float, probability: float) -> float:
    """P(R ≤ count) of a binomial; `count` and `trials` may be real numbers."""
    if count >= trials:
        return 1.0
    if count <= -1:
        return 0.0
    return incomplete_beta(trials - count, count + 1, 1 - probability)


def beta_quantile(probability: float, a: float, b: float) -> float:
    """The x under which a beta variable stays with `probability` (strictly between 0 and 1):
    Newton's steps, halved where they would leave the bracket."""
    low, high, mean = 0.0, 1.0, a / (a + b)
    spread = sqrt(a * b / (a + b + 1)) / (a + b)
    x = mean + NormalDist().inv_cdf(probability) * spread
    x = min(max(x, 0.1 * mean), 1 - 0.1 * (1 - mean))
    for _ in range(MOST_STEPS):
        over = incomplete_beta(a, b, x) - probability
        low, high = (x, high) if over < 0 else (low, x)
        slope = _front(a, b, x) * a / (x * (1 - x))
        after = x - over / slope if slope > SMALLEST else -1.0
        if not low <= after <= high:
            after = (low + high) / 2
        if abs(after - x) <= 1e-14 * x:
            return after
        x = after
    return x


def _front(a: float, b: float, x: float) -> float:
    """xᵃ(1-x)ᵇ / (a B(a, b)), as a binomial chance without its cancelling logarithms."""
    n = a + b
    exponent = (
        _stirling_error(n)
        - _stirling_error(a)
        - _stirling_error(b)
        - _deviance(a, n * x)
        - _deviance(b, n * (1 - x))
    )
    return exp(exponent) * sqrt(b / (2 * pi * a * n))


def _deviance(found: float, expected: float) -> float:
    """found · ln(found / expected) + expected - found."""
    off = (found - expected) / expected
    return expected * ((1 + off) * log1p(off) - off)


def _fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1 / _away_from_nought(1 - (a + b) * x / (a + 1))
    h = d
    for m in range(1, MOST_TERMS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_nought(1 + term * d)
            c = _away_from_nought(1 + term / c)
            h *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return h


def _away_from_nought(value: float) -> float:
    return SMALLEST if abs(value) < SMALLEST else value


def _stirling_error(z: float) -> float:
    """ln Γ(z + 1) less Stirling's (z + ½) ln z - z + ½ ln 2π."""
    if z < STIRLING_FROM:
        return lgamma(z + 1) - (z + 0.5) * log(z) + z - 0.5 * log(2 * pi)
    inverse, total = 1 / (z * z), 0.0
    for coefficient in reversed(STIRLING):
        total = total * inverse + coefficient
    return total / z


def _powers(x: Array, coefficients: tuple[float, ...], *, first: int) -> Array:
    """c₀/x^first + c₁/x^(first+2) + …"""
    inverse = 1 / np.square(x)
    total = np.zeros_like(x)
    for coefficient in reversed(coefficients):
        total = (total + coefficient) * inverse
    return total * x ** (2 - first)


def _stepped_up(
    values: ArrayLike, *, step: Callable[[Array], Array], series: Callable[[Array], Array]
) -> Array:
    x = np.array(values, dtype=float)
    total = np.zeros_like(x)
    while (is_low := x < STIRLING_FROM).any():
        total = total + np.where(is_low, step(np.maximum(x, 1e-300)), 0.0)
        x = np.where(is_low, x + 1, x)
    return total + series(x)
