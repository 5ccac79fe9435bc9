from datetime import date

import pytest

from analytics.disclosure import timing


class TestAQuarter:
    @pytest.mark.parametrize(
        ("day", "period"),
        [
            (date(2026, 1, 1), "2026-Q1"), (date(2026, 3, 31), "2026-Q1"),
            (date(2026, 4, 1), "2026-Q2"), (date(2026, 6, 30), "2026-Q2"),
            (date(2026, 9, 30), "2026-Q3"), (date(2026, 10, 1), "2026-Q4"),
            (date(2026, 12, 31), "2026-Q4"),
        ],
    )  # fmt: skip
    def test_is_three_months(self, day, period):
        assert timing.quarter_of(day) == period

    @pytest.mark.parametrize(
        ("day", "is_over"),
        [(date(2026, 3, 31), False), (date(2026, 4, 1), True), (date(2025, 12, 31), False)],
    )
    def test_is_over_from_the_first_day_of_the_next(self, day, is_over):
        assert timing.is_over("2026-Q1", on=day) is is_over

    def test_has_one_before_it_and_one_a_year_before(self):
        assert timing.quarter_before("2026-Q3") == "2026-Q2"
        assert timing.quarter_before("2026-Q1") == "2025-Q4"
        assert timing.year_before("2026-Q1") == "2025-Q1"


class TestAMonth:
    @pytest.mark.parametrize(
        ("last", "has_changed"),
        [
            (date(2026, 11, 1), True), (date(2026, 11, 16), True), (date(2026, 10, 31), False),
            (date(2025, 11, 16), False),
        ],
    )  # fmt: skip
    def test_sees_figures_change_once(self, last, has_changed):
        assert timing.changed_this_month(last=last, on=date(2026, 11, 16)) is has_changed
