"""Without scipy, which the process that serves victims must not load."""

from functools import lru_cache
from math import exp, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist

STIRLING_FROM = 10.0
STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360)
MOST_TERMS = 20_000
SMALLEST = 1e-300


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return Iₓ(a, b).

    Lentz's continued fraction (Press et al., Numerical Recipes 6.4) with Loader's (2000) form of
    the leading factor. For a binomial, P(R ≤ r) is I₁₋ₚ(n - r, r + 1), also for real r and n.
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    n = a + b
    exponent = (
        _stirling_error(n)
        - _stirling_error(a)
        - _stirling_error(b)
        - _deviance(a, n * x)
        - _deviance(b, n * (1 - x))
    )
    return min(1.0, (exp(exponent) * sqrt(b / (2 * pi * a * n))) * _fraction(a, b, x))


def binomial_cdf(*, count: float, trials: float, probability: float) -> float:
    if count >= trials:
        return 1.0
    if count <= -1:
        return 0.0
    return incomplete_beta(trials - count, count + 1, 1 - probability)


@lru_cache(maxsize=1_000)
def student_quantile(*, freedom: int, confidence: float = 0.95) -> float:
    """Return t with P(|T| ≤ t) = confidence, by bisection: P(|T| > t) = Iₓ(f/2, ½), x = f / (f +
    t²). The normal's without degrees of freedom."""
    if freedom < 1:
        return NormalDist().inv_cdf(0.5 + confidence / 2)
    low, high = 0.0, 1e4
    for _ in range(60):
        middle = (low + high) / 2
        beyond = incomplete_beta(freedom / 2, 0.5, freedom / (freedom + middle**2))
        low, high = (middle, high) if beyond > 1 - confidence else (low, middle)
    return low


def _deviance(found: float, expected: float) -> float:
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
    if z < STIRLING_FROM:
        return lgamma(z + 1) - (z + 0.5) * log(z) + z - 0.5 * log(2 * pi)
    return sum(coefficient / z ** (2 * at + 1) for at, coefficient in enumerate(STIRLING))
