"""Is a force unlike a group of others, by more than forces usually differ? Pure.

The group is the others only: a force is never compared with an average that it is part of."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, sqrt
from statistics import NormalDist

from analytics.stats.proportions import (
    Difference,
    Proportion,
    newcombe_difference,
)

FEWEST_MEMBERS = 2


@dataclass(frozen=True, kw_only=True)
class Pool:
    """The members of a group taken together: Σ np / Σ n. `trials` is the effective number of
    answers that would be as sure of it, the spread between members included."""

    share: float
    trials: float
    members: int


@dataclass(frozen=True, kw_only=True)
class PeerDifference:
    """A force's share less that of its pool (0.05 is five points), with its 95 % interval;
    `p_value` is two-sided, for one comparison."""

    pool: Pool
    value: Difference
    p_value: float


def effective_of_forces(*, trials: float, between: float) -> float:
    """How many answers know as much of what a force like this one does as a rule.

        var(asin √p) = 1/4n + τ² = 1/4n*,  so  n* = 1 / (1/n + 4τ²)

    `trials` is the effective base, `between` τ² of the funnel (comparison.between_variance).
    With τ² = 0 it is the effective base itself.
    """
    return 1 / (1 / trials + 4 * between)


def pooled(members: Sequence[Proportion], *, between: float) -> Pool | None:
    """Forces taken together, on their effective bases. None for fewer than two: one force is no
    group, and its figure would be read off.

        p = Σ nᵢpᵢ / Σ nᵢ;  var(asin √p) ≈ Σ (nᵢ/Σn)² (1/4nᵢ + τ²) = 1/4n*
    """
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
    """A force less the pool of the others; None where the others are no group.

    Newcombe's interval and a normal test on the arcsine scale, both on numbers of answers that
    are cut down by τ², the ordinary variance between forces (Spiegelhalter 2005, Stat Med
    24:1185). So "clear" says that the force differs from its group by more than forces do as a
    rule, not only by more than chance. τ² comes from all forces: seven say too little of it.
    It misleads where the members differ from the force in whom they serve; that is what
    standardised figures are for.
    """
    pool = pooled(others, between=between)
    if pool is None:
        return None
    trials = effective_of_forces(trials=own.trials, between=between)
    value = newcombe_difference(
        first=Proportion(successes=own.share * trials, trials=trials),
        second=Proportion(successes=pool.share * pool.trials, trials=pool.trials),
    )
    return PeerDifference(
        pool=pool,
        value=value,
        p_value=arcsine_p(
            first=Proportion(successes=own.share * trials, trials=trials),
            second=Proportion(successes=pool.share * pool.trials, trials=pool.trials),
        ),
    )


def arcsine_p(*, first: Proportion, second: Proportion) -> float:
    """Two-sided p of no difference between two independent proportions.

    z = (asin √p₁ - asin √p₂) / √(1/4n₁ + 1/4n₂)
    """
    spread = sqrt(1 / (4 * first.trials) + 1 / (4 * second.trials))
    score = (asin(sqrt(first.share)) - asin(sqrt(second.share))) / spread
    return 2 * NormalDist().cdf(-abs(score))
