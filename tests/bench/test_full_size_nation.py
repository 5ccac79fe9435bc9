"""Whether the product's numbers find what is true of a nation of full size: from the arrays that it
is made of, by the functions that pages use (`./dev bench nation` asks the pages themselves)."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from analytics.records import rates
from analytics.records.agreement import cohens_kappa
from analytics.records.rates import OUTCOME_RATES
from analytics.stats.durations import median_days
from analytics.stats.proportions import wilson_interval
from analytics.tables import ALSO_RECORDED
from config.demo import assumptions as full
from config.demo import facts, nation
from config.demo.answers.event_columns import STAGES
from config.demo.assumptions import HARD, TODAY, Willingness
from config.demo.nation import Survey
from config.demo.plan import full_size_plan_for
from config.demo.seeding import columns
from config.demo.victims.timelines import NEVER
from responses.extract_rows import GROUP_OF_OUTCOME, NO_OUTCOME, AnswerRow
from tests.bench import full_size_pages, full_size_surveys
from tests.bench.full_size_pages import Truths
from tests.bench.full_size_surveys import MADE_ON, Seen

PERIOD, SURVEYS = "2026-Q1", 3
LONGER = "2026-Q2"
"""The first quarter in which victims are asked of the decision."""
LEAST_JUDGED = 10
NATION = full_size_pages.NATION
PLAN = full_size_plan_for(MADE_ON, responses=60_000)
pytestmark = pytest.mark.nightly


def asked_again(response: Willingness) -> dict[tuple[str, str, str], Seen]:
    plan = full_size_plan_for(MADE_ON, responses=PLAN.responses, response=response)
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
    return Truths(list(nation.surveys(PLAN)), PERIOD)


@cache
def of_outcomes() -> Truths:
    return Truths(list(nation.surveys(full_size_plan_for(MADE_ON))), LONGER)


def said_of_outcomes(survey: Survey, period: str) -> Iterator[AnswerRow]:
    chosen = survey.replies.answered
    events = survey.asked.some(chosen)
    written = columns.make_history(survey, longer_from=PLAN.longer_from).responses
    for place in np.flatnonzero(full_size_surveys.of_quarter(events, period)).tolist():
        at = events.at[place]
        yield AnswerRow(
            response_id=0, person=int(at), force=survey.of.cases.force, period=period,
            decision="INVITE", survey_stage=STAGES[events.stage[place]].value, crime_group="",
            sex="", age_band="", ethnicity_group="", disability="", selection_probability=None,
            completed_on=MADE_ON, is_complete=True, language="en", mode="web_sms",
            outcome_group=GROUP_OF_OUTCOME.get(survey.of.cases.times.outcome[at], NO_OUTCOME),
            answers=json.loads(written["answers"][place]),
        )  # fmt: skip


def expected_of_outcomes(code: str) -> dict[str, float]:
    of = full_size_pages.miscoded(of_outcomes(), code)
    own = full.NOT_THEIR_DECISION * (1 - of["stopped"])
    return {
        rates.WISH_OTHERWISE: of["wish"],
        rates.NOT_HERS: own + full.NOT_THEIR_DECISION_MISCODED * of["stopped"],
        rates.PRESSED: full.PRESSED,
    }


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

    def test_rates_of_outcomes_against_the_victims_wish_are_found(self):
        counts: dict[tuple[str, str], list[bool]] = defaultdict(list)
        for force, survey in of_outcomes().surveys.items():
            for row in said_of_outcomes(survey, LONGER):
                for name in (rates.WISH_OTHERWISE, rates.NOT_HERS, rates.PRESSED):
                    if (is_true := OUTCOME_RATES[name].is_true(row)) is not None:
                        counts[force, name].append(is_true)
                        counts[NATION, name].append(is_true)

        held = {
            (force, name): wilson_interval(
                successes=sum(found), trials=len(found)
            ).contains(expected_of_outcomes(force)[name])
            for (force, name), found in counts.items()
            if len(found) >= LEAST_JUDGED
        }  # fmt: skip

        of_nation = [counts[NATION, name] for name in expected_of_outcomes(NATION)]
        assert min(map(len, of_nation)) > 300
        assert all(is_held for (force, _), is_held in held.items() if force == NATION)
        assert (full.MISCODING_FORCE, rates.WISH_OTHERWISE) in held
        assert len(held) > 20
        assert np.mean(list(held.values())) >= 0.9

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
