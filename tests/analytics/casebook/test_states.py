from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.casebook import states
from analytics.casebook.states import OVER, TABLE, Act, CaseMove, Refusal, State

ON = date(2026, 11, 16)
A_WEEK = timedelta(weeks=1)


class TestTheTable:
    def test_says_of_every_act_in_every_state_what_it_does_or_why_not(self):
        assert {state: set(row) for state, row in TABLE.items()} == {key: set(Act) for key in State}

    def test_gives_each_reason_for_refusing_somewhere(self):
        refused = {found for row in TABLE.values() for found in row.values()
                   if isinstance(found, Refusal)}  # fmt: skip

        elsewhere = {Refusal.TOO_EARLY, Refusal.FOLLOWS_ANOTHER, Refusal.OTHER_IS_CLOSED}
        assert set(Refusal) - refused == elsewhere, "from the clock and from the other case"

    @pytest.mark.parametrize("state", State)
    def test_has_a_way_to_an_end_from_every_state(self, state):
        reached = {state}
        while (
            more := {
                found.to
                for one in reached
                for found in TABLE[one].values()
                if isinstance(found, CaseMove)
            }
            - reached
        ):
            reached |= more

        assert State.CLOSED in reached

    @pytest.mark.parametrize("state", State)
    def test_has_each_state_reached_from_the_first(self, state):
        ways = {found.to for row in TABLE.values() for found in row.values()
                if isinstance(found, CaseMove)}  # fmt: skip

        assert state is State.SEEN or state in ways


class TestACase:
    @given(st.lists(st.sampled_from(Act), max_size=40), st.booleans())
    def test_never_leaves_the_table_and_never_closes_what_is_not_measured(self, acts, is_patient):
        state, unmeasured, on = State.SEEN, [], ON
        for act in acts:
            found = states.after(state, act, unmeasured=unmeasured, on=on)
            if isinstance(found, Refusal):
                continue
            if act is Act.BEGIN:
                unmeasured = [*unmeasured, on]
            if act is Act.MEASURE:
                unmeasured = [one for one in unmeasured if not states.is_measurable(one, on=on)]
            state, on = found, on + 3 * A_WEEK * is_patient
            assert not (state in OVER and unmeasured)
            assert state in TABLE

    @given(st.lists(st.sampled_from(Act), max_size=20))
    def test_can_be_ended_whatever_was_done(self, acts):
        state, unmeasured = State.SEEN, []
        for act in [*acts]:
            found = states.after(state, act, unmeasured=unmeasured, on=ON)
            if isinstance(found, State):
                state = found
                unmeasured = [*unmeasured, ON] if act is Act.BEGIN else unmeasured
        later = ON + states.MEASURED_AFTER + A_WEEK
        for act in (Act.WAKE, Act.REOPEN, Act.TAKE, Act.EXPLAIN, Act.MEASURE, Act.CLOSE):
            found = states.after(state, act, unmeasured=unmeasured, on=later)
            if isinstance(found, State):
                state, unmeasured = found, [] if act is Act.MEASURE else unmeasured

        assert state is State.CLOSED

    def test_is_closed_by_nobody_before_somebody_said_what_it_was(self):
        assert states.after(State.SEEN, Act.CLOSE, on=ON) is Refusal.TAKE_FIRST
        assert states.after(State.TAKEN, Act.CLOSE, on=ON) is Refusal.NOT_ANSWERED

    def test_that_was_acted_on_is_measured_when_eight_whole_weeks_have_passed(self):
        wednesday = date(2026, 9, 16)
        due = date(2026, 11, 16)

        before = states.after(
            State.ACTING, Act.MEASURE, unmeasured=[wednesday], on=due - timedelta(days=1)
        )

        assert before is Refusal.TOO_EARLY
        assert states.measured_on(wednesday) == due
        found = states.after(State.ACTING, Act.MEASURE, unmeasured=[wednesday], on=due)
        assert found is State.MEASURED

    def test_that_was_explained_after_an_action_waits_for_its_measurement(self):
        found = states.after(State.EXPLAINED, Act.CLOSE, unmeasured=[ON], on=ON)

        assert found is Refusal.NOT_MEASURED

    def test_offers_a_person_no_measuring(self):
        assert states.acts(State.ACTING, unmeasured=[ON - 10 * A_WEEK], on=ON) == [
            Act.GIVE, Act.EXPLAIN, Act.BEGIN,
        ]  # fmt: skip


class TestTheClock:
    def test_reminds_three_days_before_and_escalates_a_week_after(self):
        assert not states.is_to_remind(ON, on=ON - timedelta(days=4))
        assert states.is_to_remind(ON, on=ON - timedelta(days=3))
        assert not states.is_late(ON, on=ON)
        assert not states.is_to_escalate(ON, waits_since=ON, on=ON + timedelta(days=6))
        assert states.is_to_escalate(ON, waits_since=ON, on=ON + timedelta(days=7))
        assert not states.is_to_remind(None, on=ON)

    def test_lets_what_nobody_took_in_two_weeks_rise(self):
        assert not states.is_to_escalate(None, waits_since=ON, on=ON + timedelta(days=13))
        assert states.is_to_escalate(None, waits_since=ON, on=ON + timedelta(days=14))

    def test_reopens_a_signal_that_stands_four_weeks_after_its_closing(self):
        assert states.may_reopen_by_score(closed_on=ON, last_week=ON + 4 * A_WEEK)
        assert not states.may_reopen_by_score(closed_on=ON, last_week=ON + 3 * A_WEEK)
