import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from analytics.stats import case_mix
from analytics.stats.mix_cells import MixCell
from analytics.stats.weights.design import DomainStratum, domain_mean

COUNTS = st.integers(1, 400)


def cell(force, level, positive, other):
    return MixCell(
        force=force,
        levels={"crime": level},
        positive=(positive, float(positive), float(positive)),
        other=(other, float(other), float(other)),
    )


class TestFitCaseMix:
    def test_has_the_textbook_error_of_a_level_by_itself(self):
        cells = [cell("a", "burglary", 60, 40), cell("a", "theft", 20, 80)]

        model = case_mix.fit_case_mix(cells=cells, characteristics=("crime",))

        reference, other = 1 / (100 * 0.6 * 0.4), 1 / (100 * 0.2 * 0.8)
        assert model.covariance[0, 0] == pytest.approx(200 / 199 * reference)
        assert model.covariance[1, 1] == pytest.approx(200 / 199 * (reference + other))

    def test_has_modelled_errors_that_are_the_same_whoever_of_like_cases_said_so(self):
        alike = [cell("a", "burglary", 30, 20), cell("b", "burglary", 30, 20)]
        unlike = [cell("a", "burglary", 50, 0), cell("b", "burglary", 10, 40)]
        theft = [cell("a", "theft", 20, 80)]

        models = [
            case_mix.fit_case_mix(
                cells=[*cells, *theft], characteristics=("crime",), are_errors_modelled=True
            )
            for cells in (alike, unlike)
        ]

        np.testing.assert_allclose(models[0].covariance, models[1].covariance)
        assert models[0].covariance[0, 0] == pytest.approx(1 / (100 * 0.6 * 0.4))

    def test_of_one_characteristic_is_the_share_of_each_level(self):
        cells = [cell("a", "burglary", 80, 20), cell("a", "theft", 50, 50)]

        model = case_mix.fit_case_mix(cells=cells, characteristics=("crime",))

        assert model.terms == ("intercept", "crime: theft")
        np.testing.assert_allclose(model.chances, [0.8, 0.5])
        np.testing.assert_allclose(expit(model.coefficients[0]), 0.8)

    def test_has_the_error_of_a_stratified_mean_where_it_knows_nothing(self):
        cells = [cell("a", "x", 60, 40), cell("b", "x", 1, 1), cell("c", "x", 10, 30)]
        strata = [
            DomainStratum(respondents=int(one.people), bins={"yes": one.positive, "no": one.other})
            for one in cells
        ]

        model = case_mix.fit_case_mix(cells=cells, characteristics=())

        mean = domain_mean(strata=strata, scores={"yes": 1.0, "no": 0.0})
        spread = mean.value * (1 - mean.value)
        assert model.covariance[0, 0] ** 0.5 == pytest.approx(mean.standard_error / spread)

    def test_takes_no_error_from_a_force_of_one(self):
        cells = [cell("a", "x", 60, 40), cell("b", "x", 1, 0)]

        model = case_mix.fit_case_mix(cells=cells, characteristics=())

        assert np.isfinite(model.covariance).all()

    @pytest.mark.slow
    def test_fits_more_levels_than_a_number_has_bits(self):
        cells = [cell("a", f"{at:02}", 10 + at, 90 - at) for at in range(70)]

        model = case_mix.fit_case_mix(cells=cells, characteristics=("crime",))

        np.testing.assert_allclose(model.chances, [0.1 + at / 100 for at in range(70)])

    def test_takes_the_reference_it_is_given(self):
        cells = [cell("a", "burglary", 80, 20), cell("a", "theft", 50, 50)]

        model = case_mix.fit_case_mix(
            cells=cells, characteristics=("crime",), references={"crime": "theft"}
        )

        assert model.terms == ("intercept", "crime: burglary")

    @given(st.lists(st.tuples(COUNTS, COUNTS), min_size=6, max_size=6))
    def test_expects_in_all_what_was_found(self, counts):
        places = [(force, level) for force in "ab" for level in ("x", "y", "z")]
        cells = [
            cell(force, level, *found) for (force, level), found in zip(places, counts, strict=True)
        ]

        model = case_mix.fit_case_mix(cells=cells, characteristics=("crime",))

        expected = sum(c.sum_w * p for c, p in zip(cells, model.chances, strict=True))
        assert expected == pytest.approx(sum(c.positive[1] for c in cells), rel=1e-9)

    def test_fits_a_level_where_everybody_agreed(self):
        cells = [cell("a", "burglary", 30, 0), cell("a", "theft", 20, 20)]

        model = case_mix.fit_case_mix(cells=cells, characteristics=("crime",))

        np.testing.assert_allclose(model.chances, [1, 0.5], atol=1e-6)

    @given(st.lists(st.tuples(COUNTS, COUNTS), min_size=6, max_size=6))
    def test_finds_the_same_coefficients_however_cells_are_cut(self, counts):
        places = [(force, level) for force in "ab" for level in ("x", "y", "z")]
        apart = [
            cell(force, level, *found) for (force, level), found in zip(places, counts, strict=True)
        ]
        together = [
            cell("all", one.levels["crime"], *(int(ours + theirs) for ours, theirs in bins))
            for one, other in zip(apart[:3], apart[3:], strict=True)
            for bins in [((one.positive[0], other.positive[0]), (one.other[0], other.other[0]))]
        ]

        first, second = (
            case_mix.fit_case_mix(cells=cells, characteristics=("crime",))
            for cells in (apart, together)
        )

        np.testing.assert_allclose(first.coefficients, second.coefficients, atol=1e-9)
        np.testing.assert_allclose(first.chances, [*second.chances, *second.chances], atol=1e-9)
