"""Regression to the usual level, estimated from untreated places."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
ROUNDS = 3


@dataclass(frozen=True, kw_only=True)
class ShareChange:
    """In the eight weeks before and after a start and in the year before (`usual`, None if too few
    answered)."""

    before: float
    after: float
    before_variance: float
    after_variance: float
    usual: float | None
    usual_variance: float

    @property
    def value(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """`expected` is the share after, before any common movement; `value` the share after less that
    and less the common movement."""

    expected: float
    value: float
    own_variance: float
    control_variance: float
    freedom: int
    """Effective number of siblings, (Σw)²/Σw², less 2 for m and k."""


def compare_with_siblings(own: ShareChange, siblings: Sequence[ShareChange]) -> Recovery:
    """Return the change of a place less what its siblings lead to expect. With D and A the shares
    before and after, less the usual share, d the mean of D, and v, u the variances of the share
    before and the usual,

        A = m + g(D - d) + e, g = (k + u) / (s + v + u)

    s is the variance of true shares about the usual (moments: DerSimonian & Laird 1986). k, from 0
    to s, is what persists, and m the common movement: weighted least squares of A - ux on x = (D -
    d)/(s + v + u).

        Var e = a + u + k²/s - (k + u)²/(s + v + u) + t

    a is the variance of the share after, t that of places' own movements (moments). The control
    variance is that of m and k, for k at most s²/4.
    """
    all_ = [own, *siblings]
    usual, before, after = (_column(all_, name) for name in ("usual", "before", "after"))
    u, v, a = (_column(all_, f"{name}_variance") for name in ("usual", "before", "after"))
    spread = excess_variance(list(zip((before - usual)[1:], (v + u)[1:], strict=True)))
    total = spread + v + u
    centre = _mean((before - usual)[1:], 1 / total[1:])
    x = (before - usual - centre) / total
    y = after - usual - u * x
    kept, drift = spread / 2, 0.0
    for _ in range(ROUNDS):
        noise = a + u + (kept**2 / spread if spread else 0.0) - (kept + u) ** 2 / total
        weights = 1 / (noise + drift)[1:]
        kept = _slope(x[1:], y[1:], weights, most=spread)
        rest = y - kept * x
        left = rest[1:] - _mean(rest[1:], weights)
        drift = excess_variance(list(zip(left, noise[1:], strict=True)))
    moved, off = _mean(rest[1:], weights), x[0] - _mean(x[1:], weights)
    counting = weights.sum() ** 2 / (weights**2).sum()
    return Recovery(
        expected=float(usual[0] + centre + (kept + u[0]) * x[0]),
        value=float(rest[0] - moved),
        own_variance=float(noise[0] + drift),
        control_variance=float(
            1 / weights.sum() + off**2 * _slope_variance(x[1:], weights, most=spread)
        ),
        freedom=max(1, int(counting) - 2),
    )


def excess_variance(found: Sequence[tuple[float, float]]) -> float:
    """Return the variance of values beyond their sampling variances.

    t = (Q - (n-1)) / (Σw - Σw²/Σw), at least 0, with w = 1/v and Q = Σ w(d - d̄)²"""
    values, variances = np.array(found, dtype=float).T
    weights = 1 / variances
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    apart = (weights * (values - _mean(values, weights)) ** 2).sum()
    return float(max(0.0, (apart - (len(values) - 1)) / scale)) if scale > 0 else 0.0


def _slope(x: Numbers, y: Numbers, weights: Numbers, *, most: float) -> float:
    off = x - _mean(x, weights)
    scale = (weights * off**2).sum()
    found = (weights * off * y).sum() / scale if scale > 0 else most / 2
    return float(min(max(found, 0.0), most))


def _slope_variance(x: Numbers, weights: Numbers, *, most: float) -> float:
    scale = float((weights * (x - _mean(x, weights)) ** 2).sum())
    return min(1 / scale if scale > 0 else np.inf, most**2 / 4)


def _mean(values: Numbers, weights: Numbers) -> float:
    return float((weights * values).sum() / weights.sum())


def _column(changes: Sequence[ShareChange], name: str) -> Numbers:
    return np.array([getattr(change, name) for change in changes], dtype=float)
