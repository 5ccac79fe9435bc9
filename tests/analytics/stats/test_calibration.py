import numpy as np
import pytest
from hypothesis import given, settings

from analytics.stats import calibration
from analytics.stats.weights.weighting import Margin, WeightingRefusedError
from tests.analytics.stats.weights.test_weighting import surveys

WAYS = [calibration.calibrate_linearly, calibration.calibrate_within]


def sex(f, m, *, levels=("f", "f", "m")):
    return Margin(name="sex", levels=levels, totals={"f": f, "m": m})


class TestCalibration:
    @pytest.mark.parametrize("way", WAYS)
    def test_of_a_single_margin_by_hand(self, way):
        weights = way(start=np.array([1.0, 3.0, 1.0]), margins=[sex(6, 2)])

        np.testing.assert_allclose(weights, [1.5, 4.5, 2])

    @pytest.mark.parametrize("way", WAYS)
    def test_names_the_level_that_nobody_answered(self, way):
        with pytest.raises(WeightingRefusedError, match="sex, level m: the frame has people"):
            way(start=np.ones(2), margins=[sex(10, 30, levels=("f", "f"))])

    @settings(deadline=None, max_examples=25)
    @given(surveys())
    def test_meets_every_margin_within_the_bounds(self, survey):
        design, margins = survey
        share = sum(margins[0].totals.values()) / design.sum()
        start = design * share

        try:
            weights = calibration.calibrate_within(start=start, margins=margins)
        except WeightingRefusedError:
            return

        assert (weights > 0.3 * start - 1e-9).all()
        assert (weights < 3 * start + 1e-9).all()
        for margin in margins:
            for level, total in margin.totals.items():
                is_here = np.array(margin.levels) == level
                assert weights[is_here].sum() == pytest.approx(total, rel=1e-6)


class TestCalibrateWithin:
    def test_refuses_what_no_weights_within_the_bounds_can_meet(self):
        with pytest.raises(WeightingRefusedError, match=r"sex, level .: cannot be met within"):
            calibration.calibrate_within(start=np.ones(3), margins=[sex(20, 20)])

    def test_of_margins_that_are_met_leaves_weights_alone(self):
        start = np.array([1.0, 3.0, 2.0])

        weights = calibration.calibrate_within(start=start, margins=[sex(4, 2)])

        np.testing.assert_allclose(weights, start)


class TestCalibrateLinearly:
    def test_may_fall_below_nought(self):
        margins = [
            Margin(name="a", levels=["x", "x", "y"], totals={"x": 1, "y": 9}),
            Margin(name="b", levels=["u", "v", "v"], totals={"u": 3, "v": 7}),
        ]

        weights = calibration.calibrate_linearly(start=np.ones(3), margins=margins)

        assert weights.min() < 0
