"""How large the simulated nation is and how it is sampled. Pure.

Its size is compressed: a force's cases grow with a power of its crimes, so that the smallest
has enough answers for its own figures and the largest does not fill the disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from config.demo.facts import Facts
from config.demo.planted import FALLING_FORCE, WEEKS_OF_LONGER_FORM, Planted
from config.demo.planted import planted as planted_in
from config.demo.planted import standing as standing_since

RESPONSES = 60_000
WEEKS = 130
SEED = 20_260_101
WEEKS_A_QUARTER = 13
WEEKS_OF_MORE = 60
LEAST_A_QUARTER = 100
"""Responses of the smallest force, of which the last weeks of a quarter may still be to come."""
SIZE_POWER = 0.22
LARGER = {FALLING_FORCE: 5.0}
"""Of the force whose analyst signs in, so many times the cases, which is about what it has: among
ten answers a week no issue of a real size would be seen."""
ANSWERED_A_CASE = 0.348
"""Responses to one case of the file where everyone who may be asked is asked: found by running."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`last_day` is the Sunday before the week in which the nation is made."""

    last_day: date
    responses: int = RESPONSES
    weeks: int = WEEKS
    seed: int = SEED

    @property
    def first_day(self) -> date:
        return self.last_day - timedelta(days=7 * self.weeks - 1)

    @property
    def planted(self) -> tuple[Planted, ...]:
        return planted_in(first_day=self.first_day, last_day=self.last_day)

    @property
    def standing(self) -> tuple[Planted, ...]:
        return standing_since(first_day=self.first_day)

    @property
    def more_from(self) -> date:
        """When version 2 of the short core takes over, with its larger equality block."""
        return max(self.first_day, self.last_day - timedelta(weeks=WEEKS_OF_MORE))

    @property
    def longer_from(self) -> date:
        """When version 3 takes over, with its rotating questions and the offer to say more."""
        return max(self.first_day, self.last_day - timedelta(weeks=WEEKS_OF_LONGER_FORM))


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many cases a force files, and the share of those who may be asked that it asks."""

    cases: int
    sampled: float


def plan_for(today: date, *, responses: int = RESPONSES, weeks: int = WEEKS, seed: int) -> Plan:
    sunday = today - timedelta(days=today.isoweekday())
    return Plan(last_day=sunday, responses=responses, weeks=weeks, seed=seed)


def sizes(plan: Plan, facts: Facts) -> Mapping[str, Size]:
    powers = {code: force.crimes**SIZE_POWER for code, force in facts.forces.items()}
    total = sum(LARGER.get(code, 1.0) * power for code, power in powers.items())
    scale = plan.responses / RESPONSES * plan.weeks / WEEKS_A_QUARTER
    least = LEAST_A_QUARTER * scale * (WEEKS / plan.weeks)
    return {
        code: _size(
            max(least, plan.responses * power / total), least=least, times=LARGER.get(code, 1.0)
        )
        for code, power in powers.items()
    }


def _size(answers: float, *, least: float, times: float) -> Size:
    """The smallest forces ask everybody; a force three times as large asks about two in three."""
    sampled = min(1.0, (least / answers) ** 0.35) if answers > 1.3 * least else 1.0
    return Size(cases=round(times * answers / (ANSWERED_A_CASE * sampled)), sampled=sampled)
