from datetime import date

import pytest

from analytics.releases import Filling, is_held, is_over

SHOWN = Filling(on=date(2026, 10, 1), respondents=60)
NOVEMBER = date(2026, 11, 1)


class TestIsOver:
    @pytest.mark.parametrize(
        ("period", "day", "expected"),
        [
            ("2026-Q3", date(2026, 9, 30), False),
            ("2026-Q3", date(2026, 10, 1), True),
            ("2026-Q4", date(2026, 12, 31), False),
            ("2026-Q4", date(2027, 1, 1), True),
            ("2025-Q4", date(2026, 1, 1), True),
        ],
    )
    def test_from_the_day_after_its_last(self, period, day, expected):
        assert is_over(period, on=day) is expected


class TestIsHeld:
    def held(self, *, last=SHOWN, respondents=60, on=NOVEMBER) -> bool:
        return is_held("2026-Q3", last=last, respondents=respondents, on=on)

    @pytest.mark.parametrize("respondents", [51, 59, 60, 61, 69])
    def test_while_fewer_than_ten_have_come_or_gone(self, respondents):
        assert self.held(respondents=respondents)

    @pytest.mark.parametrize("respondents", [50, 70, 200])
    def test_no_longer_than_that(self, respondents):
        assert not self.held(respondents=respondents)

    def test_within_the_month_of_the_last_filling(self):
        assert self.held(respondents=200, on=date(2026, 10, 31))

    def test_not_within_the_same_month_of_another_year(self):
        assert not self.held(respondents=200, on=date(2027, 10, 1))

    def test_not_before_there_is_anything_to_hold(self):
        assert not self.held(last=None)

    def test_not_while_the_quarter_runs(self):
        assert not self.held(on=date(2026, 9, 30))
