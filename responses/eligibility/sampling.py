"""Selection and its probabilities (STAT-2). Each event is drawn independently with its stratum's
probability, by a hash under the seed and a secret: the seed repeats the draw, and no one who loads
cases can work out who is drawn."""

import hmac
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

PLAN = Path(__file__).resolve().parents[1] / "data" / "sampling.toml"
MOST_SPREAD = 0.5
"""The largest standard deviation of a yes-or-no answer: that of a share of one half."""

HALVINGS = 60
EMPTY: Mapping[str, int] = {}


class SamplingPlanError(ValueError):
    """The sampling plan is not valid."""


@dataclass(frozen=True)
class SamplingStratum:
    """Events that are drawn with the same probability."""

    force: str
    crime_group: str
    survey_stage: str
    is_sensitive: bool = False


@dataclass(frozen=True)
class SamplingPlan:
    seed: str
    targets: Mapping[str, int] = field(default_factory=dict)
    """Force code to invitations a quarter. A force that is not listed asks everyone."""

    floor: int = 30
    """The least number of invitations planned for a stratum; a smaller stratum is asked in full."""

    census_up_to: int = 60
    """A stratum with this many events a quarter, or fewer, is asked in full."""

    stages: Mapping[str, float] = field(default_factory=dict)
    """Survey stage to the chance with which its events are drawn where no target asks for less; 1
    where a stage is not listed."""

    moved_on: float = 0.0
    """The chance with which an investigation is still asked about when the case has moved on."""

    telephone: float = 0.0
    """The chance with which an interviewer calls where a message would be as safe, so that what the
    way of asking does to answers can be measured."""

    spreads: Mapping[str, float] = field(default_factory=dict)
    """Crime group to the expected standard deviation of the overall item; MOST_SPREAD where a group
    is not listed."""

    secret: str = ""
    """Secret of the installation, in no plan. The seed is in the source: with it alone, a force
    could choose the days and keys of its cases to control who is drawn."""

    def most(self, survey_stage: str) -> float:
        return self.stages.get(survey_stage, 1.0)

    def is_drawn(self, event: str, *, probability: float) -> bool:
        digest = hmac.digest((self.seed + self.secret).encode(), event.encode(), "sha256")
        return int.from_bytes(digest[:8], "big") < probability * 2**64


@dataclass(frozen=True)
class Allocation:
    plan: SamplingPlan
    probabilities: Mapping[SamplingStratum, float] = field(default_factory=dict)

    def probability(self, stratum: SamplingStratum) -> float:
        most = self.plan.most(stratum.survey_stage)
        return most if stratum.is_sensitive else self.probabilities.get(stratum, most)


def allocate(plan: SamplingPlan, *, expected: Mapping[SamplingStratum, int]) -> Allocation:
    """Share out each force's target among its strata."""
    by_force: dict[str, dict[SamplingStratum, int]] = defaultdict(dict)
    for stratum, events in expected.items():
        by_force[stratum.force][stratum] = events
    probabilities: dict[SamplingStratum, float] = {}
    for force, target in plan.targets.items():
        probabilities |= _share_out(plan, target, by_force.get(force, {}))
    return Allocation(plan, probabilities)


def _share_out(
    plan: SamplingPlan, target: int, expected: Mapping[SamplingStratum, int]
) -> dict[SamplingStratum, float]:
    """Neyman's allocation (1934) with a floor: invitations in proportion to N × S, so each event
    has the probability λ × S, between the floor and all. λ is found by bisection."""
    drawn_from = {
        stratum: events
        for stratum, events in expected.items()
        if not stratum.is_sensitive and events > plan.census_up_to
    }
    whole = expected.keys() - drawn_from.keys()
    left = target - sum(expected[stratum] * plan.most(stratum.survey_stage) for stratum in whole)

    def probabilities(rate: float) -> dict[SamplingStratum, float]:
        return {
            stratum: min(
                plan.most(stratum.survey_stage),
                max(plan.floor / events, rate * _spread(plan, stratum)),
            )
            for stratum, events in drawn_from.items()
        }

    low, high = 0.0, 1.0 / min((_spread(plan, one) for one in drawn_from), default=1.0)
    for _step in range(HALVINGS):
        middle = (low + high) / 2
        planned = sum(p * drawn_from[stratum] for stratum, p in probabilities(middle).items())
        low, high = (middle, high) if planned <= left else (low, middle)
    return probabilities(high)


def _spread(plan: SamplingPlan, stratum: SamplingStratum) -> float:
    return plan.spreads.get(stratum.crime_group, MOST_SPREAD)


@cache
def shipped_plan() -> SamplingPlan:
    return parse_plan(PLAN.read_text(encoding="utf-8"))


def parse_plan(text: str) -> SamplingPlan:
    """Raises SamplingPlanError."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"The sampling plan is not TOML: {error}"
        raise SamplingPlanError(message) from error
    unknown = raw.keys() - ({one.name for one in fields(SamplingPlan)} - {"secret"})
    if unknown:
        message = f"The sampling plan does not know {sorted(unknown)}."
        raise SamplingPlanError(message)
    if not isinstance(raw.get("seed"), str) or not raw["seed"]:
        message = "The sampling plan has no seed."
        raise SamplingPlanError(message)
    _check_numbers(raw)
    return SamplingPlan(**raw)


def _check_numbers(raw: Mapping[str, Any]) -> None:
    numbers = {f"target {force}": n for force, n in raw.get("targets", EMPTY).items()}
    for name, number in {**numbers, **_least(raw)}.items():
        if not isinstance(number, int) or number < 1:
            message = f"The sampling plan has {number!r} as {name}; write 1 or more."
            raise SamplingPlanError(message)
    chances = {f"chance of {stage}": n for stage, n in raw.get("stages", {}).items()}
    for name, chance in {**chances, "moved_on": raw.get("moved_on", 0.5)}.items():
        if not isinstance(chance, float) or not 0 < chance < 1:
            message = f"The sampling plan has {chance!r} as {name}; write between 0 and 1."
            raise SamplingPlanError(message)
    share = raw.get("telephone", 0.0)
    if not isinstance(share, float) or not 0 <= share < 1:
        message = f"The sampling plan has {share!r} as telephone; write from 0.0 to below 1."
        raise SamplingPlanError(message)
    for group, spread in raw.get("spreads", {}).items():
        if not isinstance(spread, float) or not 0 < spread <= MOST_SPREAD:
            message = f"The sampling plan has {spread!r} as spread {group}; write up to 0.5."
            raise SamplingPlanError(message)


def _least(raw: Mapping[str, object]) -> dict[str, object]:
    return {name: raw[name] for name in ("floor", "census_up_to") if name in raw}
