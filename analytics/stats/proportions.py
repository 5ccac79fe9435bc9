"""Counts may be fractional, as effective bases are."""

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, kw_only=True)
class Interval:
    lower: float
    upper: float

    def contains(self, value: float) -> bool:
        return self.lower <= value <= self.upper


@dataclass(frozen=True, kw_only=True)
class Proportion:
    successes: float
    trials: float

    @property
    def share(self) -> float:
        return self.successes / self.trials


@dataclass(frozen=True, kw_only=True)
class ShareDifference:
    """-1 to 1."""

    value: float
    interval: Interval


@lru_cache(maxsize=256)
def normal_quantile(*, confidence: float) -> float:
    """The standard normal lies within ±z with probability `confidence`."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson_interval(*, successes: float, trials: float, confidence: float = 0.95) -> Interval:
    """Return the Wilson score interval (Wilson 1927, JASA 22:209), as shares.

        centre (p + z²/2n) / (1 + z²/n), half-width z/(1 + z²/n) · √(p(1-p)/n + z²/4n²)

    Raises ValueError unless 0 ≤ successes ≤ trials and trials > 0.
    """
    if trials <= 0 or not -1e-9 <= successes <= trials * (1 + 1e-9):
        message = f"{successes} of {trials} is not a proportion"
        raise ValueError(message)
    z = normal_quantile(confidence=confidence)
    share = min(max(successes / trials, 0.0), 1.0)
    stretch = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / stretch
    half = z / stretch * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    # Rounding must not move the limit past a share of 0 or 100 %.
    return Interval(
        lower=0.0 if share == 0 else min(max(0.0, centre - half), share),
        upper=1.0 if share == 1 else max(min(1.0, centre + half), share),
    )


def effective_base(*, sum_w: float, sum_w2: float) -> float:
    """Kish (1965): (Σw)² / Σw² = n / (1 + cv²(w)), in people; 0 without answers."""
    return sum_w * sum_w / sum_w2 if sum_w2 > 0 else 0.0


def weighted_proportion(*, positive_w: float, sum_w: float, sum_w2: float) -> Proportion:
    """`positive_w` is Σw of positive answers, the other sums are of the base."""
    base = effective_base(sum_w=sum_w, sum_w2=sum_w2)
    return Proportion(successes=positive_w / sum_w * base, trials=base)


def newcombe_difference(
    *, first: Proportion, second: Proportion, confidence: float = 0.95
) -> ShareDifference:
    """Return the difference of two independent proportions (Newcombe 1998, Stat Med 17:873, method
    10).

        d - √((p1-l1)² + (u2-p2)²) to d + √((u1-p1)² + (p2-l2)²), l and u by Wilson

    Misleads if the two overlap.
    """
    ours = wilson_interval(successes=first.successes, trials=first.trials, confidence=confidence)
    theirs = wilson_interval(
        successes=second.successes, trials=second.trials, confidence=confidence
    )
    value = first.share - second.share
    down = sqrt((first.share - ours.lower) ** 2 + (theirs.upper - second.share) ** 2)
    up = sqrt((ours.upper - first.share) ** 2 + (second.share - theirs.lower) ** 2)
    return ShareDifference(value=value, interval=Interval(lower=value - down, upper=value + up))
