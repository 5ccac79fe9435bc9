"""The rules of Making Data Count on series worked by hand, and beside the labels of NHSRplotthedots
itself (tests/reference/plot_the_dots.R); the arithmetic of Laney's limits is held against R
(tests/reference/spc.R)."""

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.series import spc
from analytics.stats.series.spc import Assurance, Better, ControlVerdict, Signal
from tests.reference import reading

RESTLESS = [9.0, 11.0] * 6


def chart(values, centre=10.0, reach=5.32):
    return spc._chart(
        values=np.asarray(values),
        centre=np.full(len(values), centre),
        reach=np.full(len(values), reach),
        points=len(values),
    )


def after_baseline(*more):
    return chart([*RESTLESS, *more])


def signals(made, last):
    return [point.signal for point in made.points[-last:]]


class TestSignals:
    def test_are_none_in_a_steady_series(self):
        assert signals(chart(RESTLESS), len(RESTLESS)) == [None] * len(RESTLESS)

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

    @given(st.lists(st.integers(-10, 10), min_size=7, max_size=40))
    def test_turn_round(self, values):
        up, down = (
            chart([side * float(value) for value in values], centre=0.0) for side in (1, -1)
        )

        for point, mirrored in zip(up.points, down.points, strict=True):
            assert point.upper == -mirrored.lower
            assert point.signal == mirrored.signal
            assert (point.is_high is None) == (mirrored.is_high is None)
            assert point.signal is None or point.is_high is not mirrored.is_high

    def test_marks_two_of_three_near_the_lower_limit(self):
        made = after_baseline(6.4, 9.0, 6.3)

        assert signals(made, 3) == [Signal.NEAR_LIMIT, None, Signal.NEAR_LIMIT]
        assert made.points[-1].is_high is False

    def test_leaves_alone_what_lies_on_a_limit_or_on_two_thirds_of_the_way(self):
        on_limit = chart([9.0, 11.0, 9.0, 16.0, 9.0, 11.0, 9.0], reach=6.0)
        on_two_thirds = chart([9.0, 11.0, 9.0, 14.0, 11.0, 14.0, 9.0], reach=6.0)

        assert signals(on_limit, 7) == signals(on_two_thirds, 7) == [None] * 7

    def test_say_which_way_a_trend_and_a_shift_go(self):
        falling = after_baseline(10.5, *(10.2 - 0.2 * at for at in range(7)))
        under = after_baseline(10.5, 9.5, 9.6, 9.5, 9.6, 9.5, 9.6, 9.5)

        assert falling.points[-1].is_high is False
        assert (under.points[-1].signal, under.points[-1].is_high) == (Signal.SHIFT, False)

    @given(st.lists(st.integers(0, 10), min_size=7, max_size=40), st.floats(0.5, 20))
    def test_does_not_mind_the_unit(self, values, scale):
        # Powers of two leave every comparison as it was.
        scale = 2.0 ** round(np.log2(scale))

        plain = chart(values)
        scaled = chart([value * scale for value in values], centre=10.0 * scale, reach=5.32 * scale)

        assert signals(plain, len(values)) == signals(scaled, len(values))


CAUSES = {
    "Common Cause": None,
    "Above UCL": (Signal.OUTSIDE, True),
    "Below LCL": (Signal.OUTSIDE, False),
    "7 Point Trend (Increasing)": (Signal.TREND, True),
    "7 Point Trend (Decreasing)": (Signal.TREND, False),
    "2 in 3 Above CL": (Signal.NEAR_LIMIT, True),
    "2 in 3 Below CL": (Signal.NEAR_LIMIT, False),
    "7 Points Above CL": (Signal.SHIFT, True),
    "7 Points Below CL": (Signal.SHIFT, False),
}
DIRECTIONS = {"increase": Better.HIGHER, "decrease": Better.LOWER, "neutral": Better.NEITHER}
ASSURED = {
    "": None,
    "consistent_pass": Assurance.PASSES,
    "consistent_fail": Assurance.FAILS,
    "inconsistent": Assurance.HIT_AND_MISS,
}


class TestBesideNhsrPlotTheDots:
    def test_every_label_limit_and_assurance_is_the_same(self):
        series = groupby(reading.rows("plot_the_dots"), key=lambda row: row["series"])

        for _number, rows in ((number, list(rows)) for number, rows in series):
            made = spc.xmr_chart(values=[float(row["value"]) for row in rows])
            for point, row in zip(made.points, rows, strict=True):
                limits = [float(row[name]) for name in ("centre", "lower", "upper")]
                assert [point.centre, point.lower, point.upper] == pytest.approx(limits, abs=1e-9)
                found = (point.signal, point.is_high) if point.signal else None
                assert found == CAUSES[row["cause"]], row
            assured = made.assurance(
                target=float(row["target"]), better=DIRECTIONS[row["direction"]]
            )
            assert assured is ASSURED[row["assurance"]], row

    def test_needs_seven_points(self):
        assert spc.xmr_chart(values=RESTLESS[:6]) is None
        assert spc.xmr_chart(values=RESTLESS[:7]).is_trial


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

    @pytest.mark.parametrize("share", [0.0, 1.0])
    def test_of_a_series_where_everybody_agrees_is_quiet(self, share):
        made = spc.laney_chart(shares=[share] * 8, bases=[50] * 8)

        assert made is not None
        assert signals(made, 8) == [None] * 8
        assert {(point.lower, point.centre, point.upper) for point in made.points} == {
            (share, share, share)
        }

    def test_is_measured_by_its_baseline_alone_where_one_is_given(self):
        steady = [0.6, 0.62, 0.58, 0.61, 0.6, 0.59, 0.61, 0.6]

        alone = spc.laney_chart(shares=steady, bases=[200] * 8)
        followed = spc.laney_chart(shares=[*steady, 0.3], bases=[200] * 9, baseline=8)

        assert alone is not None
        assert followed is not None
        assert followed.points[:8] == alone.points
        assert followed.points[8].signal is Signal.OUTSIDE
        assert followed.is_trial

    def test_needs_seven_points_and_is_on_trial_under_twelve(self):
        assert spc.laney_chart(shares=[0.7] * 11, bases=[50] * 11).is_trial
        assert spc.laney_chart(shares=[0.7] * 6, bases=[50] * 6) is None
        assert spc.laney_chart(shares=[0.7] * 7, bases=[50] * 7).is_trial
        assert not spc.laney_chart(shares=[0.7] * 12, bases=[50] * 12).is_trial


class TestASeriesThatNeverMoves:
    @given(st.floats(0.01, 0.99), st.integers(7, 40), st.integers(30, 5_000))
    def test_has_no_signal(self, share, points, base):
        for bases in ([base] * points, [base] * (points - 1) + [3 * base]):
            made = spc.share_chart(shares=[share] * points, bases=bases)

            assert signals(made, points) == [None] * points


class TestShareChart:
    SHARES = (0.6, 0.62, 0.58, 0.61, 0.6, 0.59, 0.61, 0.6)

    def test_is_xmr_with_similar_bases(self):
        bases = [400, 500, 450, 380, 420, 440, 460, 430]

        made = spc.share_chart(shares=self.SHARES, bases=bases)

        assert made == spc.xmr_chart(values=self.SHARES)

    def test_gives_each_point_its_own_limits_where_one_base_is_far_from_their_mean(self):
        bases = [400, 500, 450, 380, 420, 440, 460, 1_200]

        made = spc.share_chart(shares=self.SHARES, bases=bases)

        assert made == spc.laney_chart(shares=self.SHARES, bases=bases)
        assert made.points[-1].upper < made.points[0].upper

    def test_needs_seven_points(self):
        assert spc.share_chart(shares=[0.6] * 6, bases=[100] * 6) is None
        assert spc.share_chart(shares=[], bases=[]) is None


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
