import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats import nonresponse
from tests.analytics.stats.test_case_mix import cell

KEYS = [(force, age) for force in ("kent", "surrey") for age in ("young", "middle", "old")]
COUNTS = st.lists(st.tuples(st.integers(0, 90), st.integers(1, 90)), min_size=6, max_size=6)


class TestResponseFactors:
    def test_is_asked_over_answered_where_classes_are_large(self):
        factors = nonresponse.response_factors(
            asked={("kent", "young"): 400, ("kent", "old"): 200},
            answered={("kent", "young"): 40, ("kent", "old"): 100},
        )

        assert factors == {("kent", "young"): 10, ("kent", "old"): 2}

    def test_joins_a_small_class_to_the_smallest_of_its_force(self):
        factors = nonresponse.response_factors(
            asked={("kent", "young"): 100, ("kent", "middle"): 100, ("kent", "old"): 100,
                   ("surrey", "young"): 100},
            answered={("kent", "young"): 10, ("kent", "middle"): 40, ("kent", "old"): 80,
                      ("surrey", "young"): 30},
        )  # fmt: skip

        assert factors["kent", "young"] == factors["kent", "middle"] == 4
        assert factors["kent", "old"] == 1.25
        assert factors["surrey", "young"] == pytest.approx(100 / 30)

    def test_joins_forces_where_all_of_one_is_small(self):
        factors = nonresponse.response_factors(
            asked={("kent", "young"): 50, ("surrey", "young"): 150},
            answered={("kent", "young"): 10, ("surrey", "young"): 40},
        )

        assert factors["kent", "young"] == factors["surrey", "young"] == 4

    @given(COUNTS)
    def test_weighs_those_who_answered_up_to_those_asked(self, counts):
        answered = {key: found for key, (found, _) in zip(KEYS, counts, strict=True)}
        asked = {key: found + more for key, (found, more) in zip(KEYS, counts, strict=True)}

        factors = nonresponse.response_factors(asked=asked, answered=answered)

        if any(answered.values()):
            stands_for = sum(answered[key] * factor for key, factor in factors.items())
            assert stands_for == pytest.approx(sum(asked.values()))


class TestRIndicator:
    def test_is_one_where_all_answer_alike(self):
        cells = [cell("all", "x", 30, 70), cell("all", "y", 60, 140)]

        assert nonresponse.r_indicator(cells=cells, characteristics=("crime",)) == pytest.approx(1)

    def test_falls_as_those_who_answer_lean(self):
        # Rates of 20 and 60 % of like numbers: a spread of 0.2 about 0.4.
        cells = [cell("all", "x", 200, 800), cell("all", "y", 600, 400)]

        assert nonresponse.r_indicator(cells=cells, characteristics=("crime",)) == pytest.approx(
            0.6, abs=1e-3
        )


class TestPropensityFactors:
    def test_cuts_cells_by_their_chance_and_weighs_each_class(self):
        cells = [cell("all", str(at), 10 * at, 100 - 10 * at) for at in range(1, 6)]

        factors = nonresponse.propensity_factors(
            cells=cells, characteristics=("crime",), classes=5, at_least=10
        )

        assert factors == pytest.approx([10, 5, 10 / 3, 2.5, 2])

    def test_joins_classes_of_fewer_than_thirty_respondents(self):
        cells = [cell("all", str(at), 10 * at, 100 - 10 * at) for at in range(1, 6)]

        factors = nonresponse.propensity_factors(cells=cells, characteristics=("crime",))

        assert factors == pytest.approx([20 / 3, 20 / 3, 10 / 3, 2.5, 2])

    @given(st.lists(st.tuples(st.integers(1, 90), st.integers(1, 90)), min_size=5, max_size=12))
    def test_weighs_those_who_answered_up_to_those_asked(self, counts):
        cells = [cell("all", str(at), *found) for at, found in enumerate(counts)]

        factors = nonresponse.propensity_factors(cells=cells, characteristics=("crime",), classes=3)

        stands_for = sum(c.positive[1] * f for c, f in zip(cells, factors, strict=True))
        assert stands_for == pytest.approx(sum(c.sum_w for c in cells))
