from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from config.demo.plan import plan_for, sizes


class TestPlan:
    @given(st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 1, 1)))
    def test_ends_on_the_sunday_before_today(self, today: date):
        plan = plan_for(today, seed=1)

        assert plan.last_day.isoweekday() == 7
        assert 0 < (today - plan.last_day).days <= 7

    def test_counts_whole_weeks(self):
        plan = plan_for(date(2026, 11, 16), weeks=130, seed=1)

        assert (plan.last_day - plan.first_day).days + 1 == 130 * 7


class TestSizes:
    def test_sample_small_forces_fully_and_large_ones_less(self):
        size = sizes(plan_for(date(2026, 11, 16), seed=1))

        assert size["city-of-london"].sampled == 1
        assert size["cumbria"].sampled == 1
        assert size["metropolitan"].sampled < size["essex"].sampled < 1

    def test_grow_with_crime_but_less_than_crime_does(self):
        size = sizes(plan_for(date(2026, 11, 16), seed=1))

        assert size["city-of-london"].cases < size["essex"].cases < size["metropolitan"].cases
        assert size["metropolitan"].cases < 6 * size["city-of-london"].cases

    def test_shrink_with_the_number_of_responses(self):
        whole = sizes(plan_for(date(2026, 11, 16), seed=1))
        tenth = sizes(plan_for(date(2026, 11, 16), responses=6_000, seed=1))

        for code, size in whole.items():
            assert abs(tenth[code].cases - size.cases / 10) < 2
