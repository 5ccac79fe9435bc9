import json
from datetime import date

import numpy as np
import pytest

from config.demo import assumptions as full
from config.demo import nation
from config.demo.answers import further_items
from config.demo.answers.event_columns import DECISIONS, STAGES
from config.demo.nation import Survey
from config.demo.plan import full_size_plan_for, sizes
from config.demo.seeding import columns
from config.demo.victims import timelines
from responses.cases.stages import StageEntry, stage_events
from responses.eligibility.chances import Opportunity, chance_of_being_asked
from responses.eligibility.rules import DRAWN_FROM, is_adult
from responses.eligibility.send_windows import send_dates, without_left_investigations
from survey.bank.pathways import SHORT_CORE

PLAN = full_size_plan_for(date(2026, 11, 16), responses=4_000, weeks=104, seed=3)
LAST = PLAN.last_day.toordinal()
WHOLE = full_size_plan_for(date(2026, 11, 16))


@pytest.fixture(scope="module")
def surveys() -> dict[str, Survey]:
    chosen = ["west-yorkshire", "essex", "greater-manchester", "surrey"]
    return {each.of.cases.force: each for each in nation.surveys(PLAN, only=chosen)}


def day(number: int) -> date:
    return date.fromordinal(int(number))


def entries(survey: Survey, at: int) -> list[StageEntry]:
    times = survey.of.cases.times
    reported = day(times.reported[at])
    found = stage_events(
        role="direct",
        reported_on=reported,
        history=timelines.history(times, at),
        today=PLAN.last_day,
    )
    return without_left_investigations(found, reported_on=reported)


def windows(survey: Survey, at: int) -> dict[StageEntry, tuple[date, date]]:
    reported = day(survey.of.cases.times.reported[at])
    found = {}
    for entry in entries(survey, at):
        dates = send_dates(
            entry.survey_stage, on=entry.on, told_on=entry.told_on, reported_on=reported
        )
        if dates:
            found[entry] = (dates.opens, dates.closes)
    return found


class TestStages:
    def test_are_those_that_the_rules_make_of_each_case(self, surveys):
        for survey in surveys.values():
            events = survey.events
            made = {
                (at, STAGES[stage], day(on))
                for at, stage, on in zip(events.at, events.stage, events.on, strict=True)
            }
            wanted = {
                (at, entry.survey_stage, entry.on)
                for at in range(len(survey.of.cases))
                for entry in entries(survey, at)
            }
            assert made == wanted

    def test_are_asked_about_in_their_window_and_of_adults(self, surveys):
        for survey in surveys.values():
            asked, born = survey.asked, survey.of.cases.recorded.birth_year
            for at, stage, on, asked_on in zip(
                asked.at.tolist(), asked.stage, asked.on, asked.asked_on, strict=True
            ):
                found = windows(survey, at)
                [(opens, closes)] = [
                    dates
                    for entry, dates in found.items()
                    if (entry.survey_stage, entry.on) == (STAGES[stage], day(on))
                ]
                assert opens <= day(asked_on) <= closes
                assert is_adult(int(born[at]), today=day(asked_on))


class TestChances:
    def test_are_those_of_the_rules(self, surveys):
        survey = surveys["essex"]
        drawn = np.isin(survey.events.decision, [DECISIONS.index(code) for code in DRAWN_FROM])
        compared = 0
        for at in np.unique(survey.events.at).tolist():
            own = np.flatnonzero(survey.events.at == at)
            if not drawn[own].all() or (survey.events.role[own] > 0).any():
                continue
            before: list[Opportunity] = []
            for place in own.tolist():
                chance = 0.6 if STAGES[survey.events.stage[place]] == "ST1" else 0.95
                if STAGES[survey.events.stage[place]] == "ST2":
                    break
                [dates] = [
                    dates
                    for entry, dates in windows(survey, at).items()
                    if entry.survey_stage == STAGES[survey.events.stage[place]]
                    and entry.on == day(survey.events.on[place])
                ]
                this = Opportunity(*dates, chance)
                assert survey.events.chance[place] == pytest.approx(
                    chance_of_being_asked(this, before)
                )
                before.append(this)
                compared += len(before) > 1
        assert compared > 10

    @pytest.mark.slow
    def test_are_how_often_each_is_asked(self):
        of = nation.population(PLAN, "essex")
        draws = [nation.survey(of, PLAN, repeat=repeat) for repeat in range(60)]
        asked = np.mean([each.events.is_invited for each in draws], axis=0)
        chance = np.mean([each.events.chance for each in draws], axis=0)

        assert asked.sum() == pytest.approx(chance.sum(), rel=0.03)


class TestRecords:
    def test_err_as_often_as_is_known(self):
        cases = nation.population(WHOLE, "essex").cases
        said, people = cases.recorded, cases.people
        disabled = people.is_disabled & (said.disability >= 0)

        assert (said.is_female != people.is_female).mean() == pytest.approx(
            full.SEX_WRONG, abs=0.003
        )
        missed = (said.disability == 0)[disabled].mean()
        assert missed == pytest.approx(full.DISABILITY_MISSED, abs=0.03)

    def test_record_the_other_wish_most_often_where_that_is_planted(self, surveys):
        def miscoded(force: str) -> float:
            cases = surveys[force].of.cases
            by_wish = np.isin(cases.times.outcome, ["14", "15", "16"])
            return float(cases.recorded.miscoded[by_wish].mean())

        assert miscoded(full.MISCODING_FORCE) == pytest.approx(full.MISCODED_THERE, abs=0.08)
        assert miscoded("essex") < 0.15


class TestSizes:
    def test_are_those_of_crimes_against_persons(self):
        found = sizes(WHOLE)
        cases = {force: size.cases for force, size in found.items()}

        assert max(cases, key=cases.__getitem__) == "metropolitan"
        assert cases["metropolitan"] > 100 * cases["city-of-london"]


class TestAnswers:
    @pytest.mark.slow
    def test_are_documents_of_the_form(self, surveys):
        version = further_items.instruments()[SHORT_CORE]
        known = {question.code for question in version.questions}
        history = columns.make_history(surveys["surrey"], longer_from=PLAN.longer_from)
        texts = history.responses["answers"]
        for text, choice in zip(
            texts,
            history.responses["more_choice"],
            strict=True,
        ):
            answers = json.loads(text)
            if choice != "stopped":
                assert answers.keys() <= known
        assert len(texts) == surveys["surrey"].replies.answered.sum()

    def test_come_from_fewer_and_from_the_content_where_response_is_hard(self):
        def answered(response: full.Willingness) -> tuple[float, float]:
            plan = full_size_plan_for(
                date(2026, 11, 16), responses=20_000, weeks=104, response=response
            )
            survey = nation.survey(nation.population(plan, "essex"), plan)
            own = survey.of.minds.held.own[survey.asked.at]
            answered = survey.replies.answered
            return answered.mean(), own[answered].mean() - own[~answered].mean()

        (often, hardly), (seldom, content) = answered(full.TODAY), answered(full.HARD)
        assert 0.35 < often < 0.45
        assert 0.08 < seldom < 0.12
        assert hardly < 0.15 < content
