import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.weights import design
from analytics.stats.weights.design import DomainStratum
from analytics.stats.weights.weighting import Margin

YES_NO = {"yes": 1.0, "no": 0.0}


def stratum(yes, no, *, respondents=None, frame=None):
    bins = {"yes": (yes, float(yes), float(yes)), "no": (no, float(no), float(no))}
    return DomainStratum(respondents=respondents or yes + no, bins=bins, frame=frame)


def estimate(*strata):
    return design.domain_mean(strata=strata, scores=YES_NO)


class TestDomainMean:
    def test_of_equal_weights_is_the_textbook_error(self):
        found = estimate(stratum(30, 20))

        assert found.value == pytest.approx(0.6)
        assert found.standard_error == pytest.approx((0.6 * 0.4 / 49) ** 0.5)
        assert (found.people, found.freedom) == (50, 49)

    def test_knows_that_forces_differ(self):
        apart = estimate(stratum(90, 10), stratum(10, 90))
        together = estimate(stratum(100, 100))

        assert apart.standard_error < together.standard_error

    def test_of_a_domain_counts_those_outside_it(self):
        # The size of a domain is chance, and that is in its error.
        found = estimate(stratum(30, 20, respondents=500))

        assert found.standard_error == pytest.approx((0.6 * 0.4 / 50 * 500 / 499) ** 0.5)

    def test_of_everybody_has_no_error_where_it_is_about_them(self):
        assert estimate(stratum(30, 20, frame=50)).standard_error == 0

    def test_of_half_of_all_has_half_the_variance_where_it_is_about_them(self):
        whole, half = estimate(stratum(30, 20)), estimate(stratum(30, 20, frame=100))

        assert half.standard_error**2 == pytest.approx(whole.standard_error**2 / 2)

    def test_leaves_out_choices_without_a_score(self):
        bins = {"yes": (3, 3.0, 3.0), "no": (1, 1.0, 1.0), "prefer_not": (9, 9.0, 9.0)}

        found = design.domain_mean(strata=[DomainStratum(respondents=13, bins=bins)], scores=YES_NO)

        assert (found.value, found.people) == (0.75, 4)

    def test_takes_a_force_with_a_single_respondent(self):
        mean = 31 / 51
        others = 50 / 49 * (30 * (1 - mean) ** 2 + 20 * mean**2 - (30 - 50 * mean) ** 2 / 50)

        found = estimate(stratum(30, 20), stratum(1, 0))

        assert found.standard_error**2 == pytest.approx((others + (1 - mean) ** 2) / 51**2)

    @given(st.integers(1, 300), st.integers(1, 300), st.floats(0.1, 9))
    def test_does_not_mind_the_scale_of_weights(self, yes, no, scale):
        bins = {
            "yes": (yes, yes * scale, yes * scale**2),
            "no": (no, no * scale, no * scale**2),
        }

        scaled = design.domain_mean(
            strata=[DomainStratum(respondents=yes + no, bins=bins)], scores=YES_NO
        )

        assert scaled.standard_error == pytest.approx(estimate(stratum(yes, no)).standard_error)


class TestCalibratedErrors:
    def test_is_nought_where_the_margin_tells_the_answer(self):
        levels = ["f"] * 20 + ["m"] * 30
        values = np.array([1.0] * 20 + [0.0] * 30)

        (error,) = design.calibrated_errors(
            values=values[:, None],
            is_inside=np.ones((50, 1), dtype=bool),
            base_weights=np.ones(50),
            weights=np.full(50, 2.0),
            margins=[Margin(name="sex", levels=levels, totals={"f": 40, "m": 60})],
            strata=["one"] * 50,
            people=range(50),
        )

        assert error == pytest.approx(0, abs=1e-12)

    def test_is_the_plain_error_where_the_margin_tells_nothing(self):
        values = np.array([1.0, 1.0, 1.0, 0.0, 0.0] * 20)

        (error,) = design.calibrated_errors(
            values=values[:, None],
            is_inside=np.ones((100, 1), dtype=bool),
            base_weights=np.ones(100),
            weights=np.ones(100),
            margins=[Margin(name="all", levels=["all"] * 100, totals={"all": 100})],
            strata=["one"] * 100,
            people=range(100),
        )

        assert error == pytest.approx(estimate(stratum(60, 40)).standard_error)

    def test_learns_nothing_from_what_a_person_says_twice(self):
        def error_of(times: int, *, of_one: bool) -> float:
            said = np.repeat([1.0, 1.0, 1.0, 0.0, 0.0] * 20, times)
            (error,) = design.calibrated_errors(
                values=said[:, None],
                is_inside=np.ones((len(said), 1), dtype=bool),
                base_weights=np.ones(len(said)),
                weights=np.ones(len(said)),
                margins=[Margin(name="all", levels=["all"] * len(said), totals={"all": len(said)})],
                strata=["one"] * len(said),
                people=[at // times if of_one else at for at in range(len(said))],
            )
            return float(error)

        assert error_of(2, of_one=True) == pytest.approx(error_of(1, of_one=False))
        assert error_of(2, of_one=False) < 0.75 * error_of(1, of_one=False)
