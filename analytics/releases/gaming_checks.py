"""What could make a force look better than it serves its victims, seen from its own case files
(STAT-13): how many it leaves out, how many it says cannot be reached, and how many of its numbers
are dead. Who stands apart from the other forces is named: a question, no verdict. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analytics.stats import comparison
from analytics.stats.comparison import Position
from analytics.stats.proportions import Proportion
from analytics.weighting import response_rates
from analytics.weighting.response_rates import ScopeOf, StepCounts


class Watched(StrEnum):
    EXCLUDED = "excluded"
    UNREACHED = "unreached"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, kw_only=True)
class Apart:
    """The share of all forces together, and the forces outside the limits of 99.8 %, which count
    the ordinary spread of forces as well as chance."""

    share: float
    above: tuple[str, ...]
    below: tuple[str, ...]


def apart(counts: Mapping[str, StepCounts], scope_of: ScopeOf) -> dict[Watched, Apart]:
    """By what is watched, from each force's counts of stage events by decision and step. Nothing
    where no force has fifty events to judge by."""
    by_force = {force: _watched(of_force, scope_of) for force, of_force in counts.items()}
    found = {}
    for what in Watched:
        funnel = comparison.funnel({force: each[what] for force, each in by_force.items()})
        if funnel is not None:
            at = sorted(funnel.positions.items())
            found[what] = Apart(
                share=funnel.target,
                above=tuple(force for force, place in at if place is Position.HIGH),
                below=tuple(force for force, place in at if place is Position.LOW),
            )
    return found


def _watched(counts: StepCounts, scope_of: ScopeOf) -> dict[Watched, Proportion]:
    """Of those in scope, who was left out by a rule; of the others, who has no number or address;
    of the invited, whose proved undeliverable."""
    scope, unreached = (
        scope_of(counts),
        sum(counts.get(code, 0) for code in response_rates.NO_CONTACT),
    )
    might_be_asked = scope.contactable + unreached
    invited = counts.get(response_rates.INVITED, 0)
    return {
        Watched.EXCLUDED: _proportion(scope.in_scope - might_be_asked, scope.in_scope),
        Watched.UNREACHED: _proportion(unreached, might_be_asked),
        Watched.UNDELIVERED: _proportion(counts.get(response_rates.UNDELIVERABLE, 0), invited),
    }


def _proportion(successes: int, trials: int) -> Proportion:
    return Proportion(successes=float(successes), trials=float(trials))
