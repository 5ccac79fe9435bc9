from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.case import CaseStage, EventKind, EventRow
from responses.cases import stages
from responses.cases.stages import StageEntry, SurveyStage
from tests.each import for_each

REPORTED = date(2026, 1, 5)
TODAY = date(2026, 11, 16)


def reached(state: CaseStage, on: date, told_on: date | None = None) -> EventRow:
    return EventRow(kind=EventKind.STAGE, codes=(state.value,), on=on, told_on=told_on)


def outcome(*codes: str, on: date, told_on: date | None = None) -> EventRow:
    return EventRow(kind=EventKind.OUTCOME, codes=codes, on=on, told_on=told_on)


def events_of(*history: EventRow, role: str = "direct", today: date = TODAY):
    return stages.stage_events(role=role, reported_on=REPORTED, history=history, today=today)


class TestSurveyStage:
    @for_each(
        ("state", "expected"),
        [
            ("REPORT", "ST1"),
            ("INVESTIGATION", "ST2"),
            ("CPS_ADVICE", "ST2"),
            ("REOPENED", "ST2"),
            ("NFA_POLICE", "ST3a"),
            ("NFA_CPS", "ST3a"),
            ("OUT_OF_COURT", "ST3b"),
            ("CHARGED", "ST3c"),
            ("COURT_PRETRIAL", "ST4"),
            ("COURT_TRIAL", "ST4"),
            ("COURT_CONCLUDED", "ST5"),
            ("SENTENCED", "ST6"),
            ("CUSTODY_SERVING", "ST6"),
            ("RELEASED_LICENCE", "ST7"),
        ],
    )
    def test_follows_decision_11(self, state, expected):
        assert stages.survey_stage(CaseStage(state)) == expected

    def test_leaves_a_closed_case_at_the_stage_before(self):
        assert stages.survey_stage(CaseStage.CLOSED) is None

    @for_each("state", CaseStage)
    def test_is_the_bereaved_stage_for_a_bereaved_relative_whatever_the_state(self, state):
        assert stages.survey_stage(state, role="bereaved") == "ST8"

    def test_knows_every_state(self):
        assert set(stages.STAGE_OF_STATE) == set(CaseStage)


class TestStageEvents:
    def test_begin_with_the_report(self):
        assert events_of() == (StageEntry(SurveyStage.REPORT, REPORTED),)

    def test_follow_the_case_through_its_states(self):
        entered = events_of(
            reached(CaseStage.INVESTIGATION, date(2026, 1, 10)),
            reached(CaseStage.CHARGED, date(2026, 3, 1), told_on=date(2026, 3, 2)),
            reached(CaseStage.COURT_PRETRIAL, date(2026, 6, 1)),
        )

        assert [entry.survey_stage for entry in entered] == ["ST1", "ST2", "ST3c", "ST4"]

    def test_hold_one_event_for_several_states_of_one_stage(self):
        entered = events_of(
            reached(CaseStage.INVESTIGATION, date(2026, 1, 10)),
            reached(CaseStage.CPS_ADVICE, date(2026, 2, 10)),
        )

        assert entered[1:] == (StageEntry(SurveyStage.INVESTIGATION, date(2026, 1, 10)),)

    def test_hold_a_second_event_when_a_case_comes_back_to_a_stage(self):
        told = date(2026, 2, 2)
        entered = events_of(
            reached(CaseStage.NFA_POLICE, date(2026, 2, 1), told_on=told),
            reached(CaseStage.REOPENED, date(2026, 4, 1)),
            reached(CaseStage.NFA_POLICE, date(2026, 5, 1), told_on=date(2026, 5, 2)),
        )

        assert [entry.survey_stage for entry in entered] == ["ST1", "ST3a", "ST2", "ST3a"]

    def test_take_the_outcome_and_its_state_for_one_event(self):
        entered = events_of(
            outcome("18", on=date(2026, 2, 1), told_on=date(2026, 2, 3)),
            reached(CaseStage.NFA_POLICE, date(2026, 2, 2)),
        )

        assert entered[1:] == (
            StageEntry(SurveyStage.NO_ACTION, date(2026, 2, 1), date(2026, 2, 3)),
        )

    def test_learn_from_a_later_row_that_the_victim_was_informed(self):
        entered = events_of(
            reached(CaseStage.NFA_POLICE, date(2026, 2, 1)),
            outcome("18", on=date(2026, 2, 2), told_on=date(2026, 2, 3)),
        )

        assert entered[1].told_on == date(2026, 2, 3)

    def test_ignore_the_closing_of_a_case(self):
        entered = events_of(reached(CaseStage.CLOSED, date(2026, 2, 1)))

        assert len(entered) == 1

    @pytest.mark.parametrize("code", ["0", "19"])
    def test_ignore_outcomes_that_are_none(self, code):
        assert len(events_of(outcome(code, on=date(2026, 2, 1)))) == 1

    @pytest.mark.parametrize(
        ("codes", "stage"),
        [
            (("1", "1A"), "ST3c"),
            (("1", "4"), "ST3c"),
            (("2", "2A", "3", "3A"), "ST3b"),
            (("9", "10"), "ST3a"),
            (("21", "22"), "ST3a"),
        ],
    )
    def test_read_a_wording_that_merges_outcomes_by_the_first(self, codes, stage):
        entered = events_of(outcome(*codes, on=date(2026, 2, 1), told_on=date(2026, 2, 1)))

        assert entered[1].survey_stage == stage

    def test_give_a_bereaved_relative_one_event_of_her_own_stage(self):
        entered = events_of(reached(CaseStage.CHARGED, date(2026, 3, 1)), role="bereaved")

        assert entered == (StageEntry(SurveyStage.BEREAVED, REPORTED),)

    def test_ask_under_investigation_when_the_outcome_was_not_told_in_42_days(self):
        closed_on = date(2026, 2, 1)
        history = [reached(CaseStage.NFA_POLICE, closed_on)]

        before = events_of(*history, today=closed_on + timedelta(days=41))
        after = events_of(*history, today=closed_on + timedelta(days=42))

        assert [entry.survey_stage for entry in before] == ["ST1", "ST3a"]
        assert after[2:] == (StageEntry(SurveyStage.INVESTIGATION, closed_on + timedelta(days=42)),)

    @given(
        st.lists(
            st.builds(
                reached,
                st.sampled_from(CaseStage),
                st.dates(REPORTED, TODAY),
            ),
            max_size=12,
        )
    )
    def test_are_never_twice_the_same_whatever_the_history(self, history):
        entered = events_of(*history)

        assert len({(entry.survey_stage, entry.on) for entry in entered}) == len(entered)
        assert entered[0] == StageEntry(SurveyStage.REPORT, REPORTED)


class TestPeriodOf:
    @pytest.mark.parametrize(
        ("day", "period"),
        [
            (date(2026, 1, 1), "2026-Q1"),
            (date(2026, 3, 31), "2026-Q1"),
            (date(2026, 4, 1), "2026-Q2"),
            (date(2026, 9, 30), "2026-Q3"),
            (date(2026, 12, 31), "2026-Q4"),
        ],
    )
    def test_is_the_calendar_quarter(self, day, period):
        assert stages.period_of(day) == period
