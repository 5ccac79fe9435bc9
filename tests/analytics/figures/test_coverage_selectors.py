from datetime import date
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.models import Force
from analytics.coverage_levels import MODE, OF_CASES
from analytics.disclosure import funnel_steps
from analytics.disclosure.funnel_steps import CoverageStep
from analytics.figures.selectors import coverage
from analytics.tables import NATIONAL, Dimension
from responses.cases.sensitivity import SENSITIVE_FLAGS
from responses.eligibility.rules import Decision
from responses.models import Invitation
from tests.analytics import make
from tests.analytics.figures import reading
from tests.analytics.figures.test_figures_selectors import CITY_ANALYST, NATIONAL_ANALYST
from tests.analytics.make import CITY, DISSATISFIED, KENT, Q3, SATISFIED, Victim
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def loaded(*victims: Victim) -> coverage.ForceCoverage:
    make.load(victims)
    make.fill()
    return reading.coverage_for(CITY_ANALYST, force_code=CITY, period=Q3, on=TODAY)


def counts(found: coverage.ForceCoverage) -> dict[CoverageStep, int | None]:
    return {step.step: step.count for step in found.steps}


class TestCoverageFor:
    @pytest.mark.slow
    def test_steps_from_recorded_to_answered(self):
        found = loaded(
            Victim(decision="BUSINESS"),
            Victim(decision="NOSAFE"),
            Victim(decision="NOCONTACTDATA"),
            Victim(decision="NOT-SAMPLED"),
            Victim(decision="PENDING"),
            *(Victim() for _ in range(13)),
            *make.answering(12, SATISFIED),
        )

        assert counts(found) == {
            CoverageStep.RECORDED: 30,
            CoverageStep.IN_SCOPE: 29,
            CoverageStep.NOT_EXCLUDED: 28,
            CoverageStep.CONTACTABLE: 27,
            CoverageStep.SELECTED: 25,
            CoverageStep.INVITED: 25,
            CoverageStep.DELIVERED: 25,
            CoverageStep.OPENED: 12,
            CoverageStep.STARTED: 12,
            CoverageStep.COMPLETED: 12,
            CoverageStep.USABLE: 12,
        }

    @pytest.mark.slow
    def test_adds_up_whatever_the_decisions(self):
        found = loaded(*(Victim(decision=decision.value) for decision in Decision))

        steps = found.steps[:5]
        for before, after in pairwise(steps):
            assert before.count - sum(drop.count for drop in after.drops) == after.count
        assert sum(drop.count for step in steps for drop in step.drops) == len(Decision) - 1
        assert steps[-1].count == 1

    @pytest.mark.slow
    def test_names_what_each_step_left_out_and_why(self):
        found = loaded(Victim(decision="NOSAFE"), Victim(decision="NOSAFE"), Victim())

        (drop,) = found.steps[2].drops
        assert (drop.code, drop.count) == ("NOSAFE", 2)
        assert drop.reason

    @pytest.mark.slow
    def test_hides_how_many_answered_under_ten(self):
        found = loaded(*make.answering(9, SATISFIED), *(Victim() for _ in range(20)))

        assert counts(found)[CoverageStep.INVITED] == 29
        assert counts(found)[CoverageStep.OPENED] is None
        assert counts(found)[CoverageStep.STARTED] is None
        assert counts(found)[CoverageStep.COMPLETED] is None
        assert counts(found)[CoverageStep.USABLE] is None
        assert found.total.response is None
        assert found.total.is_response_hidden

    @pytest.mark.slow
    def test_tells_how_many_completed_beside_how_many_answered(self):
        found = loaded(
            *make.answering(20, SATISFIED),
            *make.answering(10, SATISFIED, is_complete=False),
            *make.silent(),
        )

        assert counts(found)[CoverageStep.USABLE] == 30
        assert counts(found)[CoverageStep.STARTED] == 30
        assert counts(found)[CoverageStep.COMPLETED] == 20

    @pytest.mark.slow
    def test_hides_how_many_completed_where_fewer_than_ten_did_not(self):
        found = loaded(
            *make.answering(21, SATISFIED),
            *make.answering(9, SATISFIED, is_complete=False),
            *make.silent(),
        )

        assert counts(found)[CoverageStep.USABLE] == 30
        assert counts(found)[CoverageStep.COMPLETED] is None

    def test_of_another_force_does_not_exist(self):
        with pytest.raises(Force.DoesNotExist):
            reading.coverage_for(CITY_ANALYST, force_code=KENT, period=Q3, on=TODAY)

    @pytest.mark.slow
    def test_of_the_nation_is_the_sum_of_its_forces(self):
        make.load([*make.answering(12, SATISFIED), *make.answering(15, SATISFIED, force=KENT)])
        make.fill()

        found = reading.coverage_for(NATIONAL_ANALYST, force_code=None, period=Q3, on=TODAY)

        assert counts(found)[CoverageStep.USABLE] == 27

    def test_is_empty_before_cases_are_loaded(self):
        found = reading.coverage_for(CITY_ANALYST, force_code=CITY, period=Q3, on=TODAY)

        assert found.is_empty
        assert found.steps == ()

    @pytest.mark.slow
    def test_costs_the_same_queries_for_few_as_for_many(self):
        loaded(Victim())

        def read() -> int:
            with CaptureQueriesContext(connection) as captured:
                reading.coverage_for(CITY_ANALYST, force_code=CITY, period=Q3, on=TODAY)
            return len(captured)

        read()  # what a process learns once, it remembers
        few = read()
        make.load(
            Victim(crime_group=crime, stage=stage)
            for crime in ("robbery", "vehicle", "fraud")
            for stage in ("ST1", "ST4", "ST5")
        )
        make.fill()
        read()

        assert read() == few <= 4


class TestWhoAnswered:
    @pytest.mark.slow
    def test_is_not_told_while_the_quarter_runs(self):
        make.load([*make.answering(30, SATISFIED), *(Victim() for _ in range(30))])
        make.fill()

        found = reading.coverage_for(CITY_ANALYST, force_code=CITY, period=Q3, on=date(2026, 9, 30))

        assert counts(found)[CoverageStep.INVITED] == 60
        assert {counts(found)[step] for step in funnel_steps.RESPONDENT_STEPS} == {None}
        assert found.total.response is None
        for reaches in found.by_dimension.values():
            assert all(reach.response is None for reach in reaches)

    @pytest.mark.slow
    def test_is_not_told_where_few_were_asked_and_all_of_them_answered(self):
        found = loaded(*make.answering(15, SATISFIED))

        assert counts(found)[CoverageStep.USABLE] is None
        assert found.total.is_response_hidden

    @pytest.mark.slow
    def test_is_not_to_be_had_from_the_nation_less_the_forces_that_are_shown(self):
        make.load([*make.answering(30, SATISFIED), *(Victim() for _ in range(30))])
        make.load([*make.answering(4, SATISFIED, force=KENT), Victim(force=KENT)])
        make.fill()

        found = reading.coverage_for(NATIONAL_ANALYST, force_code=None, period=Q3, on=TODAY)

        assert counts(found)[CoverageStep.USABLE] is None
        assert found.total.response is None

    @pytest.mark.slow
    def test_who_did_not_complete_is_not_the_nation_less_the_forces_that_are_shown(self):
        make.load([*make.answering(40, SATISFIED), *make.silent()])
        make.load(make.answering(21, SATISFIED, force=KENT))
        make.load(make.answering(3, SATISFIED, force=KENT, is_complete=False))
        make.load(make.silent(force=KENT))
        make.fill()

        found = reading.coverage_for(NATIONAL_ANALYST, force_code=None, period=Q3, on=TODAY)

        assert counts(found)[CoverageStep.USABLE] == counts(found)[CoverageStep.STARTED] == 64
        assert counts(found)[CoverageStep.COMPLETED] is None

    @pytest.mark.slow
    def test_who_did_not_complete_may_be_told_of_several_forces_together(self):
        for force in (CITY, KENT):
            make.load(make.answering(20, SATISFIED, force=force))
            make.load(make.answering(6, SATISFIED, force=force, is_complete=False))
            make.load(make.silent(force=force))
        make.fill()

        found = reading.coverage_for(NATIONAL_ANALYST, force_code=None, period=Q3, on=TODAY)

        assert counts(found)[CoverageStep.COMPLETED] == 40


def by_mode(found: coverage.ForceCoverage) -> dict[str, coverage.Reach]:
    return {reach.level: reach for reach in found.by_dimension[MODE]}


class TestByMode:
    @pytest.mark.slow
    def test_adds_up_to_all_with_those_who_were_not_asked(self):
        found = loaded(
            Victim(decision="NOSAFE"),
            Victim(decision="NOT-SAMPLED"),
            *make.answering(30, SATISFIED),
            *make.silent(),
            *make.answering(30, SATISFIED, mode="web_email"),
            *make.silent(15, mode="web_code"),
            Victim(mode="telephone"),
        )

        reaches = by_mode(found)
        assert list(reaches) == ["web_sms", "web_email", "web_code", "telephone", "not_asked"]
        for name in ("recorded", "in_scope", "contactable", "invited"):
            together = sum(getattr(reach, name) for reach in reaches.values())
            assert together == getattr(found.total, name)
        assert (reaches["not_asked"].recorded, reaches["not_asked"].invited) == (2, 0)

    @pytest.mark.slow
    def test_hides_the_response_of_few_and_of_the_next_smallest(self):
        found = loaded(
            *make.answering(3, SATISFIED, mode="web_code"),
            *make.silent(mode="web_code"),
            *make.answering(30, SATISFIED, mode="web_email"),
            *make.silent(mode="web_email"),
            *make.answering(60, SATISFIED),
            *make.silent(60),
        )

        reaches = by_mode(found)
        assert reaches["web_code"].is_response_hidden
        assert reaches["web_email"].is_response_hidden
        assert reaches["web_sms"].response == 0.5

    @pytest.mark.slow
    def test_shows_the_one_mode_that_there_is(self):
        found = loaded(*make.answering(30, SATISFIED), *make.silent(30), Victim(decision="NOSAFE"))

        assert by_mode(found)["web_sms"].response == found.total.response == 0.5
        assert not by_mode(found)["not_asked"].is_response_hidden

    @pytest.mark.slow
    def test_is_not_told_while_the_quarter_runs(self):
        make.load([*make.answering(30, SATISFIED), *make.silent(30)])
        make.fill()

        found = reading.coverage_for(CITY_ANALYST, force_code=CITY, period=Q3, on=date(2026, 9, 30))

        assert by_mode(found)["web_sms"].invited == 60
        assert by_mode(found)["web_sms"].response is None


class TestWhoCounts:
    @pytest.mark.slow
    def test_answers_by_a_code_are_in_the_figures_and_in_the_response(self):
        found = loaded(
            *make.answering(30, SATISFIED),
            *make.answering(30, DISSATISFIED, mode="web_code"),
            *make.silent(30),
            *make.silent(30, mode="web_code"),
        )

        assert found.total.response == 0.5
        assert counts(found)[CoverageStep.USABLE] == 60
        shown = reading.figures_for(CITY_ANALYST, force_code=CITY, period=Q3)
        assert next(one for one in shown.total if one.item == "Q-OVR-1").force.base == 60

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "apart", [{"mode": "telephone"}, {"mode": "paper"}, {"role": "carer"}, {"role": "bereaved"}]
    )
    def test_who_answers_apart_is_in_neither(self, apart):
        found = loaded(
            *make.answering(30, SATISFIED),
            *make.silent(30),
            *make.answering(20, DISSATISFIED, **apart),
            *make.silent(20, **apart),
        )

        assert counts(found)[CoverageStep.INVITED] == 100
        assert found.total.response == 0.5
        assert counts(found)[CoverageStep.USABLE] == 30
        shown = reading.figures_for(CITY_ANALYST, force_code=CITY, period=Q3)
        assert next(one for one in shown.total if one.item == "Q-OVR-1").force.positive == 1.0

    @pytest.mark.slow
    def test_a_mode_whose_answers_stand_apart_has_no_response(self):
        found = loaded(*make.answering(30, SATISFIED, mode="telephone"), *make.silent(30))

        telephone = by_mode(found)["telephone"]
        assert (telephone.invited, telephone.response) == (30, None)
        assert not telephone.is_response_hidden


class TestReach:
    @pytest.mark.slow
    def test_coverage_is_of_those_in_scope(self):
        found = loaded(
            Victim(decision="BUSINESS"),
            Victim(decision="NOSAFE"),
            Victim(decision="NOCONTACTDATA"),
            Victim(decision="NOT-SAMPLED"),
            Victim(),
        )

        assert found.total.in_scope == 4
        assert found.total.contactable == 2
        assert found.total.coverage == 0.5

    @pytest.mark.slow
    def test_coverage_is_undefined_with_nobody_in_scope(self):
        found = loaded(Victim(decision="BUSINESS"))

        assert found.total.coverage is None
        assert found.total.response is None

    @pytest.mark.slow
    def test_response_is_of_those_invited(self):
        found = loaded(*make.answering(12, SATISFIED), *(Victim() for _ in range(12)))

        assert found.total.response == 0.5

    @pytest.mark.slow
    def test_response_leaves_out_what_could_not_be_delivered(self):
        make.load([*make.answering(12, SATISFIED), *(Victim(sex="male") for _ in range(8))])
        invited = Invitation.objects.filter(stage_event__case__sex="male").first()
        Invitation.objects.filter(pk=invited.pk).update(delivery_status="permanent-failure")
        make.fill()

        found = reading.coverage_for(CITY_ANALYST, force_code=CITY, period=Q3, on=TODAY)

        assert found.total.response == pytest.approx(12 / 19)

    @pytest.mark.slow
    def test_response_of_a_level_is_hidden_with_its_next_smallest(self):
        found = loaded(
            *make.answering(3, SATISFIED, stage="ST1"),
            *make.answering(12, SATISFIED, stage="ST2"),
            *make.answering(30, SATISFIED, stage="ST4"),
            *make.silent(stage="ST1"),
            *make.silent(stage="ST2"),
        )

        hidden = {
            reach.level: reach.is_response_hidden for reach in found.by_dimension[Dimension.STAGE]
        }
        assert hidden == {"ST1": True, "ST2": True, "ST4": False}

    @pytest.mark.slow
    def test_levels_stand_in_the_order_of_the_table_and_the_unknown_last(self):
        found = loaded(Victim(sex=""), Victim(sex="male"), Victim(sex="female"))

        levels = [reach.level for reach in found.by_dimension[Dimension.SEX]]
        assert levels == ["female", "male", "unknown"]


class TestReachFor:
    @pytest.mark.slow
    def test_stands_beside_the_figures_by_level(self):
        loaded(*make.answering(12, SATISFIED), Victim(decision="NOSAFE"))

        reaches = reading.reach_for(
            CITY_ANALYST, force_code=CITY, period=Q3, dimension=Dimension.STAGE
        )

        assert set(reaches) == {"all", "ST2"}
        assert reaches["ST2"].coverage == pytest.approx(12 / 13)

    def test_of_another_force_does_not_exist(self):
        with pytest.raises(Force.DoesNotExist):
            reading.reach_for(CITY_ANALYST, force_code=KENT, period=Q3, dimension=Dimension.STAGE)


class TestByWhatTheCaseFileSays:
    @pytest.mark.slow
    def test_tells_of_a_force_what_is_no_table_of_the_nation_alone(self):
        found = loaded(
            *make.answering(30, SATISFIED, flags={"repeat": False}),
            *make.silent(10, flags={"repeat": False}),
            *make.answering(4, SATISFIED, flags={"repeat": True}),
            *make.silent(10, flags={"repeat": True}),
            *make.answering(20, SATISFIED),
            *make.silent(),
        )
        nation = reading.coverage_for(NATIONAL_ANALYST, force_code=None, period=Q3, on=TODAY)

        assert found.by_dimension.keys().isdisjoint(NATIONAL)
        assert {*OF_CASES} <= nation.by_dimension.keys()
        before = {reach.level: reach for reach in found.by_dimension[Dimension.REPEAT_VICTIM]}
        assert (before["yes"].invited, before["yes"].response) == (14, None)
        assert (before["no"].invited, before["no"].response) == (40, 0.75)
        assert before["unknown"].response is None, "all less the others would tell of four"

    @pytest.mark.slow
    def test_tells_by_which_route_people_were_asked(self):
        safe = dict.fromkeys(SENSITIVE_FLAGS, False)
        loaded(
            *make.answering(30, SATISFIED, flags=safe),
            *make.silent(10, flags=safe),
            *make.answering(20, SATISFIED, flags=safe | {"stalking": True}),
            *make.silent(flags=safe | {"stalking": True}),
            Victim(decision="NOSAFE", is_invited=False),
        )

        nation = reading.coverage_for(NATIONAL_ANALYST, force_code=None, period=Q3, on=TODAY)

        by_route = {reach.level: reach for reach in nation.by_dimension[Dimension.ROUTE]}
        assert {level: reach.response for level, reach in by_route.items()} == {
            "text": 0.75, "text_with_word": 0.5, "not_asked": None,
        }  # fmt: skip
        assert by_route["not_asked"].recorded == 1
