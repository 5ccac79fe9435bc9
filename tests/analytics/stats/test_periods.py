from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats import periods
from analytics.stats.periods import Quarter

YEAR = {
    f"2026-Q{at}": Quarter(share=share, sum_w=1000, standard_error=0.02)
    for at, share in ((1, 0.60), (2, 0.62), (3, 0.58), (4, 0.66))
}


class TestChangeBetween:
    def test_adds_the_variances_of_quarters_apart(self):
        change = periods.change_between(quarters=YEAR, before=["2026-Q1"], after=["2026-Q4"])

        assert change.value == pytest.approx(0.06)
        assert change.standard_error == pytest.approx(0.02 * sqrt(2))
        # R: 2 * pnorm(-.06 / (.02 * sqrt(2)))
        assert change.p_value == pytest.approx(0.0338948535246893, abs=1e-12)

    def test_of_rolling_windows_is_their_ends_alone(self):
        rolling = periods.change_between(
            quarters=YEAR,
            before=["2026-Q1", "2026-Q2", "2026-Q3"],
            after=["2026-Q2", "2026-Q3", "2026-Q4"],
        )
        ends = periods.change_between(quarters=YEAR, before=["2026-Q1"], after=["2026-Q4"])

        assert rolling.value == pytest.approx(ends.value / 3)
        assert rolling.standard_error == pytest.approx(ends.standard_error / 3)
        assert rolling.p_value is None

    def test_weighs_quarters_by_their_frames(self):
        quarters = {
            "large": Quarter(share=0.5, sum_w=3000, standard_error=0.01),
            "small": Quarter(share=0.9, sum_w=1000, standard_error=0.03),
            "now": Quarter(share=0.6, sum_w=2000, standard_error=0.02),
        }

        change = periods.change_between(quarters=quarters, before=["large", "small"], after=["now"])

        assert change.before == pytest.approx(0.6)
        assert change.value == pytest.approx(0)

    @given(st.lists(st.floats(0.1, 0.9), min_size=4, max_size=4))
    def test_turns_round(self, shares):
        quarters = {
            str(at): Quarter(share=share, sum_w=100 + at, standard_error=0.05)
            for at, share in enumerate(shares)
        }

        there = periods.change_between(quarters=quarters, before=["0", "1"], after=["2", "3"])
        back = periods.change_between(quarters=quarters, before=["2", "3"], after=["0", "1"])

        assert there.value == pytest.approx(-back.value)
        assert there.p_value == pytest.approx(back.p_value)
        assert there.value == pytest.approx(there.after - there.before)
