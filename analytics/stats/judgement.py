"""The one rule for calling a difference clear. All outputs that state or draw a difference use
it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from math import sqrt
from statistics import NormalDist
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from analytics.stats.proportions import (
    Interval,
    Proportion,
    ShareDifference,
    newcombe_difference,
    normal_quantile,
)

FALSE_SHARE = 0.05
"""The maximum expected proportion of false calls among clear differences."""
POWER = 0.8
HALVINGS = 50
MOST_ERRORS = 40.0

Array = NDArray[np.float64]
Key = TypeVar("Key")


class Clarity(StrEnum):
    CLEAR = "clear"
    UNCLEAR = "unclear"
    TOO_FEW = "too_few"


class Contrast(Protocol):
    """Two estimates to compare."""

    @property
    def p_value(self) -> float:
        pass

    def difference(self, *, confidence: float) -> ShareDifference: ...

    def detectable(self, *, confidence: float) -> float: ...


@dataclass(frozen=True, kw_only=True)
class ShareContrast:
    """Two shares of different people, on effective bases reduced by the design and, between forces,
    by their usual spread."""

    first: Proportion
    second: Proportion

    @property
    def p_value(self) -> float:
        return share_p_values([self])[0]

    def difference(self, *, confidence: float) -> ShareDifference:
        return newcombe_difference(first=self.first, second=self.second, confidence=confidence)

    def detectable(self, *, confidence: float) -> float:
        return smallest_detectable(first=self.first, second=self.second, confidence=confidence)


@dataclass(frozen=True, kw_only=True)
class ModelContrast:
    """As shares."""

    value: float
    error: float

    @property
    def p_value(self) -> float:
        if self.error <= 0:
            return 1.0
        return 2 * NormalDist().cdf(-abs(self.value) / self.error)

    def difference(self, *, confidence: float) -> ShareDifference:
        half = normal_quantile(confidence=confidence) * self.error
        return ShareDifference(
            value=self.value, interval=Interval(lower=self.value - half, upper=self.value + half)
        )

    def detectable(self, *, confidence: float) -> float:
        return _errors_seen(confidence) * self.error


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The interval excludes 0 if and only if the difference is clear. `confidence` is adjusted for
    the number of comparisons; `detectable` is the smallest true difference called clear with 80%
    power."""

    difference: ShareDifference
    confidence: float
    detectable: float

    @property
    def is_clear(self) -> bool:
        return not self.difference.interval.contains(0.0)


def clarity(found: Judged | None) -> Clarity:
    if found is None:
        return Clarity.TOO_FEW
    return Clarity.CLEAR if found.is_clear else Clarity.UNCLEAR


def judge(family: Mapping[Key, Contrast | None], *, awaited: int = 0) -> dict[Key, Judged | None]:
    """Judge a family: all comparisons of one force or page in a quarter. `awaited` counts
    comparisons still to come."""
    confidence = confidence_of(family.values(), awaited=awaited)
    return {
        key: None if contrast is None else judged(contrast, confidence=confidence)
        for key, contrast in family.items()
    }


def confidence_of(family: Iterable[Contrast | None], *, awaited: int = 0) -> float:
    """R = number that Benjamini & Hochberg (1995) call clear, of m, at q = 0.05
        confidence = 1 - max(R, 1) q / m

    These are the false-coverage-rate intervals of Benjamini & Yekutieli (2005, JASA 100:71).
    """
    return confidences_of({"": list(family)}, awaited={"": awaited})[""]


def confidences_of(
    families: Mapping[Key, Sequence[Contrast | None]], *, awaited: Mapping[Key, int] | None = None
) -> dict[Key, float]:
    """Each family is judged separately. Comparisons `awaited` count in m as not clear: R q / m does
    not fall when they arrive, so a clear difference stays clear."""
    coming = awaited or {}
    known = {
        key: [contrast for contrast in family if contrast is not None]
        for key, family in families.items()
    }
    every = iter(p_values([contrast for family in known.values() for contrast in family]))
    return {
        key: 1
        - largest_level([*islice(every, len(family)), *[1.0] * coming.get(key, 0)], q=FALSE_SHARE)
        for key, family in known.items()
    }


def judged(contrast: Contrast, *, confidence: float) -> Judged:
    return Judged(
        difference=contrast.difference(confidence=confidence),
        confidence=confidence,
        detectable=contrast.detectable(confidence=confidence),
    )


def smallest_detectable(*, first: Proportion, second: Proportion, confidence: float) -> float:
    """Return the true difference (as a share) called clear with 80% power.

        (z of the confidence + z_.8) · √(p(1-p)(1/n₁ + 1/n₂)), p pooled, with two answers added to
        each side

    Without these a share of 0 or 100% would promise to detect everything.
    """
    people = first.trials + second.trials
    share = (first.successes + second.successes + 2) / (people + 4)
    error = sqrt(share * (1 - share) * (1 / first.trials + 1 / second.trials))
    return _errors_seen(confidence) * error


def _errors_seen(confidence: float) -> float:
    return normal_quantile(confidence=confidence) + NormalDist().inv_cdf(POWER)


def p_values(family: Sequence[Contrast]) -> list[float]:
    shares = [one for one in family if isinstance(one, ShareContrast)]
    of_shares = iter(share_p_values(shares))
    return [next(of_shares) if isinstance(one, ShareContrast) else one.p_value for one in family]


def share_p_values(contrasts: Sequence[ShareContrast]) -> list[float]:
    """Return the p-values that match Newcombe's interval: 1 less the confidence at which an end of
    the interval is 0, found by bisection."""
    if not contrasts:
        return []
    pairs = np.array(
        [[(of.share, of.trials) for of in (one.first, one.second)] for one in contrasts]
    )
    is_up = (pairs[:, 0, 0] >= pairs[:, 1, 0])[:, None]
    high, high_base = np.where(is_up, pairs[:, 0], pairs[:, 1]).T
    low, low_base = np.where(is_up, pairs[:, 1], pairs[:, 0]).T
    least, most = np.zeros(len(contrasts)), np.full(len(contrasts), MOST_ERRORS)
    for _ in range(HALVINGS):
        middle = (least + most) / 2
        down = high - _wilson_end(high, high_base, middle, -1)
        up = _wilson_end(low, low_base, middle, 1) - low
        is_reached = np.hypot(down, up) >= high - low
        least, most = np.where(is_reached, least, middle), np.where(is_reached, middle, most)
    return [2 * NormalDist().cdf(-float(errors)) for errors in least]


def _wilson_end(share: Array, trials: Array, z: Array, side: int) -> Array:
    half = z * np.sqrt(share * (1 - share) / trials + (z / (2 * trials)) ** 2)
    return (share + z * z / (2 * trials) + side * half) / (1 + z * z / trials)


# Multiple comparisons.
def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return adjusted p-values (Benjamini & Hochberg 1995, JRSS B 57:289).

    in rising order q(i) = min over j ≥ i of m p(j) / j, at most 1
    """
    values = np.asarray(p_values, dtype=float)
    order = np.argsort(values, kind="stable")
    steps = values[order] * len(values) / np.arange(1, len(values) + 1)
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(steps[::-1])[::-1])
    return [float(value) for value in adjusted]


def largest_level(p_values: Sequence[float], *, q: float) -> float:
    """Return the largest p that the procedure calls, R q / m; q / m if it calls none, q without
    tests."""
    called = sum(value <= q for value in benjamini_hochberg(p_values))
    return max(called, 1) * q / max(len(p_values), 1)


CONFIDENCE = 0.95
FLOOR = 10


@dataclass(frozen=True)
class ArmResult:
    share: Proportion
    judged: Judged | None


def may_be_shown(arms: Mapping[str, tuple[int, int]]) -> bool:
    """Return whether in each arm at least ten people did, and ten did not."""
    return all(min(count, base - count) >= FLOOR for count, base in arms.values())


def compare(arms: Mapping[str, tuple[int, int]]) -> Mapping[str, ArmResult]:
    """Newcombe's interval (Stat Med 1998, method 10) at 95% over all comparisons (Bonferroni). Arms
    are `(count, base)` of everyone allocated (intention to treat)."""
    shares = {arm: Proportion(successes=k, trials=n) for arm, (k, n) in arms.items()}
    usual, *others = shares
    confidence = 1 - (1 - CONFIDENCE) / max(len(others), 1)
    return {
        arm: ArmResult(
            share=share,
            judged=None
            if arm == usual
            else judged(ShareContrast(first=share, second=shares[usual]), confidence=confidence),
        )
        for arm, share in shares.items()
    }
