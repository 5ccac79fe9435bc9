"""How large the nation of full size is. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from config.demo.full_size.assumptions import TODAY, Willingness
from config.demo.planted import WEEKS_OF_LONGER_FORM, Planted
from config.demo.planted import planted as planted_in

RESPONSES = 250_000
WEEKS = 130
SEED = 20_260_102
ANSWERED_A_CASE = 0.313
"""Responses to one case at today's response: found by running."""


@dataclass(frozen=True, kw_only=True)
class FullPlan:
    """As many cases as give `responses` where people answer as today. `last_day` is the Sunday
    before the week in which the nation is made."""

    last_day: date
    responses: int = RESPONSES
    weeks: int = WEEKS
    seed: int = SEED
    response: Willingness = TODAY

    @property
    def first_day(self) -> date:
        return self.last_day - timedelta(days=7 * self.weeks - 1)

    @property
    def planted(self) -> tuple[Planted, ...]:
        """What alerts ought to find: the same as in the demonstration."""
        return planted_in(first_day=self.first_day, last_day=self.last_day)

    @property
    def more_from(self) -> date:
        """When version 2 of the short core takes over, with its larger equality block."""
        return self.first_day

    @property
    def longer_from(self) -> date:
        """When version 3 takes over, with its rotating questions and the offer to say more."""
        return max(self.first_day, self.last_day - timedelta(weeks=WEEKS_OF_LONGER_FORM))


def plan_for(
    today: date,
    *,
    responses: int = RESPONSES,
    weeks: int = WEEKS,
    seed: int = SEED,
    response: Willingness = TODAY,
) -> FullPlan:
    sunday = today - timedelta(days=today.isoweekday())
    return FullPlan(last_day=sunday, responses=responses, weeks=weeks, seed=seed, response=response)


def cases_by_force(plan: FullPlan, victims: Mapping[str, float]) -> Mapping[str, int]:
    """How many cases each force has, in proportion to its recorded crimes against persons: nothing
    is levelled."""
    total = sum(victims.values())
    scale = plan.responses / ANSWERED_A_CASE
    return {force: max(1, round(scale * crimes / total)) for force, crimes in victims.items()}
