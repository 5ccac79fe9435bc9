import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.mix_cells import MixCell
from analytics.stats.weights import nonresponse
from tests.analytics.stats.test_case_mix import cell

KEYS = [(force, age) for force in ("kent", "surrey") for age in ("young", "middle", "old")]
COUNTS = st.lists(st.tuples(st.integers(0, 90), st.integers(1, 90)), min_size=6, max_size=6)


class TestRIndicator:
    def test_is_one_if_all_respond_equally(self):
        cells = [cell("all", "x", 300, 700), cell("all", "y", 600, 1400)]

        found = nonresponse.representativity(cells=cells, characteristics=("crime",))

        assert found.variance == pytest.approx(0)
        assert found.r_indicator == 1

    def test_of_a_few_is_what_one_gets_by_hand(self):
        cells = [cell("all", "x", 3, 1), cell("all", "y", 1, 3)]

        found = nonresponse.representativity(cells=cells, characteristics=("crime",))

        assert (found.asked, found.mean) == pytest.approx((8, 0.5))
        assert found.variance == pytest.approx(0.5 / 7)
        assert found.by_chance == pytest.approx(0.1875 / 4 / 2)
        assert found.r_indicator == pytest.approx(1 - 2 * (0.5 / 7 - 0.1875 / 8) ** 0.5)

    def test_counts_people_and_weighs_groups_by_them(self):
        cells = [cell("all", "x", 6, 2), cell("all", "y", 1, 3)]

        found = nonresponse.representativity(cells=cells, characteristics=("crime",))

        mean = 7 / 12
        spread = 8 * (0.75 - mean) ** 2 + 4 * (0.25 - mean) ** 2
        assert (found.asked, found.mean) == pytest.approx((12, mean))
        assert found.variance == pytest.approx(spread / 11)
        noise = (8 * 0.1875 / 8 + 4 * 0.1875 / 4) / 12
        common = (8 / 12) ** 2 * 0.1875 / 8 + (4 / 12) ** 2 * 0.1875 / 4
        assert found.by_chance == pytest.approx(noise - common)

    def test_falls_as_those_who_answer_lean(self):
        # Rates of 20 and 60 % of like numbers: a spread of 0.2 about 0.4.
        cells = [cell("all", "x", 2000, 8000), cell("all", "y", 6000, 4000)]

        found = nonresponse.representativity(cells=cells, characteristics=("crime",))

        assert found.mean == pytest.approx(0.4)
        assert found.r_indicator == pytest.approx(0.6, abs=1e-3)

    @pytest.mark.slow
    def test_takes_no_chance_for_a_lean(self):
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

    def test_of_groups_together_is_what_one_gets_by_hand(self):
        parts = [
            nonresponse.Representativity(asked=4, mean=0.25, variance=0.1, by_chance=0.02),
            nonresponse.Representativity(asked=6, mean=0.5, variance=0.2, by_chance=0.04),
        ]

        pooled = nonresponse.pooled_representativity(parts)

        assert (pooled.asked, pooled.mean) == pytest.approx((10, 0.4))
        within, between = 3 * 0.1 + 5 * 0.2, 4 * 0.15**2 + 6 * 0.1**2
        assert pooled.variance == pytest.approx((within + between) / 9)
        noise = 4 * 0.02 + 6 * 0.04 + 0.6 * 0.25 * 0.75 + 0.4 * 0.5 * 0.5
        assert pooled.by_chance == pytest.approx(noise / 10)

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

    def test_begins_a_class_once_the_last_has_its_share_and_enough_respondents(self):
        enough = [cell("all", "1", 30, 70), cell("all", "2", 60, 40)]
        too_few = [cell("all", "1", 29, 71), cell("all", "2", 60, 40)]
        too_small = [cell("all", "1", 40, 50), cell("all", "2", 60, 50)]

        factors = [
            nonresponse.propensity_factors(cells=cells, characteristics=("crime",), classes=2)
            for cells in (enough, too_few, too_small)
        ]

        assert factors[0] == pytest.approx([100 / 30, 100 / 60])
        assert factors[1] == pytest.approx([200 / 89] * 2)
        assert factors[2] == pytest.approx([2, 2])

    @pytest.mark.parametrize(("last", "is_alone"), [(30, True), (29, False)])
    def test_joins_a_last_class_of_too_few_to_the_one_before(self, last, is_alone):
        cells = [cell("all", "1", 40, 360), cell("all", "2", last, 30)]

        factors = nonresponse.propensity_factors(cells=cells, characteristics=("crime",), classes=2)

        assert (factors[0] != pytest.approx(factors[1])) is is_alone

    def test_fills_each_class_separately(self):
        cells = [cell("all", str(at), 10 + 10 * at, 90 - 10 * at) for at in range(6)]

        factors = nonresponse.propensity_factors(
            cells=cells, characteristics=("crime",), classes=3, at_least=10
        )

        assert factors == pytest.approx([200 / 30] * 2 + [200 / 70] * 2 + [200 / 110] * 2)

    def test_adds_up_weights_and_not_their_squares(self):
        cells = [
            MixCell(force="all", levels={"crime": at}, positive=(40, 80.0, 160.0),
                    other=(60, 120.0, 240.0))
            for at in "ab"
        ]  # fmt: skip

        factors = nonresponse.propensity_factors(cells=cells, characteristics=("crime",), classes=1)

        assert factors == pytest.approx([2.5, 2.5])

    def test_gives_nobody_a_weight_where_nobody_answered(self):
        cells = [cell("all", "1", 0, 40), cell("all", "2", 0, 60)]

        assert nonresponse.propensity_factors(cells=cells, characteristics=("crime",)) == [0, 0]

    @given(st.lists(st.tuples(st.integers(1, 90), st.integers(1, 90)), min_size=5, max_size=12))
    def test_weighs_those_who_answered_up_to_those_asked(self, counts):
        cells = [cell("all", str(at), *found) for at, found in enumerate(counts)]

        factors = nonresponse.propensity_factors(cells=cells, characteristics=("crime",), classes=3)

        stands_for = sum(c.positive[1] * f for c, f in zip(cells, factors, strict=True))
        assert stands_for == pytest.approx(sum(c.sum_w for c in cells))
