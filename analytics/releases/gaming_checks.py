"""Checks for ways to look better (STAT-13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analytics.stats import comparison
from analytics.stats.comparison import Funnel, FunnelLimits, Position
from analytics.stats.proportions import Proportion
from analytics.weighting import response_rates
from analytics.weighting.response_rates import ScopeOf, StepCounts


class GamingCheck(StrEnum):
    EXCLUDED = "excluded"
    UNREACHED = "unreached"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, kw_only=True)
class CheckedForce:
    """None below fifty events."""

    of: Proportion
    limits: FunnelLimits | None
    position: Position | None


@dataclass(frozen=True, kw_only=True)
class CheckedForces:
    funnel: Funnel
    forces: Mapping[str, CheckedForce]

    def at(self, position: Position) -> tuple[str, ...]:
        places = sorted(self.funnel.positions.items())
        return tuple(force for force, place in places if place is position)


@dataclass(frozen=True, kw_only=True)
class OutlyingForces:
    share: float
    above: tuple[str, ...]
    below: tuple[str, ...]


def outlying_forces(
    counts: Mapping[str, StepCounts], scope_of: ScopeOf
) -> dict[GamingCheck, OutlyingForces]:
    return {
        what: OutlyingForces(
            share=found.funnel.target,
            above=found.at(Position.HIGH),
            below=found.at(Position.LOW),
        )
        for what, found in checked_forces(counts, scope_of).items()
    }


def checked_forces(
    counts: Mapping[str, StepCounts], scope_of: ScopeOf
) -> dict[GamingCheck, CheckedForces]:
    by_force = {force: _proportions(of_force, scope_of) for force, of_force in counts.items()}
    found = {}
    for what in GamingCheck:
        shares = {force: each[what] for force, each in by_force.items() if each[what].trials}
        if (funnel := comparison.funnel(shares)) is not None:
            checked = {force: _checked(force, share, funnel) for force, share in shares.items()}
            found[what] = CheckedForces(funnel=funnel, forces=checked)
    return found


def _checked(force: str, share: Proportion, funnel: Funnel) -> CheckedForce:
    position = funnel.positions.get(force)
    limits = funnel.limits(effective_base=share.trials) if position else None
    return CheckedForce(of=share, limits=limits, position=position)


def _proportions(counts: StepCounts, scope_of: ScopeOf) -> dict[GamingCheck, Proportion]:
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
