from datetime import date, timedelta
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.eligibility.chances import LEAST_CHANCE, Opportunity, chance_of_being_asked
from responses.vault.facts import fatigued_until

REPORTED = date(2026, 1, 5)
REPORT, OUTCOME = 0.6, 0.95


def between(first: int, last: int, chance: float) -> Opportunity:
    return Opportunity(REPORTED + timedelta(first), REPORTED + timedelta(last), chance)


def by_every_course(this: Opportunity, before: list[Opportunity]) -> float:
    total = 0.0
    for is_drawn in product((True, False), repeat=len(before)):
        asked: list[date] = []
        for one, drawn in zip(before, is_drawn, strict=True):
            day = max(one.on, fatigued_until(asked) or one.on)
            if drawn and day <= one.closes:
                asked.append(day)
        if max(this.on, fatigued_until(asked) or this.on) <= this.closes:
            drawn_so = zip(before, is_drawn, strict=True)
            total += prod(one.chance if drawn else 1 - one.chance for one, drawn in drawn_so)
    return max(LEAST_CHANCE, this.chance * total)


opportunities = st.builds(
    lambda first, length, chance: between(first, first + length, chance),
    st.integers(0, 360),
    st.integers(0, 90),
    st.sampled_from([0.0, 0.25, 0.6, 0.95, 1.0]),
)


class TestTheChanceOfBeingAsked:
    def test_is_that_of_the_draw_where_nothing_came_before(self):
        assert chance_of_being_asked(between(14, 42, REPORT), []) == REPORT

    def test_is_less_where_an_earlier_stage_may_have_been_asked_about(self):
        report, outcome = between(14, 42, REPORT), between(34, 62, OUTCOME)

        assert chance_of_being_asked(outcome, [report]) == pytest.approx(0.95 * 0.4)

    def test_is_not_less_where_the_window_outlasts_the_rest(self):
        report, investigation = between(14, 42, REPORT), between(90, 180, 0.7)

        assert chance_of_being_asked(investigation, [report]) == pytest.approx(0.7)

    def test_counts_two_in_a_year(self):
        before = [between(0, 10, 0.6), between(130, 140, 0.7)]

        assert chance_of_being_asked(between(260, 270, 0.5), before) == pytest.approx(
            0.5 * (1 - 0.6 * 0.7)
        )

    def test_is_never_under_one_in_twenty(self):
        certain = [between(0, 0, 1.0)]

        assert chance_of_being_asked(between(1, 2, 0.95), certain) == LEAST_CHANCE

    @given(opportunities, st.lists(opportunities, max_size=6))
    def test_is_the_sum_over_every_way_the_draws_can_fall(self, this, before):
        before.sort(key=lambda one: one.on)

        assert chance_of_being_asked(this, before) == pytest.approx(by_every_course(this, before))
