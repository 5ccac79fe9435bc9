import pytest
from hypothesis import given
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

    @pytest.mark.parametrize(("x", "area"), [(0, 0), (1, 1)])
    def test_is_nothing_and_all_at_the_ends(self, x, area):
        assert special.incomplete_beta(3, 4, x) == area
