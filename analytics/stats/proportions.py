"""Shares of people, their intervals and their differences. Pure; successes and trials may be real
numbers, because the precision of a weighted share is that of its effective base."""

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
    """`successes` of `trials`; trials is the effective base where answers carry weights."""

    successes: float
    trials: float

    @property
    def share(self) -> float:
        return self.successes / self.trials


@dataclass(frozen=True, kw_only=True)
class ShareDifference:
    """First share minus second share, between -1 and 1, with its interval."""

    value: float
    interval: Interval


@lru_cache(maxsize=256)
def normal_quantile(*, confidence: float) -> float:
    """z such that a standard normal lies within ±z with probability `confidence`."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson_interval(*, successes: float, trials: float, confidence: float = 0.95) -> Interval:
    """Wilson score interval for a proportion (Wilson 1927, JASA 22:209).

        centre (p + z²/2n) / (1 + z²/n),  half-width z/(1 + z²/n) · √(p(1-p)/n + z²/4n²)

    `successes` and `trials` are numbers of people, or of effective people: for a weighted share
    pass share × effective base and the effective base. The limits are shares (0 to 1). Unlike the
    normal interval it does not collapse to a point at 0 or 100 %, which small forces reach every
    quarter. Raises ValueError where successes are not between 0 and trials, or trials are not
    positive. It misleads where answers are not independent (several from one victim), and it says
    nothing of the people who did not answer. No finite population correction: the figure is read as
    the performance of a service, not as a description of this quarter's victims."""
    if trials <= 0 or not -1e-9 <= successes <= trials * (1 + 1e-9):
        message = f"{successes} of {trials} is not a proportion"
        raise ValueError(message)
    z = normal_quantile(confidence=confidence)
    share = min(max(successes / trials, 0.0), 1.0)
    stretch = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / stretch
    half = z / stretch * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    # At 0 and 100 % the limit is the share itself; rounding error must not move it outside.
    return Interval(
        lower=0.0 if share == 0 else min(max(0.0, centre - half), share),
        upper=1.0 if share == 1 else max(min(1.0, centre + half), share),
    )


def effective_base(*, sum_w: float, sum_w2: float) -> float:
    """Kish's effective sample size (Kish 1965): (Σw)² / Σw² = n / (1 + cv²(w)), in people; 0
    without answers.

    The number of equally weighted answers that would give the same precision. It takes the weights
    as unrelated to the answer: it is too small where raking explains much of the answer, and too
    large where answers come in clusters."""
    return sum_w * sum_w / sum_w2 if sum_w2 > 0 else 0.0


def weighted_proportion(*, positive_w: float, sum_w: float, sum_w2: float) -> Proportion:
    """A weighted share on its effective base: `positive_w` is Σw of the positive answers, `sum_w`
    and `sum_w2` are of all answers in the base. Σw must not be nought."""
    base = effective_base(sum_w=sum_w, sum_w2=sum_w2)
    return Proportion(successes=positive_w / sum_w * base, trials=base)


def newcombe_difference(
    *, first: Proportion, second: Proportion, confidence: float = 0.95
) -> ShareDifference:
    """Difference of two independent proportions (Newcombe 1998, Stat Med 17:873, method 10).

        d - √((p1-l1)² + (u2-p2)²)  to  d + √((u1-p1)² + (p2-l2)²),  l and u by Wilson

    The result is in shares (0.05 is five percentage points). It misleads where the two are
    not independent: a force against a nation that contains it, or overlapping periods.
    """
    ours = wilson_interval(successes=first.successes, trials=first.trials, confidence=confidence)
    theirs = wilson_interval(
        successes=second.successes, trials=second.trials, confidence=confidence
    )
    value = first.share - second.share
    down = sqrt((first.share - ours.lower) ** 2 + (theirs.upper - second.share) ** 2)
    up = sqrt((ours.upper - first.share) ** 2 + (second.share - theirs.lower) ** 2)
    return ShareDifference(value=value, interval=Interval(lower=value - down, upper=value + up))
