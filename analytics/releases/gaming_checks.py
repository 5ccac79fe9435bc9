"""What could make a force look better than it serves its victims, from its own case files
(STAT-13): how many victims it excludes, how many it says cannot be contacted, and how many of its
numbers are undeliverable. Forces that differ from the others are named as a question, not a
verdict. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analytics.stats import comparison
from analytics.stats.comparison import Position
from analytics.stats.proportions import Proportion
from analytics.weighting import response_rates
from analytics.weighting.response_rates import ScopeOf, StepCounts


class GamingCheck(StrEnum):
    EXCLUDED = "excluded"
    UNREACHED = "unreached"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, kw_only=True)
class OutlyingForces:
    """The share of all forces together, and the forces outside the 99.8 % limits, which allow for
    the ordinary spread between forces as well as for chance."""

    share: float
    above: tuple[str, ...]
    below: tuple[str, ...]


def outlying_forces(
    counts: Mapping[str, StepCounts], scope_of: ScopeOf
) -> dict[GamingCheck, OutlyingForces]:
    """By check, from each force's counts of stage events by decision and step. A check is left out
    where no force has fifty events."""
    by_force = {force: _proportions(of_force, scope_of) for force, of_force in counts.items()}
    found = {}
    for what in GamingCheck:
        funnel = comparison.funnel({force: each[what] for force, each in by_force.items()})
        if funnel is not None:
            at = sorted(funnel.positions.items())
            found[what] = OutlyingForces(
                share=funnel.target,
                above=tuple(force for force, place in at if place is Position.HIGH),
                below=tuple(force for force, place in at if place is Position.LOW),
            )
    return found


def _proportions(counts: StepCounts, scope_of: ScopeOf) -> dict[GamingCheck, Proportion]:
    """Of those in scope, who was excluded by a rule; of the others, who has no number or address;
    of the invited, whose invitation was undeliverable."""
    scope, unreached = (
        scope_of(counts),
        sum(counts.get(code, 0) for code in response_rates.NO_CONTACT),
    )
    might_be_asked = scope.contactable + unreached
    invited = counts.get(response_rates.INVITED, 0)
    return {
        GamingCheck.EXCLUDED: _proportion(scope.in_scope - might_be_asked, scope.in_scope),
        GamingCheck.UNREACHED: _proportion(unreached, might_be_asked),
        GamingCheck.UNDELIVERED: _proportion(counts.get(response_rates.UNDELIVERABLE, 0), invited),
    }


def _proportion(successes: int, trials: int) -> Proportion:
    return Proportion(successes=float(successes), trials=float(trials))
