import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analytics.stats import shrinkage
from analytics.stats.proportions import Proportion
from analytics.stats.special import log_gamma
from tests.reference import reading


def forces(*counts):
    return {
        f"force {at}": Proportion(successes=float(r), trials=float(n))
        for at, (r, n) in enumerate(counts)
    }


def likelihood(spread, found):
    def log_beta(a, b):
        return log_gamma(a) + log_gamma(b) - log_gamma(a + b)

    return sum(
        float(
            log_beta(one.successes + spread.a, one.trials - one.successes + spread.b)
            - log_beta(spread.a, spread.b)
        )
        for one in found.values()
    )


class TestSpreadOf:
    def test_runs_to_the_end_where_chance_explains_all(self):
        spread = shrinkage.spread_of(forces(*[(120, 200)] * 43))

        assert spread.mean == pytest.approx(0.6, abs=1e-5)
        assert spread.strength == pytest.approx(shrinkage.NO_SPREAD)

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.integers(5, 295), st.integers(50, 300)), min_size=5, max_size=43))
    @example([(5, 50), (8, 168), (31, 50), (42, 51), (45, 50), (151, 167)])
    def test_is_as_likely_as_any_near_it(self, counts):
        found = forces(*((min(r, n - 5), n) for r, n in counts))

        best = shrinkage.spread_of(found)

        for by in (0.9, 1.1):
            for near in (
                shrinkage.Spread(a=best.a * by, b=best.b),
                shrinkage.Spread(a=best.a, b=best.b * by),
            ):
                if shrinkage.MOST_SPREAD <= near.strength <= shrinkage.NO_SPREAD:
                    assert likelihood(near, found) <= likelihood(best, found) + 1e-6


class TestShrink:
    def test_draws_the_small_further_than_the_large(self):
        found = shrinkage.shrink(
            {
                **forces(*[(60 + shift, 100) for shift in range(-20, 21, 2)]),
                "small": Proportion(successes=16, trials=20),
                "large": Proportion(successes=1600, trials=2000),
            }
        )

        assert found["small"].own < found["large"].own
        assert 0.6 < found["small"].share < found["large"].share < 0.8

    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.tuples(st.integers(5, 195), st.integers(50, 200)), min_size=2, max_size=20))
    def test_lies_between_the_force_and_the_nation(self, counts):
        found = forces(*((min(r, n - 5), n) for r, n in counts))
        mean = shrinkage.spread_of(found).mean

        for code, shrunk in shrinkage.shrink(found).items():
            low, high = sorted((found[code].share, mean))
            assert low - 1e-9 <= shrunk.share <= high + 1e-9
            assert shrunk.interval.lower <= shrunk.share <= shrunk.interval.upper

    def test_of_nobody_is_nothing(self):
        assert shrinkage.shrink({}) == {}
        assert shrinkage.rank_intervals({}) == {}


class TestRankIntervals:
    def test_reach_from_first_to_last_where_all_are_alike(self):
        rank = shrinkage.rank_intervals(forces(*[(120, 200)] * 43))["force 7"]

        assert rank.lowest <= 2
        assert rank.highest >= 42

    def test_know_the_planted_force(self):
        rank = shrinkage.rank_intervals(reading.funnel_forces())["F05"]

        assert rank.lowest >= 40

    def test_are_the_same_every_time(self):
        found = reading.funnel_forces()

        assert shrinkage.rank_intervals(found) == shrinkage.rank_intervals(found)

    def test_hold_the_true_rank_about_as_often_as_they_say(self):
        rng = np.random.default_rng(12)
        inside = []
        for _ in range(40):
            true = rng.beta(70, 45, 43)
            sizes = rng.integers(100, 1000, 43)
            found = forces(*zip(rng.binomial(sizes, true), sizes, strict=True))
            ranks = (-true).argsort().argsort() + 1
            inside += [
                one.lowest <= rank <= one.highest
                for one, rank in zip(shrinkage.rank_intervals(found).values(), ranks, strict=True)
            ]

        assert 0.92 <= np.mean(inside) <= 0.98
