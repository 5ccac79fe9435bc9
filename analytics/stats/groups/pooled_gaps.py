from collections.abc import Sequence
from dataclasses import dataclass

from analytics.stats.judgement import ShareContrast
from analytics.stats.proportions import Proportion, ShareDifference


@dataclass(frozen=True, kw_only=True)
class Side:
    """`expected` is the share that the nation's reference would have with the same cases."""

    proportion: Proportion
    people: int
    expected: float


@dataclass(frozen=True, kw_only=True)
class QuarterPair:
    own: Side
    other: Side


@dataclass(frozen=True, kw_only=True)
class PooledGap:
    """`explained` is the part of own - other explained by case mix, as a share."""

    own: Proportion
    other: Proportion
    explained: float
    people: int
    other_people: int

    @property
    def raw(self) -> ShareDifference:
        contrast = ShareContrast(first=self.own, second=self.other)
        return contrast.difference(confidence=0.95)

    @property
    def standardised(self) -> ShareContrast:
        share = min(max(self.own.share - self.explained, 0.0), 1.0)
        moved = Proportion(successes=share * self.own.trials, trials=self.own.trials)
        return ShareContrast(first=moved, second=self.other)


def pool_gaps(strata: Sequence[QuarterPair]) -> PooledGap:
    """Pool quarters with the same weight in both groups, so that changes over time make no gap.

        ω = n₁n₀ / (n₁ + n₀) on effective bases; p = Σ ωp / Σ ω, n = (Σ ω)² / Σ (ω²/nᵢ)
        explained = Σ ω (e₁ - e₀) / Σ ω

    Mantel & Haenszel's (1959, JNCI 22:719) weights for a difference of shares. The error of e is
    left out and the spread that case mix explains is kept, so intervals are somewhat too wide.
    """
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
