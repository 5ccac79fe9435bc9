"""Does a force differ from a group of others by more than forces usually differ? Pure.

The group never includes the force: it is not compared with an average that it is part of."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, sqrt
from statistics import NormalDist

from analytics.stats.proportions import (
    Proportion,
    ShareDifference,
    newcombe_difference,
)

FEWEST_MEMBERS = 2


@dataclass(frozen=True, kw_only=True)
class Pool:
    """The members of a group taken together: Σ np / Σ n. `trials` is the effective number of
    answers that would give the same precision, the spread between members included."""

    share: float
    trials: float
    members: int


@dataclass(frozen=True, kw_only=True)
class PeerDifference:
    """A force's share less that of its pool (0.05 is five points), with its 95 % interval;
    `p_value` is two-sided, for one comparison."""

    pool: Pool
    value: ShareDifference
    p_value: float


def effective_of_forces(*, trials: float, between: float) -> float:
    """The number of answers that say as much about a force's usual share as its own answers do,
    once forces like it are expected to differ.

        var(asin √p) = 1/4n + τ² = 1/4n*,  so  n* = 1 / (1/n + 4τ²)

    `trials` is the effective base, `between` τ² of the funnel (comparison.between_variance). With
    τ² = 0 it is the effective base itself."""
    return 1 / (1 / trials + 4 * between)


def pooled(members: Sequence[Proportion], *, between: float) -> Pool | None:
    """Forces taken together, on their effective bases. None for fewer than two: one force is not a
    group, and the pool would show its figure.

        p = Σ nᵢpᵢ / Σ nᵢ;  var(asin √p) ≈ Σ (nᵢ/Σn)² (1/4nᵢ + τ²) = 1/4n*"""
    if len(members) < FEWEST_MEMBERS:
        return None
    total = sum(member.trials for member in members)
    variance = sum(
        (member.trials / total) ** 2
        / (4 * effective_of_forces(trials=member.trials, between=between))
        for member in members
    )
    return Pool(
        share=sum(member.successes for member in members) / total,
        trials=1 / (4 * variance),
        members=len(members),
    )


def difference_from(
    own: Proportion, others: Sequence[Proportion], *, between: float
) -> PeerDifference | None:
    """A force less the pool of the others; None where the others are too few to pool.

    Newcombe's interval and a normal test on the arcsine scale, both on effective bases reduced by
    τ², the ordinary variance between forces (Spiegelhalter 2005, Stat Med 24:1185). A clear
    difference is then larger than forces usually differ, not only larger than chance. τ² comes from
    all forces, because seven are too few to estimate it. It misleads where the members serve other
    victims than the force does; the standardised figures are for that."""
    pool = pooled(others, between=between)
    if pool is None:
        return None
    trials = effective_of_forces(trials=own.trials, between=between)
    first = Proportion(successes=own.share * trials, trials=trials)
    second = Proportion(successes=pool.share * pool.trials, trials=pool.trials)
    return PeerDifference(
        pool=pool,
        value=newcombe_difference(first=first, second=second),
        p_value=arcsine_p(first=first, second=second),
    )


def arcsine_p(*, first: Proportion, second: Proportion) -> float:
    """Two-sided p of no difference between two independent proportions.

    z = (asin √p₁ - asin √p₂) / √(1/4n₁ + 1/4n₂)
    """
    spread = sqrt(1 / (4 * first.trials) + 1 / (4 * second.trials))
    score = (asin(sqrt(first.share)) - asin(sqrt(second.share))) / spread
    return 2 * NormalDist().cdf(-abs(score))
