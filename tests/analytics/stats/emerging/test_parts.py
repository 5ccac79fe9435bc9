from dataclasses import replace

import numpy as np
from statsmodels.stats.meta_analysis import combine_effects

from analytics.stats.emerging.fit import LAGS, WINDOW, Residuals
from analytics.stats.emerging.pooled import pooled_level
from analytics.stats.emerging.tier import pooled
from analytics.stats.emerging.variance import LEAST_WEEKS, score_variance, week_effects


class TestPooledWeeks:
    def test_are_counted_back_from_the_newest(self) -> None:
        assert pooled(np.arange(7.0)[None], 3).tolist() == [[6.0, 15.0]]
        assert pooled(np.arange(6.0)[None], 3).tolist() == [[3.0, 12.0]]

    def test_are_none_where_there_are_fewer(self) -> None:
        assert pooled(np.arange(3.0)[None], 4).tolist() == [[]]


class TestTheLevelsOfAreas:
    def test_vary_as_dersimonian_and_laird_have_it(self) -> None:
        satisfied, answers = np.array([[20.0], [30.0], [45.0]]), np.full((3, 1), 100.0)
        yes, no = satisfied[:, 0] + 0.5, answers[:, 0] - satisfied[:, 0] + 0.5

        level, spread = pooled_level(satisfied, answers, np.zeros(0))

        known = combine_effects(np.log(yes / no), 1 / yes + 1 / no, method_re="chi2")
        assert np.isclose(spread, known.tau2)
        assert np.isclose(level, known.mean_effect_fe)


class TestTheEffectOfAWeek:
    def test_says_nothing_of_a_lag_at_which_no_two_weeks_have_answers(self) -> None:
        weeks = WINDOW + LEAST_WEEKS
        mass = np.zeros((1, weeks))
        mass[:, ::2] = 2.0
        found = week_effects(left_over(residual=mass, variance=mass))

        assert np.allclose(found, 0.5)
        assert len(found) == LAGS


class TestTheVarianceOfAScore:
    def test_is_the_sum_of_its_four_parts(self) -> None:
        variance = np.full((1, WINDOW), 3.0)
        weights, moved = np.zeros((1, WINDOW)), np.zeros((1, WINDOW, 1))
        weights[0, -2:], moved[0, -1, 0] = (2.0, 1.0), 1.0
        left = left_over(residual=np.zeros_like(variance), variance=variance)
        left = replace(left, moved=moved, inverse=np.array([[[0.25]]]))

        found = score_variance(
            left, weights, move_variance=np.full_like(variance, 0.1), effects=np.array([0.5])
        )

        assert np.allclose(found, 15 - 0.25 + 4.5 + 18)


def left_over(*, residual: np.ndarray, variance: np.ndarray) -> Residuals:
    nothing = np.zeros_like(residual)
    return Residuals(
        residual=residual, variance=variance, skewness=nothing, inflation=np.ones_like(residual),
        leverage=nothing, moved=nothing, inverse=nothing, taken=np.zeros(LAGS),
        coefficients=nothing,
    )  # fmt: skip
