from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from config.demo import assumptions as assumed
from config.demo import facts, planted
from config.demo.assumptions import TODAY, Willingness
from config.demo.facts import KINDS, ForceFacts
from config.demo.planted import FALLING_FORCE, WEEKS_OF_LONGER_FORM, Planted
from config.demo.victims.people import Floats, by_kind

RESPONSES, SEED = 60_000, 20_260_101
FULL_RESPONSES, FULL_SEED = 250_000, 20_260_102
WEEKS = 130
WEEKS_A_QUARTER = 13
WEEKS_OF_MORE = 60
# From the Monday of a week until its alerts are raised.
RAISED_AFTER = timedelta(days=7, hours=6)
# Of the smallest force; some may come after the quarter.
LEAST_A_QUARTER = 100
SIZE_POWER = 0.22
# Has an analyst among the accounts: with five times the cases a realistic change is visible.
LARGER = {FALLING_FORCE: 5.0}
# If everyone eligible is asked; found by running it.
ANSWERED_A_CASE, FULL_ANSWERED_A_CASE = 0.348, 0.313


@dataclass(frozen=True, kw_only=True)
class Plan:
    last_day: date
    responses: int = RESPONSES
    weeks: int = WEEKS
    seed: int = SEED
    is_full_size: bool = False
    response: Willingness = TODAY

    @property
    def first_day(self) -> date:
        return self.last_day - timedelta(days=7 * self.weeks - 1)

    @property
    def planted(self) -> tuple[Planted, ...]:
        return planted.planted_issues(first_day=self.first_day, last_day=self.last_day)

    @property
    def standing(self) -> tuple[Planted, ...]:
        return planted.standing_issues(first_day=self.first_day)

    @property
    def more_from(self) -> date:
        """Version 2 of the short core, with more equality questions."""
        if self.is_full_size:
            return self.first_day
        return max(self.first_day, self.last_day - timedelta(weeks=WEEKS_OF_MORE))

    @property
    def longer_from(self) -> date:
        """Version 3, with rotating questions and the offer to say more."""
        return max(self.first_day, self.last_day - timedelta(weeks=WEEKS_OF_LONGER_FORM))


@dataclass(frozen=True, kw_only=True)
class Size:
    cases: int
    sampled: float = 1.0


def plan_for(today: date, *, responses: int = RESPONSES, weeks: int = WEEKS, seed: int) -> Plan:
    return Plan(last_day=_last_sunday(today), responses=responses, weeks=weeks, seed=seed)


def full_size_plan_for(
    today: date,
    *,
    responses: int = FULL_RESPONSES,
    weeks: int = WEEKS,
    seed: int = FULL_SEED,
    response: Willingness = TODAY,
) -> Plan:
    return Plan(
        last_day=_last_sunday(today), responses=responses, weeks=weeks, seed=seed,
        is_full_size=True, response=response,
    )  # fmt: skip


def _last_sunday(today: date) -> date:
    return today - timedelta(days=today.isoweekday())


def sizes(plan: Plan) -> Mapping[str, Size]:
    forces = facts.load().forces
    if plan.is_full_size:
        victims = {code: float(crimes_with_victims(force).sum()) for code, force in forces.items()}
        scale, total = plan.responses / FULL_ANSWERED_A_CASE, sum(victims.values())
        return {code: Size(cases=max(1, round(scale * n / total))) for code, n in victims.items()}
    powers = {code: force.crimes**SIZE_POWER for code, force in forces.items()}
    total = sum(LARGER.get(code, 1.0) * power for code, power in powers.items())
    scale = plan.responses / RESPONSES * plan.weeks / WEEKS_A_QUARTER
    least = LEAST_A_QUARTER * scale * (WEEKS / plan.weeks)
    found = {}
    for code, power in powers.items():
        answers = max(least, plan.responses * power / total)
        # The smallest ask all; three times as large, two in three.
        sampled = min(1.0, (least / answers) ** 0.35) if answers > 1.3 * least else 1.0
        cases = round(LARGER.get(code, 1.0) * answers / (ANSWERED_A_CASE * sampled))
        found[code] = Size(cases=cases, sampled=sampled)
    return found


def crimes_with_victims(force: ForceFacts) -> Floats:
    persons = (1 - by_kind(KINDS, assumed.VICTIMLESS)) * (1 - by_kind(KINDS, assumed.BUSINESS))
    counted: Floats = force.crimes * force.mix * by_kind(KINDS, assumed.SHARE_FILED, 1.0) * persons
    return counted
