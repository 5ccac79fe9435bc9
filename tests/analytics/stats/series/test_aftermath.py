from dataclasses import asdict, dataclass
from math import sqrt

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from analytics.stats import special
from analytics.stats.series import aftermath
from analytics.stats.series.aftermath import Effect, aftermath_of, change_of, staggered
from analytics.stats.series.recovery import ShareChange
from analytics.stats.special import incomplete_beta, student_quantile

START = 100


@dataclass(frozen=True)
class Week:
    number: int
    share: float
    effective_base: float


def step(before, after, base=50.0, weeks_before=20):
    return [
        Week(number, before if number < START else after, base)
        for number in range(START - weeks_before, START + 20)
    ]


def change(before, after, variance=0.001, usual=None):
    each = variance / 2
    return ShareChange(
        before=before, after=after, before_variance=each, after_variance=each,
        usual=before if usual is None else usual, usual_variance=each,
    )  # fmt: skip


class TestAChange:
    def test_is_of_eight_weeks_on_either_side_and_no_more(self):
        weeks = [*step(0.3, 0.5), Week(START - 9, 0.3, 1e6), Week(START + 8, 0.9, 1e6)]

        found = change_of(weeks, start=START)

        assert (found.before, found.after) == pytest.approx((0.3, 0.5))
        assert sqrt(found.before_variance) == pytest.approx(sqrt(0.3 * 0.7 / 400), rel=0.005)
        assert sqrt(found.after_variance) == pytest.approx(sqrt(0.25 / 400), rel=0.005)

    def test_has_the_usual_level_of_the_year_before_that(self):
        weeks = [*step(0.3, 0.5), Week(START - 52, 0.9, 1e9), Week(START - 53, 0.1, 1e12)]

        assert change_of(weeks, start=START).usual == pytest.approx(0.9, abs=1e-5)
        assert change_of(step(0.3, 0.5, weeks_before=8), start=START).usual is None

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
        dips = (-0.2, -0.1, 0.0, 0.1, 0.2)
        siblings = [change(0.5 + dip, 0.52 + dip / 2, 1e-6, usual=0.5) for dip in dips]

        found = aftermath_of(change(0.4, 0.6, 1e-6, usual=0.5), siblings)

        assert found.effect.value == pytest.approx(0.13, abs=1e-6)
        assert found.forecast.lower < 0.45 < found.forecast.upper, "without what moved all"

    def test_is_the_place_in_a_regression_on_what_lay_off_the_usual_level(self):
        places = [(0.40, 0.58, 0.5), (0.60, 0.57, 0.5), (0.35, 0.42, 0.5), (0.62, 0.60, 0.55),
                  (0.48, 0.47, 0.55), (0.70, 0.66, 0.6)]  # fmt: skip
        own, *siblings = [change(b, a, 1e-4, usual=u) for b, a, u in places]
        off, after = np.array([(b - u, a - u) for b, a, u in places]).T
        is_own = np.eye(len(places))[0]
        fitted = sm.OLS(after, np.column_stack([np.ones(len(places)), off, is_own])).fit()

        found = aftermath_of(own, siblings).effect

        assert found.value == pytest.approx(fitted.params[-1])

    def test_is_before_against_after_where_what_lies_off_stays(self):
        siblings = [change(0.5 + dip, 0.5 + dip, 1e-9, usual=0.5) for dip in (-0.2, -0.1, 0, 0.1)]

        found = aftermath_of(change(0.3, 0.45, 1e-9, usual=0.5), siblings)

        assert found.effect.value == pytest.approx(0.15, abs=1e-5)

    def test_is_after_against_the_usual_level_where_only_chance_moves(self):
        siblings = [change(0.5 + by, 0.5, 0.01, usual=0.5) for by in (-0.05, 0.05, -0.02, 0.02)]
        sure = [ShareChange(**{**asdict(each), "usual_variance": 1e-9}) for each in siblings]
        own = ShareChange(**{**asdict(change(0.3, 0.5, 0.01, usual=0.5)), "usual_variance": 1e-9})

        assert aftermath_of(own, sure).effect.value == pytest.approx(0, abs=1e-5)

    @pytest.mark.parametrize("usual", [None, 0.3])
    def test_has_no_effect_beside_fewer_than_three_or_without_a_usual_level(self, usual):
        own = ShareChange(
            before=0.3, after=0.5, before_variance=0.0005, after_variance=0.0005, usual=usual,
            usual_variance=0.0005,
        )  # fmt: skip

        found = aftermath_of(own, [change(0.5, 0.5)] * (2 if usual else 9))

        assert found.effect is None
        assert found.forecast.lower == pytest.approx(0.3 - 1.959964 * sqrt(0.001))

    def test_is_less_sure_where_siblings_move_by_themselves(self):
        quiet = aftermath_of(change(0.3, 0.5), [change(0.5, 0.5)] * 6).effect
        moving = aftermath_of(change(0.3, 0.5), [change(0.5, 0.3), change(0.5, 0.7)] * 3).effect

        assert moving.own_variance > 10 * quiet.own_variance

    @given(
        st.lists(st.tuples(st.floats(-0.3, 0.3), st.floats(-0.2, 0.2)), min_size=4, max_size=12),
        st.floats(-0.2, 0.2),
    )
    def test_ignores_a_common_move(self, moves, national):
        def told(by):
            own, *rest = [change(0.5 + dip, 0.5 + move + by, usual=0.5) for move, dip in moves]
            return aftermath_of(own, rest).effect.value

        assert told(national) == pytest.approx(told(0.0), abs=1e-9)


class TestStudentsQuantile:
    @pytest.mark.parametrize("freedom", [1, 2, 5, 17, 42, 400])
    def test_is_scipys(self, freedom):
        assert student_quantile(freedom=freedom) == pytest.approx(student.ppf(0.975, freedom))

    def test_is_the_normals_without_a_degree_of_freedom(self):
        assert student_quantile(freedom=0) == pytest.approx(1.959964, abs=1e-6)

    def test_is_reckoned_once_however_many_effects_a_page_tells(self, monkeypatch):
        asked = []

        def counted(*given):
            asked.append(given)
            return incomplete_beta(*given)

        monkeypatch.setattr(special, "incomplete_beta", counted)
        effects = [Effect(value=number / 100, own_variance=0.001, control_variance=0.0001,
                          siblings=40, freedom=617) for number in range(50)]  # fmt: skip
        widths = {round(one.interval.upper - one.interval.lower, 9) for one in effects}

        assert len(widths) == 1
        assert 0 < len(asked) < 150


class TestTheStaggeredEstimate:
    def test_by_hand(self):
        found = staggered([Effect(value=0.1, own_variance=0.001, control_variance=0.0001,
                                  siblings=40, freedom=30)] * 4)  # fmt: skip

        assert found.value == pytest.approx(0.1)
        assert found.own_variance == pytest.approx(0.001 / 4)
        assert found.control_variance == pytest.approx(0.0001), "shared siblings do not average out"

    def test_of_nothing_is_nothing(self):
        assert staggered([]) is None


def nation(rng, *, forces=43, weeks=84):
    level = rng.normal(0.3, 0.4, forces)[:, None]
    national = np.cumsum(rng.normal(0, 0.03, weeks))[None, :]
    own = np.zeros((forces, weeks))
    for week in range(1, weeks):
        own[:, week] = 0.9 * own[:, week - 1] + rng.normal(0, 0.06, forces)
    size = np.clip(rng.lognormal(2.6, 0.8, forces), 3, 150)[:, None]
    return level + national + own, rng.poisson(np.broadcast_to(size, (forces, weeks)))


def lowest(answers, positive, *, treated):
    def shares(first, last):
        of, all_ = positive[:, first:last].sum(axis=1), answers[:, first:last].sum(axis=1)
        return of / np.maximum(all_, 1), of.sum() / all_.sum(), all_

    found = []
    for start in range(52, answers.shape[1] - 8):
        now, nation_now, base = shares(start - 8, start)
        usual, nation_usual, _ = shares(start - 52, start - 8)
        fall = now - usual - (nation_now - nation_usual)
        far = fall / np.sqrt(usual * (1 - usual) / np.maximum(base, 1) + 1e-9)
        found += [(far[force], force, start) for force in np.flatnonzero(base >= 30)]
    starts = {}
    for _, force, start in sorted(found):
        starts.setdefault(force, start)
        if len(starts) == treated:
            break
    return starts


def placebo(rng, *, is_on_the_lowest, effect=0.0, treated=4):
    logit, answers = nation(rng)
    forces, weeks = answers.shape
    positive = rng.binomial(answers, 1 / (1 + np.exp(-logit)))
    starts = (
        lowest(answers, positive, treated=treated)
        if is_on_the_lowest
        else dict(zip(rng.choice(forces, treated, replace=False),
                      rng.integers(52, weeks - 8, treated), strict=True))
    )  # fmt: skip
    for force, start in starts.items():
        moved = 1 / (1 + np.exp(-logit[force, start:] - effect))
        positive[force, start:] = (
            rng.binomial(answers[force, start:], moved) if effect else positive[force, start:]
        )
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


def shares_told(nations, *, seed, is_on_the_lowest, effect=0.0):
    rng = np.random.default_rng(seed)
    single, pooled = [], []
    for _ in range(nations):
        effects = estimated(*placebo(rng, effect=effect, is_on_the_lowest=is_on_the_lowest))
        single += [told_apart(each) for each in effects]
        pooled.append(told_apart(staggered(effects)))
    return float(np.mean(single)), float(np.mean(pooled))


class TestPlaceboStarts:
    @pytest.mark.slow
    def test_where_a_force_lay_lowest_are_seldom_taken_for_an_effect_and_an_effect_is_seen(self):
        single, pooled = shares_told(25, seed=5, is_on_the_lowest=True)
        _, seen = shares_told(10, seed=6, is_on_the_lowest=True, effect=0.8)

        assert single <= 0.08
        assert pooled <= 0.08
        assert seen >= 0.8

    @pytest.mark.nightly
    @pytest.mark.parametrize("is_on_the_lowest", [True, False])
    def test_are_taken_for_an_effect_in_at_most_one_of_twenty(self, is_on_the_lowest):
        single, pooled = shares_told(1000, seed=7, is_on_the_lowest=is_on_the_lowest)

        assert single <= 0.057
        assert pooled <= 0.05


def test_eight_weeks_are_those_of_the_casebook():
    assert aftermath.WEEKS == 8
