from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from analytics.alerts import weekly_series


class TestMondays:
    @given(st.dates(min_value=date(2000, 1, 1)))
    def test_every_day_of_a_week_has_one_number(self, day):
        monday = weekly_series.monday_of(day)

        assert monday.weekday() == 0
        assert 0 <= (day - monday).days <= 6
        assert weekly_series.week_number(day) == weekly_series.week_number(monday)
        assert (
            weekly_series.week_number(monday + timedelta(days=7))
            == weekly_series.week_number(monday) + 1
        )
