"""Who is drawn, and with what probability (STAT-2). Pure: no Django, no database.

Everyone is asked (a census) unless a force has a target of invitations a quarter; then the target
is shared out among its strata, crime group by survey stage. Sensitive cases and small strata are
a census all the same. Each event is drawn by itself, with the probability of its stratum, stored
with the seed beside it as its design weight. The draw is a keyed hash of the event: the same seed
draws the same events again, nobody can choose whom it draws, and nobody takes the place of who
could not be reached."""

import hmac
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

MOST_SPREAD = 0.5
"""The standard deviation of a share of one half, the largest that a share has."""

HALVINGS = 60
EMPTY: Mapping[str, int] = {}


class SamplingPlanError(ValueError):
    """The sampling plan does not say what it must."""


@dataclass(frozen=True)
class Stratum:
    """What is drawn from alike. Sensitive cases are strata of their own."""

    force: str
    crime_group: str
    survey_stage: str
    is_sensitive: bool = False


@dataclass(frozen=True)
class SamplingPlan:
    seed: str
    targets: Mapping[str, int] = field(default_factory=dict)
    """Force code to invitations a quarter; a force that is not named asks everyone."""

    floor: int = 30
    """The fewest invitations a stratum is planned to have, or all of it."""

    census_up_to: int = 60
    """A stratum of so few events a quarter is asked whole."""

    spreads: Mapping[str, float] = field(default_factory=dict)
    """Crime group to the standard deviation expected of the overall item there; one half, the most
    there can be, where none is named."""

    def draws(self, event: str, *, probability: float) -> bool:
        digest = hmac.digest(self.seed.encode(), event.encode(), "sha256")
        return int.from_bytes(digest[:8], "big") < probability * 2**64


@dataclass(frozen=True)
class Allocation:
    """The probability of every stratum that a quarter before had. A stratum that is new, or
    sensitive, is asked whole."""

    probabilities: Mapping[Stratum, float] = field(default_factory=dict)

    def probability(self, stratum: Stratum) -> float:
        return 1.0 if stratum.is_sensitive else self.probabilities.get(stratum, 1.0)


def allocate(plan: SamplingPlan, *, expected: Mapping[Stratum, int]) -> Allocation:
    """Share out each force's target. `expected` is how many events of a quarter each stratum could
    ask about: those of the quarter before."""
    by_force: dict[str, dict[Stratum, int]] = defaultdict(dict)
    for stratum, events in expected.items():
        by_force[stratum.force][stratum] = events
    probabilities: dict[Stratum, float] = {}
    for force, target in plan.targets.items():
        probabilities |= _share_out(plan, target, by_force.get(force, {}))
    return Allocation(probabilities)


def _share_out(
    plan: SamplingPlan, target: int, expected: Mapping[Stratum, int]
) -> dict[Stratum, float]:
    """Neyman's allocation (1934) with a floor: a stratum of N events with the spread S gets a
    number in proportion to N × S, hence each of its events the probability λ × S, but no stratum
    fewer than the floor, and none more than there are. λ is found by halving, since the planned
    number only grows with it. It misleads where next quarter's strata differ from the last
    one's: the number asked then differs from the target, the weights do not go wrong."""
    drawn_from = {
        stratum: events
        for stratum, events in expected.items()
        if not stratum.is_sensitive and events > plan.census_up_to
    }
    left = target - (sum(expected.values()) - sum(drawn_from.values()))

    def probabilities(rate: float) -> dict[Stratum, float]:
        return {
            stratum: min(1.0, max(plan.floor / events, rate * _spread(plan, stratum)))
            for stratum, events in drawn_from.items()
        }

    low, high = 0.0, 1.0 / min((_spread(plan, one) for one in drawn_from), default=1.0)
    for _step in range(HALVINGS):
        middle = (low + high) / 2
        planned = sum(p * drawn_from[stratum] for stratum, p in probabilities(middle).items())
        low, high = (middle, high) if planned <= left else (low, middle)
    return probabilities(high)


def _spread(plan: SamplingPlan, stratum: Stratum) -> float:
    return plan.spreads.get(stratum.crime_group, MOST_SPREAD)


def parse_plan(text: str) -> SamplingPlan:
    """Raises SamplingPlanError."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"The sampling plan is not TOML: {error}"
        raise SamplingPlanError(message) from error
    unknown = raw.keys() - {one.name for one in fields(SamplingPlan)}
    if unknown:
        message = f"The sampling plan does not know {sorted(unknown)}."
        raise SamplingPlanError(message)
    if not isinstance(raw.get("seed"), str) or not raw["seed"]:
        message = "The sampling plan has no seed."
        raise SamplingPlanError(message)
    numbers = {f"target {force}": n for force, n in raw.get("targets", EMPTY).items()}
    for name, number in {**numbers, **_least(raw)}.items():
        if not isinstance(number, int) or number < 1:
            message = f"The sampling plan has {number!r} as {name}; write 1 or more."
            raise SamplingPlanError(message)
    for group, spread in raw.get("spreads", {}).items():
        if not isinstance(spread, float) or not 0 < spread <= MOST_SPREAD:
            message = f"The sampling plan has {spread!r} as spread {group}; write up to 0.5."
            raise SamplingPlanError(message)
    return SamplingPlan(**raw)


def _least(raw: Mapping[str, object]) -> dict[str, object]:
    return {name: raw[name] for name in ("floor", "census_up_to") if name in raw}
