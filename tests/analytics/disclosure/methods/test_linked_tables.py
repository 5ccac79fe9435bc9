from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.disclosure.methods.linked_tables import (
    CellBounds,
    LinkedTables,
    Sum,
    exact,
    successive,
)
from tests.analytics.disclosure.reading_back import rounding_bounds, share_bounds


class TestTold:
    def test_two_readings_are_what_both_allow(self):
        assert CellBounds(lower=3, upper=9) & CellBounds(lower=5) == CellBounds(lower=5, upper=9)

    def test_exact_is_one_number(self):
        assert exact(7).is_exact
        assert not CellBounds().is_exact


class TestRounded:
    @pytest.mark.parametrize(
        ("value", "lower", "upper"), [(25, 23, 27), (30, 28, 32), (5, 3, 7), (0, 0, 2)]
    )
    def test_to_five_leaves_five_numbers(self, value, lower, upper):
        assert rounding_bounds(value, to=5) == CellBounds(lower=lower, upper=upper)

    @given(st.integers(0, 10_000))
    def test_holds_the_truth(self, people):
        published = rounding_bounds(5 * round(people / 5), to=5)

        assert published.lower <= people <= published.upper


class TestPartOf:
    def test_a_whole_per_cent_of_a_small_base_tells_the_number(self):
        assert share_bounds(exact(20), share=0.15, decimals=2) == exact(3)

    def test_of_a_large_base_it_does_not(self):
        assert share_bounds(exact(1000), share=0.15, decimals=2) == CellBounds(lower=145, upper=155)

    def test_of_a_base_that_nobody_knows_is_at_least_something(self):
        assert share_bounds(CellBounds(lower=10), share=0.5, decimals=2) == CellBounds(
            lower=5, upper=inf
        )


class TestSuccessive:
    def test_releases_hang_together_by_those_who_came_between(self):
        release = LinkedTables(
            published={("all",): exact(12)}, sums=(Sum(whole=("all",), parts=(("a",), ("b",))),)
        )

        together = successive([release, release], names=["first", "second"])

        assert (
            Sum(whole=("second", "a"), parts=(("first", "a"), ("came by second", "a")))
            in together.sums
        )
        assert together.published == {("first", "all"): exact(12), ("second", "all"): exact(12)}
