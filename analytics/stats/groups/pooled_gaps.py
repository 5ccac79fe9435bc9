"""The gap between two groups of one area over several quarters, from the shares of each quarter.
Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.stats.judgement import ShareContrast
from analytics.stats.proportions import Proportion, ShareDifference


@dataclass(frozen=True, kw_only=True)
class Side:
    """A group in one quarter: its share on its effective base, the people in it, and the share that
    the nation's reference would have with the same cases (`gaps.expected_sums`)."""

    proportion: Proportion
    people: int
    expected: float


@dataclass(frozen=True, kw_only=True)
class QuarterPair:
    """One quarter of one area: a group, and the reference that it is held against."""

    own: Side
    other: Side


@dataclass(frozen=True, kw_only=True)
class PooledGap:
    """`own` and `other` are the shares of group and reference over all strata, each on the
    effective base of so weighted a mean. `explained` is how much of own - other the mix of cases
    explains, as a share (0.02 is two points). `people` and `other_people` are in the strata."""

    own: Proportion
    other: Proportion
    explained: float
    people: int
    other_people: int

    @property
    def raw(self) -> ShareDifference:
        """The gap as it is, with its 95 % interval."""
        contrast = ShareContrast(first=self.own, second=self.other)
        return contrast.difference(confidence=0.95)

    @property
    def standardised(self) -> ShareContrast:
        """The gap with the reference's mix of cases in the group, which is what is judged."""
        share = min(max(self.own.share - self.explained, 0.0), 1.0)
        moved = Proportion(successes=share * self.own.trials, trials=self.own.trials)
        return ShareContrast(first=moved, second=self.other)


def pooled(strata: Sequence[QuarterPair]) -> PooledGap:
    """Of one pair or more, each with the same weight in both groups, so that a quarter in which
    everybody was more content makes no gap where one group happens to have answered more of it.

        ω = n₁n₀ / (n₁ + n₀) on effective bases;  p = Σ ωp / Σ ω,  n = (Σ ω)² / Σ (ω²/nᵢ)
        explained = Σ ω (e₁ - e₀) / Σ ω

    These are the weights of Mantel and Haenszel (1959, JNCI 22:719) for a difference of shares: own
    - other is the coefficient of the group in a weighted regression with a term for each pair.
    The error is that of the shares. That of e, of a model of the whole nation, is left out; the
    part of the spread that the mix explains is not taken off, so intervals are somewhat too wide.
    It misleads where the gap differs much from quarter to quarter: it is their mean."""
    weights = [_weight(pair) for pair in strata]
    total = sum(weights)
    explained = sum(
        weight * (pair.own.expected - pair.other.expected)
        for weight, pair in zip(weights, strata, strict=True)
    )
    return PooledGap(
        own=_mean([pair.own for pair in strata], weights),
        other=_mean([pair.other for pair in strata], weights),
        explained=explained / total,
        people=sum(pair.own.people for pair in strata),
        other_people=sum(pair.other.people for pair in strata),
    )


def _weight(pair: QuarterPair) -> float:
    ours, theirs = pair.own.proportion.trials, pair.other.proportion.trials
    return ours * theirs / (ours + theirs)


def _mean(sides: Sequence[Side], weights: Sequence[float]) -> Proportion:
    total = sum(weights)
    pairs = list(zip(weights, (side.proportion for side in sides), strict=True))
    share = sum(weight * one.share for weight, one in pairs) / total
    trials = total**2 / sum(weight**2 / one.trials for weight, one in pairs)
    return Proportion(successes=share * trials, trials=trials)
