"""The result of a trial as arithmetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats import trials

SHARES = st.tuples(st.integers(10, 490), st.just(500))


class TestTheComparison:
    def test_is_newcombe_s_interval_of_the_published_example(self) -> None:
        """Newcombe, Statistics in Medicine 17:873 (1998), table II, example (a), method 10: 56/70
        against 48/80 has .0524 to .3339."""
        found = trials.compare({"usual": (48, 80), "other": (56, 70)})["other"].difference

        assert found is not None
        assert found.value == pytest.approx(0.2)
        assert (found.interval.lower, found.interval.upper) == pytest.approx(
            (0.0524, 0.3339), abs=1e-4
        )

    def test_has_wider_intervals_where_more_is_compared(self) -> None:
        one = trials.compare({"usual": (100, 500), "a": (150, 500)})["a"].difference
        two = trials.compare({"usual": (100, 500), "a": (150, 500), "b": (120, 500)})[
            "a"
        ].difference

        assert one is not None
        assert two is not None
        assert two.interval.lower < one.interval.lower < one.interval.upper < two.interval.upper

    @given(SHARES, SHARES)
    def test_turns_round_with_its_arms(self, one, other) -> None:
        forth = trials.compare({"a": one, "b": other})["b"].difference
        back = trials.compare({"b": other, "a": one})["a"].difference

        assert forth is not None
        assert back is not None
        assert forth.value == pytest.approx(-back.value)
        assert forth.interval.lower == pytest.approx(-back.interval.upper)

    @given(st.integers(0, 40), st.integers(0, 40))
    def test_is_shown_only_where_ten_did_and_ten_did_not_in_each_arm(self, one, other) -> None:
        arms = {"a": (one, 40), "b": (other, 40)}

        assert trials.may_be_shown(arms) is (10 <= one <= 30 and 10 <= other <= 30)
