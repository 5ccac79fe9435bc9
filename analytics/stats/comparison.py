"""Funnel plot limits for forces, widened for small bases and overdispersion (Spiegelhalter 2005,
Stat Med 24:1185)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil, floor, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from analytics.stats.proportions import Proportion, normal_quantile
from analytics.stats.rounding import whole_points
from analytics.stats.special import binomial_cdf
from analytics.stats.suppression import may_compare

WARNING = 0.95
ALARM = 0.998
WINSORISED = (0.1, 0.9)

Array = NDArray[np.float64]


class Position(StrEnum):
    LOW = "low"
    SOMEWHAT_LOW = "somewhat_low"
    WITHIN = "within"
    SOMEWHAT_HIGH = "somewhat_high"
    HIGH = "high"


@dataclass(frozen=True, kw_only=True)
class FunnelLimits:
    lower_alarm: float
    lower_warning: float
    upper_warning: float
    upper_alarm: float

    def position(self, share: float) -> Position:
        if share < self.lower_warning:
            return Position.LOW if share < self.lower_alarm else Position.SOMEWHAT_LOW
        if share > self.upper_warning:
            return Position.HIGH if share > self.upper_alarm else Position.SOMEWHAT_HIGH
        return Position.WITHIN


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """`target` is the pooled share, `dispersion` φ, `between` the variance τ² between forces on the
    arcsine scale. `positions` has only forces with a sufficient effective base."""

    target: float
    dispersion: float
    between: float
    positions: Mapping[str, Position]

    def as_told(self) -> "Funnel":
        """Return the funnel with target and τ in whole points, so that its curves disclose no
        more."""
        spread = whole_points.told(sqrt(self.between))
        return replace(self, target=whole_points.told(self.target), between=spread**2)

    def limits(self, *, effective_base: float) -> FunnelLimits:
        return funnel_limits(
            target=self.target, effective_base=effective_base, between=self.between
        )


def binomial_limit(*, target: float, trials: float, probability: float) -> float:
    """Return the share that a binomial of `trials` at `target` stays under with `probability`.

    r = min{r: P(R ≤ r) ≥ p}, α = (P(R ≤ r) - p) / P(R = r), limit = (r - α) / n

     (Spiegelhalter 2005, A.1).
    """
    spread = sqrt(trials * target * (1 - target))
    at = floor(trials * target + NormalDist().inv_cdf(probability) * spread)
    at = min(max(at, 0), ceil(trials))
    while at > 0 and binomial_cdf(count=at - 1, trials=trials, probability=target) >= probability:
        at -= 1
    while (reached := binomial_cdf(count=at, trials=trials, probability=target)) < probability:
        at += 1
    before = binomial_cdf(count=at - 1, trials=trials, probability=target)
    excess = (reached - probability) / (reached - before)
    return min(max((at - excess) / trials, 0.0), 1.0)


def between_variance(*, shares: Array, bases: Array, target: float) -> tuple[float, float]:
    """Return the overdispersion φ and the variance between forces τ², on the arcsine scale.

        y = asin √p, s = 1 / (2√n), z = (y - y₀) / s winsorised at its 10 % and 90 %
        quantiles (R's type 7), φ = mean z² / 0.679
        τ² = max(0, (Gφ - (G-1)) / (Σw - Σw²/Σw)), w = 1/s² (DerSimonian & Laird 1986)

    0.679 is the variance that winsorising leaves of a normal. τ² is very uncertain for few forces.
    """
    if len(shares) < 2:
        return 1.0, 0.0
    weights = 4 * bases
    scores = (np.arcsin(np.sqrt(shares)) - np.arcsin(np.sqrt(target))) * np.sqrt(weights)
    low, high = np.quantile(scores, WINSORISED)
    dispersion = float(np.square(np.clip(scores, low, high)).mean()) / _left_by_winsorising()
    groups = len(shares)
    room = weights.sum() - np.square(weights).sum() / weights.sum()
    between = (groups * dispersion - (groups - 1)) / room
    return dispersion, max(0.0, float(between))


def _left_by_winsorising() -> float:
    """Return the variance of a winsorised standard normal: 1 - 2q - 2zφ(z) + 2qz²."""
    cut, normal = WINSORISED[0], NormalDist()
    if cut == 0:
        return 1.0
    z = normal.inv_cdf(1 - cut)
    return 1 - 2 * cut - 2 * z * normal.pdf(z) + 2 * cut * z * z


def funnel_limits(*, target: float, effective_base: float, between: float) -> FunnelLimits:
    """Return 95% and 99.8% limits: exact binomial if `between` is 0, otherwise sin²(asin √θ₀ ± z
    √(1/4n + τ²))."""
    probabilities = ((1 - ALARM) / 2, (1 - WARNING) / 2, (1 + WARNING) / 2, (1 + ALARM) / 2)
    if between == 0:
        shares = [
            binomial_limit(target=target, trials=effective_base, probability=probability)
            for probability in probabilities
        ]
    else:
        spread = np.sqrt(1 / (4 * effective_base) + between)
        warning, alarm = (normal_quantile(confidence=level) for level in (WARNING, ALARM))
        angles = np.arcsin(np.sqrt(target)) + spread * np.array([-alarm, -warning, warning, alarm])
        shares = [float(share) for share in np.sin(np.clip(angles, 0, np.pi / 2)) ** 2]
    return FunnelLimits(
        lower_alarm=shares[0],
        lower_warning=shares[1],
        upper_warning=shares[2],
        upper_alarm=shares[3],
    )


def funnel(forces: Mapping[str, Proportion]) -> Funnel | None:
    """Return the funnel, or None if no force has an effective base of 50. The target is Σ successes
    / Σ effective base."""
    compared = {
        code: force for code, force in forces.items() if may_compare(effective_base=force.trials)
    }
    if not compared:
        return None
    shares = np.array([force.share for force in compared.values()])
    bases = np.array([force.trials for force in compared.values()])
    target = float((shares * bases).sum() / bases.sum())
    dispersion, between = between_variance(shares=shares, bases=bases, target=target)
    positions = {
        code: funnel_limits(target=target, effective_base=force.trials, between=between).position(
            force.share
        )
        for code, force in compared.items()
    }
    return Funnel(target=target, dispersion=dispersion, between=between, positions=positions)
