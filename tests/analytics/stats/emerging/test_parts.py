"""Parts of the score whose faults would hardly show in its sum."""

import numpy as np

from analytics.stats.emerging.fit import LAGS, WINDOW, Residuals
from analytics.stats.emerging.tier import pooled
from analytics.stats.emerging.variance import LEAST_WEEKS, week_effects


class TestPooledWeeks:
    def test_are_counted_back_from_the_newest(self) -> None:
        assert pooled(np.arange(7.0)[None], 3).tolist() == [[6.0, 15.0]]
        assert pooled(np.arange(6.0)[None], 3).tolist() == [[3.0, 12.0]]

    def test_are_none_where_there_are_fewer(self) -> None:
        assert pooled(np.arange(3.0)[None], 4).tolist() == [[]]


class TestTheEffectOfAWeek:
    def test_says_nothing_of_a_lag_at_which_no_two_weeks_have_answers(self) -> None:
        """Of every other week with answers the odd lags have none: they take nothing from the even
        ones, and share what those say."""
        weeks = WINDOW + LEAST_WEEKS
        mass = np.zeros((1, weeks))
        mass[:, ::2] = 2.0
        found = week_effects(left_over(residual=mass, variance=mass))

        assert np.allclose(found, 0.5)
        assert len(found) == LAGS


def left_over(*, residual: np.ndarray, variance: np.ndarray) -> Residuals:
    nothing = np.zeros_like(residual)
    return Residuals(
        residual=residual, variance=variance, skewness=nothing, inflation=np.ones_like(residual),
        leverage=nothing, moved=nothing, inverse=nothing, taken=np.zeros(LAGS),
        coefficients=nothing,
    )  # fmt: skip
