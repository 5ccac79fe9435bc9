import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats import judgement

SHARES = st.tuples(st.integers(10, 490), st.just(500))


class TestTheComparison:
    def test_is_newcombe_s_interval_of_the_published_example(self) -> None:
        """Newcombe, Statistics in Medicine 17:873 (1998), table II, example (a), method 10: 56/70
        against 48/80 has .0524 to .3339."""
        found = judgement.compare({"usual": (48, 80), "other": (56, 70)})["other"].judged

        assert found is not None
        assert found.difference.value == pytest.approx(0.2)
        interval = found.difference.interval
        assert (interval.lower, interval.upper) == pytest.approx((0.0524, 0.3339), abs=1e-4)

    def test_has_wider_intervals_where_more_is_compared(self) -> None:
        one = judgement.compare({"usual": (100, 500), "a": (150, 500)})["a"].judged
        two = judgement.compare({"usual": (100, 500), "a": (150, 500), "b": (120, 500)})["a"].judged

        assert one is not None
        assert two is not None
        narrow, wide = one.difference.interval, two.difference.interval
        assert wide.lower < narrow.lower < narrow.upper < wide.upper
        assert two.detectable > one.detectable

    @given(SHARES, SHARES)
    def test_turns_round_with_its_arms(self, one, other) -> None:
        forth = judgement.compare({"a": one, "b": other})["b"].judged
        back = judgement.compare({"b": other, "a": one})["a"].judged

        assert forth is not None
        assert back is not None
        there, here = forth.difference, back.difference
        assert there.value == pytest.approx(-here.value)
        assert there.interval.lower == pytest.approx(-here.interval.upper)

    @given(st.integers(0, 40), st.integers(0, 40))
    def test_is_shown_only_where_ten_did_and_ten_did_not_in_each_arm(self, one, other) -> None:
        arms = {"a": (one, 40), "b": (other, 40)}

        assert judgement.may_be_shown(arms) is (10 <= one <= 30 and 10 <= other <= 30)
