from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.alerts.weekly_series import first_of, may_replace_window, overlap

MONDAY = date(2026, 11, 9)
weeks = st.integers(-20, 20).map(lambda number: MONDAY + timedelta(weeks=number))
windows = st.sampled_from([4, 12])


class TestTellingAnew:
    @pytest.mark.parametrize(
        ("later", "fewest", "may"), [(1, 9, False), (3, 9, False), (4, 0, True), (1, 10, True)]
    )
    def test_waits_until_all_weeks_are_new_unless_each_has_ten_answers(self, later, fewest, may):
        week = MONDAY + timedelta(weeks=later)

        assert may_replace_window(told_week=MONDAY, week=week, window_weeks=4, fewest=fewest) == may

    @given(weeks, weeks, windows)
    def test_of_few_answers_tells_no_week_twice(self, told, week, window):
        may = may_replace_window(told_week=told, week=week, window_weeks=window, fewest=9)

        assert not may or first_of(week, window) > told


class TestOverlap:
    @given(weeks, weeks, windows, windows)
    def test_is_where_one_week_is_of_both(self, week, other, window, other_window):
        first, other_first = first_of(week, window), first_of(other, other_window)
        of_both = {
            first + timedelta(weeks=number)
            for number in range(window)
            if other_first <= first + timedelta(weeks=number) <= other
        }

        found = overlap(first=first, week=week, other_first=other_first, other_week=other)

        assert found == bool(of_both)
