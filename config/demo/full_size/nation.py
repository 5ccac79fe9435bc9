"""The nation of full size: forces as large as they are, one after the other. The same plan makes
the same nation, and each force has a stream of chance of its own. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from config.demo import facts
from config.demo.facts import Facts
from config.demo.full_size import answers, asking, cases
from config.demo.full_size.answers import Minds, Replies
from config.demo.full_size.asking import Events
from config.demo.full_size.cases import Cases
from config.demo.full_size.plan import FullPlan, cases_by_force
from responses.eligibility import sampling


@dataclass(frozen=True, kw_only=True)
class Population:
    """One force before anybody is asked: its cases, the stages they have reached, and what their
    victims think."""

    number: int
    cases: Cases
    reached: Events
    minds: Minds


@dataclass(frozen=True, kw_only=True)
class Survey:
    """One force's survey: every event with its decision, and the replies to those that were asked
    about, in their order."""

    of: Population
    events: Events
    replies: Replies

    @property
    def asked(self) -> Events:
        return self.events.some(self.events.is_asked)


def population(plan: FullPlan, code: str) -> Population:
    known = facts.load()
    number = list(known.forces).index(code)
    rng = np.random.default_rng([plan.seed, number])
    made = cases.draw(
        rng, plan=plan, force=known.forces[code], facts=known, number=sizes(plan)[code],
    )  # fmt: skip
    reached = asking.reached(made, last=plan.last_day.toordinal(), planted=plan.planted)
    return Population(number=number, cases=made, reached=reached, minds=answers.minds(rng, made))


def sizes(plan: FullPlan) -> dict[str, int]:
    known: Facts = facts.load()
    victims = {code: float(cases.with_victims(force).sum()) for code, force in known.forces.items()}
    return dict(cases_by_force(plan, victims))


def survey(of: Population, plan: FullPlan, *, repeat: int = 0, period: str = "") -> Survey:
    """The survey of a force, or so many times again with other chances."""
    rng = np.random.default_rng([plan.seed, of.number, 1 + repeat])
    events = asking.decided(
        rng, of.cases, of.reached, plan=sampling.shipped_plan(), last=plan.last_day.toordinal(),
        planted=plan.planted,
    )  # fmt: skip
    asked = events.some(events.is_asked)
    found = answers.replies(
        rng, of.cases, asked, of.minds, response=plan.response, planted=plan.planted
    )
    ended = asked.asked_on + (found.opened_after + found.took) // answers.DAY
    is_in = ended < plan.last_day.toordinal()
    return Survey(of=of, events=events, replies=replace(found, answered=found.answered & is_in))


def forces(plan: FullPlan, only: Sequence[str] = ()) -> Iterator[Survey]:
    for code in facts.load().forces:
        if not only or code in only:
            yield survey(population(plan, code), plan)
