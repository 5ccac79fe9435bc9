"""Shapley shares of R², against R's relaimpo and against every order counted out."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analytics.stats.importance import shapley

# The data set `swiss` of R (47 rows), and what relaimpo 2.2-7 says of it:
#   Rscript -e 'library(relaimpo); calc.relimp(Fertility ~ ., swiss, type = "lmg")@lmg'
SWISS_CORRELATIONS = """
 1.000000000  0.353079184 -0.645882706 -0.663788857  0.463684701  0.416556031
 0.353079184  1.000000000 -0.686542209 -0.639522519  0.401095053 -0.060858608
-0.645882706 -0.686542209  1.000000000  0.698415296 -0.572741806 -0.114021596
-0.663788857 -0.639522519  0.698415296  1.000000000 -0.153858917 -0.099321846
 0.463684701  0.401095053 -0.572741806 -0.153858917  1.000000000  0.175495908
 0.416556031 -0.060858608 -0.114021596 -0.099321846  0.175495908  1.000000000
"""
LMG = {
    "Agriculture": 0.05709122,
    "Examination": 0.17117303,
    "Education": 0.26013468,
    "Catholic": 0.10557015,
    "Infant.Mortality": 0.11276592,
}


def swiss() -> np.ndarray:
    return np.array([row.split() for row in SWISS_CORRELATIONS.strip().splitlines()], dtype=float)


def r_squared(correlations: np.ndarray, chosen: tuple[int, ...]) -> float:
    if not chosen:
        return 0.0
    outcome = correlations[list(chosen), 0]
    return float(outcome @ np.linalg.solve(correlations[np.ix_(chosen, chosen)], outcome))


def by_every_order(correlations: np.ndarray) -> np.ndarray:
    columns = range(1, len(correlations))
    orders = list(permutations(columns))
    parts = np.zeros(len(correlations) - 1)
    for order in orders:
        for at, each in enumerate(order):
            gain = r_squared(correlations, order[: at + 1]) - r_squared(correlations, order[:at])
            parts[each - 1] += gain / len(orders)
    return parts


def people(seed: int, count: int, *, columns: int = 5) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    opinion = rng.normal(size=count)
    pull = np.linspace(2.0, 0.2, columns)
    answers = (
        np.digitize(opinion[:, None] * pull + rng.logistic(size=(count, columns)), [-0.3, 0.3]) / 2
    )
    answers[rng.random((count, columns)) < 0.1] = np.nan
    answers[:, 0] = np.nan_to_num(answers[:, 0])
    return answers, rng.gamma(8, 1 / 8, size=count)


class TestShapleyShares:
    def test_are_those_of_r(self):
        found = shapley.importance(swiss())

        assert found.parts == pytest.approx(list(LMG.values()), abs=5e-7)
        assert found.explained == pytest.approx(sum(LMG.values()), abs=1e-6)
        assert list(found.signs) == [1, -1, -1, 1, 1]

    @pytest.mark.slow
    @given(arrays.arrays(float, (12, 5), elements=st.floats(-3, 3, allow_subnormal=False)))
    def test_are_the_mean_over_every_order_and_add_up_to_r_squared(self, noise):
        base = np.random.default_rng(7).normal(size=(12, 5))
        table = np.corrcoef(base + noise / 3, rowvar=False)

        parts = shapley.shapley_parts(table[None])[0]

        assert parts == pytest.approx(by_every_order(table), abs=1e-8)
        assert parts.sum() == pytest.approx(r_squared(table, (1, 2, 3, 4)), abs=1e-8)
        assert (parts > -1e-9).all()

    def test_refuse_more_than_can_be_counted_out(self):
        with pytest.raises(ValueError, match="11 predictors have too many subsets: 10 at most"):
            shapley.shapley_parts(np.eye(12)[None])

    def test_are_none_where_no_answers_can_have_such_correlations(self):
        impossible = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])

        assert shapley.importance(impossible) is None
        assert shapley.importance(np.eye(3)) is None


class TestMoments:
    def test_add_up_over_people(self):
        answers, weights = people(1, 300)
        parts = [shapley.moments_of(answers[at::3], weights[at::3]) for at in range(3)]

        whole = shapley.moments_of(answers, weights)

        added = sum(parts[1:], parts[0])
        assert added.correlations == pytest.approx(whole.correlations, abs=1e-12)
        assert (whole - parts[0]).people.tolist() == (parts[1] + parts[2]).people.tolist()

    def test_are_weighted_and_each_of_those_who_answered_both(self):
        answers, weights = people(2, 200)
        both = ~np.isnan(answers[:, 1]) & ~np.isnan(answers[:, 2])

        moments = shapley.moments_of(answers, weights)

        by_numpy = np.cov(answers[both][:, [1, 2]], rowvar=False, aweights=weights[both])
        expected = by_numpy[0, 1] / np.sqrt(by_numpy[0, 0] * by_numpy[1, 1])
        assert moments.correlations[1, 2] == pytest.approx(expected)
        assert moments.people[1, 2] == both.sum()

    def test_leave_out_a_question_with_few_or_identical_answers(self):
        answers, weights = people(3, 400)
        answers[150:, 2] = np.nan
        answers[:, 4] = 1.0

        kept = shapley.usable_columns(shapley.moments_of(answers, weights))

        assert kept == (0, 1, 3)

    def test_have_nothing_to_say_without_the_outcome(self):
        answers, weights = people(4, 400)
        answers[:, 0] = 1.0

        assert shapley.usable_columns(shapley.moments_of(answers, weights)) == ()


class TestWhatAFewCouldMove:
    def test_is_what_leaving_them_out_moves(self):
        answers, weights = people(5, 1500)
        whole = shapley.moments_of(answers, weights)
        before = shapley.importance(whole.correlations)
        pulls = shapley._pulls(answers, weights, whole) @ shapley._slopes(whole.correlations)
        worst = np.argsort(-pulls[:, 0])[:9]

        after = shapley.importance(
            shapley.moments_of(
                np.delete(answers, worst, axis=0), np.delete(weights, worst)
            ).correlations
        )

        told = shapley.largest_moves(answers, weights, people=9)
        assert before.shares[0] - after.shares[0] == pytest.approx(pulls[worst, 0].sum(), rel=0.1)
        assert told[0] >= pulls[worst, 0].sum()
        assert told[0] == pytest.approx(max(pulls[worst, 0].sum(), told[0]))

    @pytest.mark.parametrize("seed", [5, 7])
    def test_is_hardly_more_where_each_is_chosen_after_the_last(self, seed):
        answers, weights = people(seed, 2500)
        random = np.random.default_rng(seed)
        answers[:, 1:][random.random((2500, 4)) < np.linspace(0.3, 0.92, 4)] = np.nan
        left = np.arange(len(answers))
        for _ in range(9):
            moments = shapley.moments_of(answers[left], weights[left])
            pulls = shapley._pulls(answers[left], weights[left], moments)
            left = np.delete(left, (pulls @ shapley._slopes(moments.correlations))[:, -2].argmin())

        whole, rest = (
            shapley.importance(shapley.moments_of(answers[of], weights[of]).correlations)
            for of in (slice(None), left)
        )

        moved = np.abs(whole.shares - rest.shares).max()
        assert moved <= shapley.largest_moves(answers, weights, people=9).max() * 1.05

    def test_shrinks_with_more_people(self):
        few, many = (
            shapley.largest_moves(*people(6, count), people=9).max() for count in (500, 5000)
        )

        assert many < few / 5


class TestTheJackknife:
    @pytest.mark.slow
    def test_finds_the_error_that_repeated_samples_have(self):
        first, told = [], []
        for seed in range(200):
            answers, weights = people(seed, 1000)
            groups = [shapley.moments_of(answers[g::40], weights[g::40]) for g in range(40)]
            total = sum(groups[1:], groups[0])
            first.append(shapley.importance(total.correlations).shares[0])
            if seed < 20:
                without = shapley.jackknifed_shares(groups, total)
                told.append(shapley.jackknife_error(without[:, 0]))

        assert np.mean(told) == pytest.approx(np.std(first), rel=0.15)
