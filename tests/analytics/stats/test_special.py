from decimal import Decimal
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special as scipy_special
from scipy.stats import binom

from analytics.stats import special

SHAPES = st.floats(0.05, 1e6)
PI = Decimal("3.1415926535897932384626433832795")
CHANCES = st.floats(1e-6, 1 - 1e-6)


class TestIncompleteBeta:
    @given(SHAPES, SHAPES, CHANCES)
    def test_agrees_with_scipy(self, a, b, x):
        assert special.incomplete_beta(a, b, x) == pytest.approx(
            scipy_special.betainc(a, b, x), abs=1e-10
        )

    @pytest.mark.parametrize(
        ("a", "b", "x"),
        [(10, 10, 0.5), (12, 15, 0.4), (10, 300, 0.03), (0.7, 11, 0.1), (3, 2, 0.6)],
    )
    def test_agrees_with_scipy_in_twelve_digits(self, a, b, x):
        assert special.incomplete_beta(a, b, x) == pytest.approx(
            scipy_special.betainc(a, b, x), rel=1e-12
        )

    @given(SHAPES, SHAPES, CHANCES)
    def test_turns_round(self, a, b, x):
        there, back = special.incomplete_beta(a, b, x), special.incomplete_beta(b, a, 1 - x)

        assert there == pytest.approx(1 - back, abs=1e-9)

    def test_is_the_area_under_a_straight_line(self):
        # The density of Beta(2, 1) is 2x.
        assert special.incomplete_beta(2, 1, 0.3) == pytest.approx(0.09)

    @pytest.mark.parametrize(("a", "b"), [(10, 10), (300, 200), (1e6, 1e6)])
    def test_settles_in_few_steps(self, a, b, monkeypatch):
        steps = []
        stay_away = special._away_from_nought
        monkeypatch.setattr(
            special, "_away_from_nought", lambda value: steps.append(value) or stay_away(value)
        )

        special.incomplete_beta(a, b, a / (a + b))

        assert len(steps) < 6_000

    @pytest.mark.parametrize(("x", "area"), [(-0.1, 0), (1.1, 1)])
    def test_is_nothing_before_and_all_after(self, x, area):
        assert special.incomplete_beta(3, 4, x) == area

    @pytest.mark.parametrize(("x", "area"), [(0, 0), (1, 1)])
    def test_is_nothing_and_all_at_the_ends(self, x, area):
        assert special.incomplete_beta(3, 4, x) == area


class TestStirlingError:
    @pytest.mark.parametrize(
        ("z", "rel"),
        [(1, 1e-11), (3, 1e-11), (9, 1e-11), (10, 2e-13), (11, 2e-13), (25, 2e-13), (1000, 2e-13)],
    )
    def test_is_what_stirling_leaves_of_the_logarithm_of_the_factorial(self, z, rel):
        whole, half = Decimal(z), Decimal("0.5")
        logarithm = Decimal(factorial(z)).ln()

        exact = logarithm - ((whole + half) * whole.ln() - whole + half * (2 * PI).ln())

        assert special._stirling_error(z) == pytest.approx(float(exact), rel=rel)


class TestBinomialCdf:
    @given(st.integers(0, 60), st.integers(1, 60), CHANCES)
    def test_agrees_with_scipy(self, count, trials, probability):
        found = special.binomial_cdf(count=count, trials=trials, probability=probability)

        assert found == pytest.approx(binom.cdf(count, trials, probability), abs=1e-10)

    def test_is_all_from_the_number_of_trials_and_nothing_from_one_under_nought(self):
        ends = [
            special.binomial_cdf(count=count, trials=4, probability=0.3) for count in (-2, -1, 4, 5)
        ]

        assert ends == [0, 0, 1, 1]

    def test_is_between_them_for_what_is_no_whole_number(self):
        under_none, under_all = (
            special.binomial_cdf(count=count, trials=4, probability=0.3) for count in (-0.5, 3.5)
        )

        assert 0 < under_none < 0.7**4
        assert 1 - 0.3**4 < under_all < 1
