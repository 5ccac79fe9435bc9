from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM
from statsmodels.stats.meta_analysis import combine_effects

from analytics.stats.groups import intersections
from analytics.stats.groups.intersections import strata_of
from analytics.stats.mix_cells import Column
from analytics.stats.proportions import Interval
from analytics.stats.rounding import whole_points

SEXES, AGES, GROUPS = ("female", "male"), ("old", "young"), ("a", "b", "c")
SHARES = (0.5, 0.5), (0.6, 0.4), (0.6, 0.3, 0.1)


def answers(count: int, *, apart: float = 0.0, seed: int = 3, weighted: bool = False):
    rng = np.random.default_rng(seed)
    levels = [
        Column(names, rng.choice(len(names), count, p=list(shares)))
        for names, shares in zip((SEXES, AGES, GROUPS), SHARES, strict=True)
    ]
    sex, age, group = (column.codes for column in levels)
    is_apart = (sex == 0) & (age == 1) & (group == 1)
    logit = 0.4 - 0.5 * (sex == 0) + 0.3 * (group == 2) + apart * is_apart
    said = rng.random(count) < 1 / (1 + np.exp(-logit))
    return levels, said, rng.gamma(8, 1 / 8, count) if weighted else np.ones(count)


def model_of(count: int, **facts):
    levels, said, weight = answers(count, **facts)
    return intersections.model_combinations(
        strata_of(levels=levels, is_positive=said, weight=weight)
    )


def by_levels(found):
    return {one.levels: one for one in found}


APART = ("female", "young", "b")


def logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


class TestStrata:
    def test_add_up_answers_and_keep_the_heaviest(self):
        column = Column(("a", "b"), np.array([0] * 11 + [1]))
        weight = np.arange(1.0, 13.0)

        found = strata_of(
            levels=[column], is_positive=np.array([True] * 11 + [False]), weight=weight
        )

        assert found.levels == (("a",), ("b",))
        assert found.people.tolist() == [11, 1]
        assert found.positive[0].tolist() == [66.0, 506.0]
        assert found.heaviest_positive[0].tolist() == [63.0, 501.0], "without 1 and 2"
        assert found.removable.tolist() == [[9, 0], [0, 1]]


class TestTheVarianceThatIsLeft:
    def test_is_that_of_dersimonian_and_laird_without_parts(self):
        rng = np.random.default_rng(8)
        z, v = rng.normal(0, 0.6, 12), rng.uniform(0.02, 0.4, 12)

        found = intersections.variance_left(z, v, np.ones((12, 1)))

        assert found == pytest.approx(combine_effects(z, v, method_re="dl").tau2)

    def test_makes_the_spread_what_it_should_be(self):
        design = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0]])

        assert intersections.variance_left(
            np.array([1.0, 3.0, 7.0]), np.ones(3), design
        ) == pytest.approx(1.0)

    def test_is_nought_where_the_parts_say_everything(self):
        design = np.array([[1.0, 0.0], [1.0, 1.0]])

        assert intersections.variance_left(np.array([1.0, 3.0]), np.ones(2), design) == 0.0


class TestACombination:
    def test_is_found_where_it_is_more_than_its_parts(self):
        found = by_levels(model_of(20_000, apart=-1.0))

        apart = found[APART]
        truth = 1 / (1 + np.exp(1.1))
        assert apart.interval.contains(truth)
        assert apart.share < apart.of_parts - 0.1
        assert apart.share + 2 * apart.error < apart.of_parts

    def test_equals_its_main_effects_without_interaction(self):
        found = model_of(20_000)

        for one in found:
            assert one.share == pytest.approx(one.of_parts, abs=0.02)

    def test_is_drawn_to_its_parts_by_how_few_answered(self):
        levels, said, weight = answers(3_000, apart=-1.0)
        strata = strata_of(levels=levels, is_positive=said, weight=weight)
        found = intersections.model_combinations(strata)

        for one, share in zip(found, strata.shares, strict=True):
            low, high = sorted((one.of_parts, float(share)))
            assert low - 0.02 <= one.share <= high + 0.02

    @pytest.mark.slow
    def test_is_near_a_full_multilevel_model(self):
        levels, said, weight = answers(4_000, apart=-1.0)
        strata = strata_of(levels=levels, is_positive=said, weight=weight)
        found = by_levels(intersections.model_combinations(strata))
        stratum = np.array(
            [strata.levels.index(tuple(c.names[c.codes[row]] for c in levels))
             for row in range(len(said))]
        )  # fmt: skip
        fixed = np.column_stack(
            [np.ones(len(said)), *((column.codes == at).astype(float)
             for column in levels for at in range(1, len(column.names)))]
        )  # fmt: skip

        full = BinomialBayesMixedGLM(
            said.astype(float), fixed, np.eye(len(strata.levels))[stratum],
            np.zeros(len(strata.levels), dtype=int), vcp_p=0.5,
        ).fit_vb()  # fmt: skip

        for at, level in enumerate(strata.levels):
            row = fixed[np.flatnonzero(stratum == at)[0]]
            logit = row @ full.fe_mean + full.vc_mean[at]
            assert found[level].share == pytest.approx(1 / (1 + np.exp(-logit)), abs=0.04)

    @pytest.mark.slow
    def test_is_covered_by_its_interval(self):
        covered = []
        for seed in range(30):
            for apart in (0.0, -0.8):
                for level, one in by_levels(model_of(3_000, apart=apart, seed=seed)).items():
                    sex, _age, group = level
                    logit = 0.4 - 0.5 * (sex == "female") + 0.3 * (group == "c")
                    logit += apart * (level == APART)
                    covered.append(one.interval.contains(1 / (1 + np.exp(-logit))))

        assert 0.92 <= np.mean(covered) <= 0.99


class TestWhatIsTold:
    def test_is_made_of_whole_points(self):
        one = by_levels(model_of(6_000, apart=-0.8))[APART]
        other = replace(
            one,
            share=whole_points.told(one.share) + 0.004,
            of_parts=whole_points.told(one.of_parts) - 0.004,
        )
        half = logit(one.interval.upper) - logit(one.share)
        ends = (1 / (1 + np.exp(by - logit(other.share))) for by in (half, -half))
        slope = other.share * (1 - other.share) / (one.share * (1 - one.share))
        other = replace(
            other,
            interval=Interval(lower=next(ends), upper=next(ends)),
            error=one.error * slope,
        )

        told, again = intersections.round_combination(one), intersections.round_combination(other)

        assert told.interval.lower < told.share < told.interval.upper
        assert told.share == again.share == round(one.share, 2)
        assert told.of_parts == again.of_parts
        assert told.error == pytest.approx(again.error)
        assert told.interval.lower == pytest.approx(again.interval.lower)
        assert told.interval.upper == pytest.approx(again.interval.upper)

    def test_has_an_interval_of_a_share_told_as_all(self):
        one = by_levels(model_of(6_000))[APART]
        all_ = replace(one, share=0.998, interval=Interval(lower=0.99, upper=0.9995))

        told = intersections.round_combination(all_)

        assert told.share == 1
        assert 0.97 < told.interval.lower < told.interval.upper < 1


class TestWhatNineAnswersMove:
    @pytest.mark.slow
    def test_is_more_than_two_points_wherever_nine_do_move_it_so(self):
        levels, said, weight = answers(6_000, apart=-0.8, weighted=True)
        whole = by_levels(model_of(6_000, apart=-0.8, weighted=True))
        steady = {level for level, one in whole.items() if one.moved < 0.02}
        heavy = np.argsort(-weight)
        place = sum(column.codes * by for column, by in zip(levels, (6, 3, 1), strict=True))
        pools = [
            heavy[(place[heavy] == one) & (said[heavy] == kind)]
            for one, kind in product(range(12), (True, False))
        ]

        taken = [pool[:9] for pool in pools]
        taken += [np.concatenate([one[:5], other[:4]]) for one, other in pairwise(pools)]
        moves = []
        for gone in taken:
            kept = np.setdiff1d(np.arange(len(said)), gone)
            without = intersections.model_combinations(
                strata_of(
                    levels=[column.where(kept) for column in levels],
                    is_positive=said[kept],
                    weight=weight[kept],
                )
            )
            moves += [
                max(
                    abs(one.share - whole[one.levels].share),
                    abs(one.of_parts - whole[one.levels].of_parts),
                )
                for one in without
                if one.levels in steady
            ]
        assert 2 <= len(steady) < 12
        assert 0.01 < max(moves) < 0.02

    def test_shrinks_with_the_answers(self):
        few, many = (
            max(one.moved for one in model_of(count, apart=-0.8)) for count in (2_000, 40_000)
        )

        assert many < few / 5

    def test_is_of_what_the_parts_give_too(self):
        few, many = ("female", "old", "c"), ("male", "young", "c")
        levels, said, weight = answers(9_000, apart=-2.0)
        sex, age, group = (column.codes for column in levels)
        group[group == 2] = 0
        group[(sex == 1) & (age == 1)] = 2
        lone = np.flatnonzero((sex == 0) & (age == 0))[:3]
        group[lone] = 2
        found = []
        for is_good in (True, False):
            said[lone] = is_good
            strata = strata_of(levels=levels, is_positive=said, weight=weight)
            found.append(by_levels(intersections.model_combinations(strata)))

        one, other = found

        assert one[few].people == 3
        assert abs(one[many].share - other[many].share) < 0.002
        assert abs(one[many].of_parts - other[many].of_parts) > 0.08
        assert min(one[many].moved, other[many].moved) > 0.02
