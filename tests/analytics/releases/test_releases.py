from datetime import date

import pytest

from analytics.disclosure.timing import changed_this_month, is_over

OCTOBER = date(2026, 10, 1)


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


class TestHasMoved:
    @pytest.mark.parametrize("day", [date(2026, 10, 1), date(2026, 10, 31)])
    def test_within_the_month_of_the_last_time(self, day):
        assert changed_this_month(last=OCTOBER, on=day)

    @pytest.mark.parametrize("day", [date(2026, 11, 1), date(2027, 10, 1)])
    def test_not_in_another_month_nor_in_that_of_another_year(self, day):
        assert not changed_this_month(last=OCTOBER, on=day)
