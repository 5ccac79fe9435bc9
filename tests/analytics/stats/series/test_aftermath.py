"""Difference in differences: by hand, beside statsmodels, and on quiet nations."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from analytics.stats.series import aftermath
from analytics.stats.series.aftermath import Effect, ShareChange, aftermath_of, change_of, staggered
from analytics.stats.special import student_quantile

START = 100


@dataclass(frozen=True)
class Week:
    number: int
    share: float
    effective_base: float


def step(before, after, base=50.0):
    return [
        Week(number, before if number < START else after, base)
        for number in range(START - 20, START + 20)
    ]


def change(before, after, variance=0.001):
    return ShareChange(before=before, after=after, variance=variance)


class TestAChange:
    def test_is_of_eight_weeks_on_either_side_and_no_more(self):
        weeks = [*step(0.3, 0.5), Week(START - 9, 0.9, 1e6), Week(START + 8, 0.9, 1e6)]

        found = change_of(weeks, start=START)

        assert (found.before, found.after) == pytest.approx((0.3, 0.5))
        assert sqrt(found.variance) == pytest.approx(sqrt(0.3 * 0.7 / 400 + 0.25 / 400), rel=0.005)

    def test_is_none_where_fewer_than_ten_answered_on_a_side(self):
        assert change_of(step(0.3, 0.5, base=1.2), start=START) is None
        assert change_of(step(0.3, 0.5, base=1.3), start=START) is not None
        assert change_of([], start=START) is None


class TestAnAftermath:
    def test_is_none_where_fewer_than_twenty_answered_alike_on_a_side(self):
        assert change_of(step(0.0, 0.5, base=2), start=START) is None
        assert change_of(step(0.5, 1.0, base=2), start=START) is None
        assert change_of(step(0.0, 0.5, base=2.5), start=START) is not None

    def test_leaves_out_the_weeks_since_it_began(self):
        weeks = [
            Week(number, 0.9 if number == START - 1 else share, 50.0)
            for number, share in ((one.number, one.share) for one in step(0.3, 0.5))
        ]

        found = change_of(weeks, start=START, begun=START - 1)

        assert (round(found.before, 6), round(found.after, 6)) == (0.3, 0.5)

    def test_by_hand(self):
        """Own rise .20, siblings .04, .05 and .06: no more apart than chance, so τ² = 0."""
        siblings = [change(0.5, 0.54), change(0.5, 0.55), change(0.5, 0.56)]

        found = aftermath_of(change(0.3, 0.5), siblings)

        assert found.effect.value == pytest.approx(0.15)
        error = sqrt(0.001 + 0.001 / 3)
        assert found.effect.interval.lower == pytest.approx(0.15 - 4.302653 * error, abs=1e-6)
        assert found.forecast.upper == pytest.approx(0.3 + 4.302653 * sqrt(0.001), abs=1e-6)

    def test_is_the_interaction_of_a_weighted_regression(self):
        """With weights 1/v and τ² = 0 the estimate and its error are those of statsmodels' WLS of
        place and time, with the scale fixed at 1."""
        changes = [(0.30, 0.46), (0.50, 0.53), (0.40, 0.42), (0.60, 0.64), (0.55, 0.57)]
        rows, shares = [], []
        for place, (before, after) in enumerate(changes):
            for is_after, share in enumerate((before, after)):
                dummies = [float(place == each) for each in range(len(changes))]
                rows.append([*dummies, float(is_after), float(is_after and place == 0)])
                shares.append(share)
        variance = 0.002
        fitted = sm.WLS(shares, np.array(rows), weights=[2 / variance] * len(rows)).fit(
            cov_type="fixed scale"
        )
        own, *siblings = [change(*each, variance) for each in changes]

        found = aftermath_of(own, siblings).effect

        assert found.value == pytest.approx(fitted.params[-1])
        error = sqrt(found.own_variance + found.control_variance)
        assert error == pytest.approx(fitted.bse[-1])

    def test_has_no_effect_beside_fewer_than_three(self):
        found = aftermath_of(change(0.3, 0.5), [change(0.5, 0.5)] * 2)

        assert found.effect is None
        assert found.forecast.lower == pytest.approx(0.3 - 1.959964 * sqrt(0.001))

    def test_is_less_sure_where_siblings_move_by_themselves(self):
        quiet = aftermath_of(change(0.3, 0.5), [change(0.5, 0.5)] * 6).effect
        moving = aftermath_of(change(0.3, 0.5), [change(0.5, 0.3), change(0.5, 0.7)] * 3).effect

        assert moving.own_variance > 10 * quiet.own_variance

    @given(st.lists(st.floats(-0.3, 0.3), min_size=4, max_size=12), st.floats(-0.2, 0.2))
    def test_does_not_see_what_moves_all_alike(self, moves, national):
        def told(by):
            own, *rest = [change(0.5, 0.5 + move + by) for move in moves]
            return aftermath_of(own, rest).effect.value

        assert told(national) == pytest.approx(told(0.0), abs=1e-9)


class TestStudentsQuantile:
    @pytest.mark.parametrize("freedom", [1, 2, 5, 17, 42, 400])
    def test_is_scipys(self, freedom):
        assert student_quantile(freedom=freedom) == pytest.approx(student.ppf(0.975, freedom))

    def test_is_the_normals_without_a_degree_of_freedom(self):
        assert student_quantile(freedom=0) == pytest.approx(1.959964, abs=1e-6)


class TestTheStaggeredEstimate:
    def test_by_hand(self):
        found = staggered([Effect(value=0.1, own_variance=0.001, control_variance=0.0001,
                                  siblings=40)] * 4)  # fmt: skip

        assert found.value == pytest.approx(0.1)
        assert found.own_variance == pytest.approx(0.001 / 4)
        assert found.control_variance == pytest.approx(0.0001), "shared siblings do not average out"

    def test_of_nothing_is_nothing(self):
        assert staggered([]) is None


def placebo(rng, *, effect=0.0, treated=4, forces=43, weeks=60):
    """A nation whose forces differ in size and level, move together and each by themselves; what
    was done did `effect` logits, and began in weeks by chance."""
    level = rng.normal(0.3, 0.4, forces)[:, None]
    national = np.cumsum(rng.normal(0, 0.03, weeks))[None, :]
    own = np.zeros((forces, weeks))
    for week in range(1, weeks):
        own[:, week] = 0.9 * own[:, week - 1] + rng.normal(0, 0.06, forces)
    size = np.clip(rng.lognormal(2.6, 0.8, forces), 3, 150)[:, None]
    answers = rng.poisson(np.broadcast_to(size, (forces, weeks)))
    starts = dict(zip(rng.choice(forces, treated, replace=False),
                      rng.integers(10, weeks - 10, treated), strict=True))  # fmt: skip
    logit = level + national + own
    for force, start in starts.items():
        logit[force, start:] += effect
    positive = rng.binomial(answers, 1 / (1 + np.exp(-logit)))
    series = [
        [Week(week, positive[force, week] / n, float(n))
         for week in range(weeks) if (n := answers[force, week])]
        for force in range(forces)
    ]  # fmt: skip
    return series, starts


def estimated(series, starts):
    effects = []
    for force, start in starts.items():
        own = change_of(series[force], start=int(start))
        untreated = [
            found for other, weeks in enumerate(series)
            if other not in starts and (found := change_of(weeks, start=int(start)))
        ]  # fmt: skip
        if own and (one := aftermath_of(own, untreated).effect):
            effects.append(one)
    return effects


def told_apart(found):
    return found.interval.lower > 0 or found.interval.upper < 0


def shares_told(nations, *, effect, seed):
    """Of nations: how often one force, and all that acted, are told from nothing."""
    rng = np.random.default_rng(seed)
    single, pooled = [], []
    for _ in range(nations):
        effects = estimated(*placebo(rng, effect=effect))
        single += [told_apart(each) for each in effects]
        pooled.append(told_apart(staggered(effects)))
    return float(np.mean(single)), float(np.mean(pooled))


class TestPlaceboStarts:
    @pytest.mark.slow
    def test_are_seldom_taken_for_an_effect_and_an_effect_is_seen(self):
        single, pooled = shares_told(50, effect=0.0, seed=5)
        _, seen = shares_told(10, effect=0.8, seed=6)

        assert single <= 0.07
        assert pooled <= 0.08
        assert seen >= 0.8

    @pytest.mark.nightly
    def test_are_taken_for_an_effect_in_at_most_one_of_twenty(self):
        single, pooled = shares_told(2000, effect=0.0, seed=7)

        assert single <= 0.05
        assert pooled <= 0.05


def test_eight_weeks_are_those_of_the_casebook():
    assert aftermath.WEEKS == 8
