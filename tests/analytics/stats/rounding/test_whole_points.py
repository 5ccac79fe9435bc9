from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.proportions import Interval, ShareDifference
from analytics.stats.rounding import whole_points

DIFFERENCES = st.floats(-1, 1)


def difference(value: float, lower: float, upper: float) -> ShareDifference:
    return ShareDifference(value=value, interval=Interval(lower=lower, upper=upper))


class TestAShare:
    @pytest.mark.parametrize(
        ("share", "told"), [(0.6149, 0.61), (0.6151, 0.62), (1.0, 1.0), (-0.003, 0.0)]
    )
    def test_is_told_to_the_nearest_point(self, share, told):
        assert whole_points.told(share) == told
        assert str(whole_points.told(share)) == str(told)

    def test_missing_is_left_out(self):
        assert whole_points.round_or_none(None) is None
        assert whole_points.round_or_none(0.314) == 0.31

    @given(DIFFERENCES)
    def test_is_never_finer_than_a_point(self, share):
        assert isclose(
            whole_points.told(share) * 100, round(whole_points.told(share) * 100), abs_tol=1e-9
        )
        assert abs(whole_points.told(share) - share) <= 0.005 + 1e-9


class TestADistance:
    @pytest.mark.parametrize(("gap", "told"), [(0.0512, 0.06), (0.05, 0.05), (0.07, 0.07), (0, 0)])
    def test_is_rounded_up(self, gap, told):
        assert whole_points.told_up(gap) == told

    @given(st.floats(0, 1))
    def test_is_never_promised_smaller(self, gap):
        assert gap - 1e-7 <= whole_points.told_up(gap) < gap + 0.01 + 1e-7


class TestAnInterval:
    def test_is_told_in_whole_points(self):
        assert whole_points.told_ends(difference(0.1, 0.0149, 0.1851)) == Interval(
            lower=0.01, upper=0.19
        )

    def test_complete_leaves_nothing_out_after_rounding(self):
        assert whole_points.told_ends(difference(0.1, 0.0012, 0.2)).lower == 0.005
        assert whole_points.told_ends(difference(-0.1, -0.2, -0.0049)).upper == -0.005

    def test_around_nothing_may_be_told_to_end_at_it(self):
        assert whole_points.told_ends(difference(0.1, -0.0012, 0.2)) == Interval(
            lower=0.0, upper=0.2
        )

    @given(DIFFERENCES, DIFFERENCES)
    def test_is_on_the_same_side_of_nothing(self, one, other):
        lower, upper = min(one, other), max(one, other)

        told = whole_points.told_ends(difference(0.0, lower, upper))

        assert told.lower <= told.upper
        if lower * upper > 0:
            assert (told.lower > 0) == (lower > 0)
            assert (told.upper > 0) == (upper > 0)
        for end in (told.lower, told.upper):
            assert end in {whole_points.told(end), 0.005, -0.005}
