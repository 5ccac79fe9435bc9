import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special as scipy_special

from analytics.stats import special

SHAPES = st.floats(0.05, 1e6)
CHANCES = st.floats(1e-6, 1 - 1e-6)


class TestIncompleteBeta:
    @given(SHAPES, SHAPES, CHANCES)
    def test_agrees_with_scipy(self, a, b, x):
        assert special.incomplete_beta(a, b, x) == pytest.approx(
            scipy_special.betainc(a, b, x), abs=1e-10
        )

    @given(SHAPES, SHAPES, CHANCES)
    def test_turns_round(self, a, b, x):
        there, back = special.incomplete_beta(a, b, x), special.incomplete_beta(b, a, 1 - x)

        assert there == pytest.approx(1 - back, abs=1e-9)

    def test_is_the_area_under_a_straight_line(self):
        # The density of Beta(2, 1) is 2x.
        assert special.incomplete_beta(2, 1, 0.3) == pytest.approx(0.09)

    @pytest.mark.parametrize(("x", "area"), [(0, 0), (1, 1)])
    def test_is_nothing_and_all_at_the_ends(self, x, area):
        assert special.incomplete_beta(3, 4, x) == area


class TestBetaQuantile:
    @settings(max_examples=30, deadline=None)
    @given(st.floats(0.3, 1e4), st.floats(0.3, 1e4), st.floats(0.001, 0.999))
    def test_undoes_the_area(self, a, b, probability):
        x = special.beta_quantile(probability, a, b)

        assert special.incomplete_beta(a, b, x) == pytest.approx(probability, abs=1e-9)


class TestGamma:
    @given(st.floats(0.05, 1e6))
    def test_and_its_slopes_agree_with_scipy(self, x):
        assert special.log_gamma(x) == pytest.approx(scipy_special.gammaln(x), abs=1e-9, rel=1e-12)
        assert special.digamma(x) == pytest.approx(scipy_special.digamma(x), abs=1e-11)
        assert special.trigamma(x) == pytest.approx(scipy_special.polygamma(1, x), rel=1e-11)

    def test_of_whole_numbers_is_the_factorial(self):
        np.testing.assert_allclose(np.exp(special.log_gamma([1, 2, 5])), [1, 1, 24])
