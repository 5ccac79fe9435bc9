from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from responses.trials import rules
from responses.trials.rules import ARMS, HOURS, ArmCount, ArmPlan, TrialKind, TrialState
from responses.vault import sending_hours

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)


class TestTheArms:
    @given(st.sampled_from(TrialKind), st.data())
    def test_hold_the_usual_way_first_and_have_equal_chances(self, kind, data) -> None:
        others = data.draw(st.sets(st.sampled_from(ARMS[kind][1:]), min_size=1))

        plan = rules.chances(kind, list(others))

        assert plan[0].code == ARMS[kind][0]
        assert {arm.code for arm in plan} == others | {ARMS[kind][0]}
        assert {arm.chance for arm in plan} == {1 / len(plan)}

    def test_of_hours_lie_in_the_sending_hours(self) -> None:
        for window in HOURS.values():
            assert sending_hours.OPENS <= window.start < window.end <= sending_hours.CLOSES

    def test_are_drawn_with_their_chances(self) -> None:
        plan = [ArmPlan("a", 0.5), ArmPlan("b", 0.3), ArmPlan("c", 0.2)]

        drawn = Counter(rules.drawn(plan, at=n / 1000).code for n in range(1000))

        assert drawn == {"a": 500, "b": 300, "c": 200}

    def test_end_with_the_last_where_the_chances_do_not_quite_add_up(self) -> None:
        plan = [ArmPlan(str(n), 1 / 3) for n in range(3)]

        assert rules.drawn(plan, at=0.9999999999999999).code == "2"

    def test_are_drawn_alike_by_name_as_often_as_by_chance(self) -> None:
        lots = [rules.lot(b"key", f"trial:1:{n}") for n in range(2000)]

        assert lots == [rules.lot(b"key", f"trial:1:{n}") for n in range(2000)]
        assert lots != [rules.lot(b"other", f"trial:1:{n}") for n in range(2000)]
        assert abs(sum(lot < 0.5 for lot in lots) - 1000) < 89
        assert all(0 <= lot < 1 for lot in lots)


class TestThePlannedSize:
    def test_is_what_the_textbook_formula_says(self) -> None:
        assert rules.needed_each(difference=0.05, comparisons=1) == 1570

    def test_is_larger_where_more_arms_are_compared(self) -> None:
        sizes = [rules.needed_each(difference=0.05, comparisons=n) for n in (1, 2, 3)]

        assert sizes == sorted(set(sizes))

    def test_is_never_a_handful(self) -> None:
        assert rules.needed_each(difference=0.5, comparisons=1) == rules.FEWEST_EACH


class TestTheState:
    @pytest.mark.parametrize(
        ("today", "closed_on", "state"),
        [
            (FIRST - timedelta(days=1), None, TrialState.WAITING),
            (FIRST, None, TrialState.RUNNING),
            (LAST, None, TrialState.RUNNING),
            (LAST + timedelta(days=1), None, TrialState.FOLLOWED_UP),
            (LAST + timedelta(days=28), None, TrialState.FOLLOWED_UP),
            (LAST + timedelta(days=29), None, TrialState.OVER),
            (FIRST + timedelta(days=9), FIRST + timedelta(days=8), TrialState.FOLLOWED_UP),
        ],
    )
    def test_follows_from_its_days(self, today, closed_on, state) -> None:
        found = rules.state_of(
            is_confirmed=True, first_day=FIRST, last_day=LAST, closed_on=closed_on, today=today
        )

        assert found is state

    @pytest.mark.parametrize(
        ("closed_on", "state"), [(None, TrialState.PROPOSED), (FIRST, TrialState.OVER)]
    )
    def test_of_one_that_nobody_confirmed_is_never_running(self, closed_on, state) -> None:
        found = rules.state_of(
            is_confirmed=False, first_day=FIRST, last_day=LAST, closed_on=closed_on, today=FIRST
        )

        assert found is state


class TestHarm:
    def test_is_an_arm_that_drives_people_away(self) -> None:
        counts = {
            "any": ArmCount(placed=1000, stopped=10),
            "evening": ArmCount(placed=1000, stopped=45),
        }

        assert rules.is_harmful(counts) == "evening"

    def test_is_not_seen_in_what_chance_explains(self) -> None:
        counts = {
            "any": ArmCount(placed=1000, stopped=20),
            "evening": ArmCount(placed=1000, stopped=30),
        }

        assert rules.is_harmful(counts) == ""

    def test_is_not_seen_in_a_handful(self) -> None:
        counts = {"any": ArmCount(placed=1000), "evening": ArmCount(placed=20, stopped=9)}

        assert rules.is_harmful(counts) == ""

    @given(st.integers(1, 400), st.integers(1, 400), st.data())
    def test_has_the_chance_of_fisher_s_exact_test(self, here: int, there: int, data) -> None:
        arm = ArmCount(placed=here, stopped=data.draw(st.integers(0, here)))
        rest = ArmCount(placed=there, stopped=data.draw(st.integers(0, there)))
        table = [
            [arm.stopped, arm.placed - arm.stopped],
            [rest.stopped, rest.placed - rest.stopped],
        ]

        found = rules.chance_of_as_many(arm, rest)

        expected = stats.fisher_exact(table, alternative="greater").pvalue
        assert found == pytest.approx(expected, rel=1e-6, abs=1e-12)

    @given(st.integers(0, 200), st.integers(0, 200))
    def test_never_names_an_arm_with_the_smaller_share(self, usual: int, other: int) -> None:
        counts = {
            "any": ArmCount(placed=200, stopped=usual),
            "evening": ArmCount(placed=200, stopped=other),
        }

        assert rules.is_harmful(counts) in {"", "any" if usual > other else "evening"}
