"""Whether the product's numbers find what is true of a nation of full size: from the arrays that it
is made of, by the functions that pages use (`./dev bench nation` asks the pages themselves)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from analytics.records.agreement import cohens_kappa
from analytics.stats.durations import median_days
from analytics.tables import ALSO_RECORDED
from config.demo import facts
from config.demo.cases.timelines import NEVER
from config.demo.full_size import nation
from config.demo.full_size.assumptions import HARD, TODAY, Willingness
from config.demo.full_size.plan import plan_for
from tests.bench import full_size_pages, full_size_surveys
from tests.bench.full_size_pages import Truths
from tests.bench.full_size_surveys import MADE_ON, Seen

PERIOD, SURVEYS = "2026-Q1", 3
PLAN = plan_for(MADE_ON, responses=60_000)
pytestmark = [pytest.mark.nightly, pytest.mark.once]


def asked_again(response: Willingness) -> dict[tuple[str, str, str], Seen]:
    plan = plan_for(MADE_ON, responses=PLAN.responses, response=response)
    populations = [nation.population(plan, code) for code in facts.load().forces]
    seen: dict[tuple[str, str, str], Seen] = defaultdict(Seen)
    for repeat in range(SURVEYS):
        full_size_surveys.one_survey(populations, plan, PERIOD, seen, repeat=repeat)
    return seen


@pytest.mark.parametrize("response", [TODAY, HARD], ids=lambda each: each.name)
class TestAsked:
    def test_intervals_keep_to_chance_and_the_range_holds_the_truth(self, response):
        seen = asked_again(response)

        forces = [one for key, one in seen.items() if key[0] != "nation" and key[1] == "all"]
        stages = [one for key, one in seen.items() if key[0] != "nation" and key[1] != "all"]
        items = [one for key, one in seen.items() if key[0] == "nation" and key[1] == "all"]
        assert full_size_surveys.held(items, by_range=True) >= 0.9
        assert full_size_surveys.held(forces, by_range=True) >= 0.9
        # What a figure is on average is known from three surveys: they lie nearer to it.
        for kind in (forces, stages):
            assert full_size_surveys.held(kind, expected=True) >= 0.93


@cache
def truths() -> Truths:
    return Truths(list(nation.forces(PLAN)), PERIOD)


class TestRecorded:
    def test_kappa_of_recorded_and_said_is_found(self):
        held = list(self.kappas())

        assert len(held) > 100
        assert np.mean(held) >= 0.9

    def kappas(self) -> Iterator[bool]:
        for code, survey in truths().surveys.items():
            chosen = survey.replies.answered & full_size_surveys.of_quarter(survey.asked, PERIOD)
            events = survey.asked.some(chosen)
            for each in ALSO_RECORDED:
                said, recorded, known = full_size_pages.both(survey, events, each)
                both = zip(said[known].tolist(), recorded[known].tolist(), strict=True)
                found = cohens_kappa(Counter((str(one), str(other)) for one, other in both))
                true = cohens_kappa(full_size_pages.pairs(truths(), code, each))
                if found and true:
                    yield found.interval.contains(true.value)

    def test_days_until_told_are_found_though_some_wait(self):
        held = []
        for code, survey in truths().surveys.items():
            times = survey.of.cases.times
            is_decided, is_told = times.decided != NEVER, times.told != NEVER
            days = (times.told - times.decided)[is_decided & is_told]
            waits = (PLAN.last_day.toordinal() - times.decided)[is_decided & ~is_told]
            found = median_days(Counter(days.tolist()), Counter(waits.tolist()))
            true = full_size_pages.median_told(truths(), code)
            held.append(found.lower is not None and found.lower <= true <= (found.upper or np.inf))

        assert len(held) == len(facts.load().forces)
        assert np.mean(held) >= 0.9
