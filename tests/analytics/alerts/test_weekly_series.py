from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.alerts import weekly_series
from analytics.disclosure.places import NATION
from survey.definition.types import Meaning
from tests.analytics.weighting.test_force_weights import answer

MEANINGS = {
    "Q-OVR-1": {
        "very_satisfied": Meaning.POSITIVE,
        "very_dissatisfied": Meaning.NEGATIVE,
        "prefer_not": Meaning.OUT_OF_BASE,
    }
}
MONDAY = date(2026, 8, 10)


def series(*rows):
    return weekly_series.weekly_series(rows, MEANINGS)


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


class TestWeeklySeries:
    def test_counts_an_answer_for_its_force_and_for_the_nation(self):
        found = series(answer(completed_on=MONDAY))

        assert set(found) == {("Q-OVR-1", "f"), ("Q-OVR-1", NATION)}

    def test_puts_an_answer_in_the_week_it_came_in(self):
        found = series(
            answer(completed_on=MONDAY + timedelta(days=6)),
            answer(completed_on=MONDAY + timedelta(days=7)),
        )

        first, second = found["Q-OVR-1", NATION]
        assert second.number == first.number + 1 == weekly_series.week_number(MONDAY) + 1

    def test_weighs_by_the_chance_of_being_asked(self):
        (week,) = series(
            answer(completed_on=MONDAY, selection_probability=0.5),
            answer(completed_on=MONDAY, answers={"Q-OVR-1": ["very_dissatisfied"]}),
        )["Q-OVR-1", "f"]

        assert week.share == pytest.approx(2 / 3)
        assert week.base == 2
        assert week.effective_base == pytest.approx(9 / 5)

    @pytest.mark.parametrize(
        "left_out",
        [
            {"answers": {"Q-OVR-1": ["prefer_not"]}},
            {"answers": {"Q-OVR-1": []}},
            {"answers": {}},
            {"mode": "telephone"},
            {"decision": "NOSAFE"},
        ],
    )
    def test_leaves_out_what_is_not_in_the_base(self, left_out):
        assert series(answer(completed_on=MONDAY, **left_out)) == {}

    def test_runs_forward_in_time(self):
        found = series(
            *(answer(completed_on=MONDAY - timedelta(days=7 * back)) for back in range(5))
        )

        numbers = [week.number for week in found["Q-OVR-1", "f"]]
        assert numbers == sorted(numbers)
