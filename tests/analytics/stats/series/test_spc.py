"""No copy of NHSRplotthedots is at hand: its rules are checked on series worked by hand, and the
arithmetic of the limits against R (tests/reference/spc.R)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.series import spc
from analytics.stats.series.spc import Assurance, Better, ControlVerdict, Signal

# Moving ranges of 2 throughout: the limits are 10 ± 2.66 × 2 in 9, 11, 9, 11 …
RESTLESS = [9.0, 11.0] * 6


def chart(values, **how):
    made = spc.xmr_chart(values=values, **how)
    assert made is not None
    return made


def after_baseline(*more):
    """Points judged by the limits of twelve steady months: centre 10, limits 4.68 to 15.32."""
    return chart([*RESTLESS, *more], baseline=len(RESTLESS))


def signals(made, last):
    return [point.signal for point in made.points[-last:]]


class TestXmrChart:
    def test_limits_by_hand(self):
        point = chart(RESTLESS).points[0]

        assert (point.centre, point.lower, point.upper) == pytest.approx((10, 4.68, 15.32))
        assert all(point.signal is None for point in chart(RESTLESS).points)

    def test_needs_seven_points_and_is_on_trial_under_twelve(self):
        assert spc.xmr_chart(values=RESTLESS[:6]) is None
        assert chart(RESTLESS[:7]).is_trial
        assert not chart(RESTLESS).is_trial

    def test_screens_a_wild_moving_range_once(self):
        wild = [*RESTLESS, 30.0, *RESTLESS]

        screened, plain = chart(wild), chart(wild, is_screened=False)

        reach = screened.points[0].upper - screened.points[0].centre
        assert reach == pytest.approx(2.66 * 2)
        assert plain.points[0].upper > screened.points[0].upper

    def test_marks_a_point_outside(self):
        made = after_baseline(16.0, 10.5)

        assert signals(made, 2) == [Signal.OUTSIDE, None]
        assert made.points[-2].is_high is True

    def test_marks_seven_that_rise_and_not_six(self):
        rising = [9.0, 9.4, 9.8, 10.2, 10.6, 11.0, 11.4]

        assert signals(after_baseline(9.5, *rising), 7) == [Signal.TREND] * 7
        assert signals(after_baseline(9.5, *rising[:6]), 6) == [None] * 6

    def test_breaks_a_rise_where_two_are_equal(self):
        assert Signal.TREND not in signals(
            after_baseline(9.5, 9.0, 9.4, 9.8, 9.8, 10.2, 10.6, 11.0), 7
        )

    def test_marks_two_of_three_near_a_limit_but_not_the_one_between(self):
        # Two thirds of the way is 13.55.
        assert signals(after_baseline(13.6, 11.0, 13.7), 3) == [
            Signal.NEAR_LIMIT, None, Signal.NEAR_LIMIT,
        ]  # fmt: skip

    def test_wants_all_three_on_the_same_side(self):
        assert signals(after_baseline(13.6, 9.9, 13.7), 3) == [None, None, None]

    def test_marks_seven_on_one_side_and_not_six(self):
        above = [10.4, 10.6, 10.5, 10.7, 10.4, 10.6, 10.5]

        assert signals(after_baseline(9.0, *above), 7) == [Signal.SHIFT] * 7
        assert signals(after_baseline(9.0, *above[:6]), 6) == [None] * 6

    def test_breaks_a_run_at_a_point_on_the_mean(self):
        above = [10.4, 10.6, 10.5, 10.0, 10.4, 10.6, 10.5, 10.4]

        assert Signal.SHIFT not in signals(after_baseline(9.0, *above), 8)

    def test_names_the_first_rule_that_holds(self):
        falling = [9.8, 9.0, 8.2, 7.4, 6.6, 5.8, 4.0]

        assert signals(after_baseline(11.0, *falling), 7)[-2:] == [Signal.TREND, Signal.OUTSIDE]

    @given(st.lists(st.floats(0, 1), min_size=7, max_size=40))
    def test_turns_round(self, values):
        up, down = chart(values), chart([1 - value for value in values])

        for point, mirrored in zip(up.points, down.points, strict=True):
            assert point.upper == pytest.approx(1 - mirrored.lower, abs=1e-9)

    @given(st.lists(st.integers(0, 10), min_size=7, max_size=40), st.floats(0.5, 20))
    def test_does_not_mind_the_unit(self, values, scale):
        # Powers of two leave every comparison as it was.
        scale = 2.0 ** round(np.log2(scale))

        plain, scaled = chart(values), chart([value * scale for value in values])

        assert signals(plain, len(values)) == signals(scaled, len(values))


class TestLaneyChart:
    def test_is_the_p_chart_where_chance_alone_moves_the_series(self):
        rng = np.random.default_rng(3)
        bases = rng.integers(300, 900, 2000)
        shares = rng.binomial(bases, 0.7) / bases

        made = spc.laney_chart(shares=shares, bases=bases)

        assert made is not None
        reach = (made.points[0].upper - made.points[0].centre) / np.sqrt(0.7 * 0.3 / bases[0])
        assert reach == pytest.approx(3, rel=0.05)

    def test_does_not_flag_the_ordinary_restlessness_of_large_bases(self):
        rng = np.random.default_rng(4)
        shares = 0.7 + rng.normal(0, 0.02, 60)

        made = spc.laney_chart(shares=shares, bases=[20_000] * 60)

        assert made is not None
        outside = [point.signal is Signal.OUTSIDE for point in made.points]
        assert sum(outside) <= 1

    def test_of_a_series_where_everybody_agrees_is_quiet(self):
        made = spc.laney_chart(shares=[1.0] * 8, bases=[50] * 8)

        assert made is not None
        assert signals(made, 8) == [None] * 8
        assert spc.laney_chart(shares=[1.0] * 6, bases=[50] * 6) is None


class TestVerdict:
    @pytest.mark.parametrize(
        ("value", "better", "verdict"),
        [
            (16.0, Better.HIGHER, ControlVerdict.IMPROVEMENT),
            (16.0, Better.LOWER, ControlVerdict.CONCERN),
            (4.0, Better.HIGHER, ControlVerdict.CONCERN),
            (4.0, Better.NEITHER, ControlVerdict.NEITHER),
            (10.5, Better.HIGHER, ControlVerdict.COMMON),
        ],
    )
    def test_reads_a_signal_by_the_direction_of_the_measure(self, value, better, verdict):
        assert after_baseline(value).points[-1].verdict(better) is verdict


class TestAssurance:
    @pytest.mark.parametrize(
        ("target", "better", "assurance"),
        [
            (4.0, Better.HIGHER, Assurance.PASSES),
            (16.0, Better.HIGHER, Assurance.FAILS),
            (16.0, Better.LOWER, Assurance.PASSES),
            (10.0, Better.HIGHER, Assurance.HIT_AND_MISS),
            (4.0, Better.NEITHER, Assurance.HIT_AND_MISS),
        ],
    )
    def test_holds_the_limits_against_the_target(self, target, better, assurance):
        assert chart(RESTLESS).assurance(target=target, better=better) is assurance
