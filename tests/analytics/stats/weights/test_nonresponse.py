import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.weights import nonresponse
from tests.analytics.stats.test_case_mix import cell

KEYS = [(force, age) for force in ("kent", "surrey") for age in ("young", "middle", "old")]
COUNTS = st.lists(st.tuples(st.integers(0, 90), st.integers(1, 90)), min_size=6, max_size=6)


class TestRIndicator:
    def test_is_one_where_all_answer_alike(self):
        cells = [cell("all", "x", 300, 700), cell("all", "y", 600, 1400)]

        found = nonresponse.representativity(cells=cells, characteristics=("crime",))

        assert found.variance == pytest.approx(0)
        assert found.r_indicator == 1

    def test_falls_as_those_who_answer_lean(self):
        # Rates of 20 and 60 % of like numbers: a spread of 0.2 about 0.4.
        cells = [cell("all", "x", 2000, 8000), cell("all", "y", 6000, 4000)]

        found = nonresponse.representativity(cells=cells, characteristics=("crime",))

        assert found.mean == pytest.approx(0.4)
        assert found.r_indicator == pytest.approx(0.6, abs=1e-3)

    @pytest.mark.slow
    def test_takes_no_chance_for_a_lean(self):
        """Twelve groups of 25, all of whom answer at 40 %: what they seem to lean is noise."""
        rng = np.random.default_rng(11)
        plain, mended = [], []
        for _ in range(200):
            drawn = rng.binomial(25, 0.4, 12).clip(1, 24)
            cells = [cell("all", f"{at:02}", n, 25 - n) for at, n in enumerate(drawn.tolist())]
            found = nonresponse.representativity(cells=cells, characteristics=("crime",))
            plain.append(found.variance)
            mended.append(found.variance - found.by_chance)

        assert np.mean(plain) > 0.007
        assert np.mean(mended) == pytest.approx(0, abs=0.0007)

    def test_of_groups_together_counts_what_parts_them(self):
        parts = [
            nonresponse.Representativity(asked=5000, mean=mean, variance=0.0, by_chance=0.0)
            for mean in (0.2, 0.6)
        ]

        assert nonresponse.pooled_representativity(parts).r_indicator == pytest.approx(
            0.6, abs=1e-3
        )

    @given(COUNTS)
    def test_of_one_group_alone_is_its_own(self, counts):
        cells = [
            cell("all", str(at), found + 1, more + 1) for at, (found, more) in enumerate(counts)
        ]
        lean = nonresponse.representativity(cells=cells, characteristics=("crime",))

        pooled = nonresponse.pooled_representativity([lean])

        assert (pooled.asked, pooled.mean) == pytest.approx((lean.asked, lean.mean))
        assert pooled.variance == pytest.approx(lean.variance)
        assert pooled.by_chance == pytest.approx(lean.by_chance)


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
