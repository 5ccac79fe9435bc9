from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from analytics.stats.proportions import wilson_interval
from analytics.stats.series import change
from analytics.stats.series.change import Baseline, Week
from tests.each import for_each

SERIES = Path(__file__).parents[3] / "reference" / "alert_series.txt"
WEEKS_BEFORE = 70


def baseline_at(share: float, *, base: float, dispersion: float = 1.0) -> Baseline:
    by_window = dict.fromkeys(change.WINDOWS, dispersion)
    return Baseline(share=share, effective_base=base, dispersion=by_window)


def week(number: int, satisfied: float, answers: int) -> Week:
    return Week(
        number=number,
        share=satisfied / answers if answers else 0.0,
        base=answers,
        effective_base=float(answers),
    )


def series(usual: list[int], lately: list[int], answers: int) -> list[Week]:
    before = [usual[at % len(usual)] for at in range(WEEKS_BEFORE)]
    return [week(at, satisfied, answers) for at, satisfied in enumerate([*before, *lately])]


def told_cases() -> list:
    """The cases of alert_series.txt: a title, then answers, usual, weeks and alert."""
    cases = []
    for block in SERIES.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        if lines:
            told = {line.split()[0]: line.split()[1:] for line in lines[1:]}
            cases.append(pytest.param(told, id=lines[0]))
    return cases


class TestAlertSeries:
    @for_each("told", told_cases())
    def test_alerts_stand_where_they_must(self, told):
        answers = int(told["answers"][0])
        weeks = series([int(count) for count in told["usual"]], [], answers)
        stands = []

        for number, count in enumerate(told["weeks"], start=WEEKS_BEFORE):
            if count != "-":
                weeks.append(week(number, int(count), answers))
            found = change.largest_change(weeks=weeks, latest=number)
            is_raised = change.raised(changes={"the series": found})
            stands.append(("^" if found.is_rise else "v") if found and is_raised else ".")

        assert stands == told["alert"]


class TestBaselineOf:
    def test_is_the_year_that_ends_thirteen_weeks_earlier(self):
        weeks = [week(number, 10 if number in range(36, 88) else 0, 20) for number in range(101)]

        baseline = change.baseline_of(weeks=weeks, latest=100)

        assert baseline == baseline_at(0.5, base=52 * 20)

    def test_measures_over_dispersion_as_r_does(self):
        # R 4.5.0: x <- rep(c(10,38,25,8,31,40,12,36,20,5), 5); n <- 40 + 0*x
        #          f <- glm(cbind(x, n-x) ~ 1, family=binomial)
        #          sum(residuals(f, "pearson")^2) / df.residual(f)
        satisfied = [10, 38, 25, 8, 31, 40, 12, 36, 20, 5] * 5
        weeks = [week(number, count, 40) for number, count in enumerate(satisfied)]

        baseline = change.baseline_of(weeks=weeks, latest=len(satisfied) - 1 + 13)

        assert baseline is not None
        assert baseline.dispersion[1] == pytest.approx(16.549400712666, rel=1e-9)

    def test_never_takes_a_quiet_year_for_less_than_chance(self):
        baseline = change.baseline_of(weeks=series([25], [], 40), latest=69)

        assert baseline is not None
        assert set(baseline.dispersion.values()) == {1}

    def test_holds_long_windows_to_the_slow_swing_of_a_season(self):
        season = [28 + round(8 * np.sin(2 * np.pi * at / 52)) for at in range(65)]
        weeks = [week(number, count, 40) for number, count in enumerate(season)]

        baseline = change.baseline_of(weeks=weeks, latest=64)

        assert baseline is not None
        assert baseline.dispersion[8] > 3 * baseline.dispersion[1]

    @pytest.mark.slow
    def test_dispersion_is_about_one_where_chance_alone_moves_the_weeks(self):
        rng = np.random.default_rng(5)
        runs = []
        for _ in range(400):
            weeks = [week(at, int(count), 40) for at, count in enumerate(rng.binomial(40, 0.7, 52))]
            positive = np.array([40 * one.share for one in weeks])
            bases = np.full(52, 40.0)
            expected = positive.sum() / bases.sum()
            runs.append(
                change._dispersion(positive=positive, bases=bases, expected=expected, window=8)
            )

        assert 0.9 < np.mean(runs) < 1.1

    def test_needs_half_a_year_of_answers(self):
        weeks = [week(number, 25, 40) for number in range(25)]

        assert change.baseline_of(weeks=weeks, latest=24 + 13) is None
        assert change.baseline_of(weeks=[*weeks, week(25, 25, 40)], latest=25 + 13) is not None

    def test_needs_an_effective_base_of_fifty(self):
        weeks = [week(number, 1, 1) for number in range(50)]

        assert change.baseline_of(weeks=weeks[1:], latest=49 + 13) is None
        assert change.baseline_of(weeks=weeks, latest=49 + 13) is not None

    def test_counts_no_week_that_nobody_answered(self):
        empty = [week(number, 0, 0) for number in range(25, 50)]

        baseline = change.baseline_of(
            weeks=[*(week(number, 25, 40) for number in range(25)), *empty], latest=49 + 13
        )

        assert baseline is None

    def test_weighs_weeks_by_their_effective_base(self):
        weeks = [
            Week(number=at, share=at % 2, base=900, effective_base=10.0 + 20 * (at % 2))
            for at in range(52)
        ]

        baseline = change.baseline_of(weeks=weeks, latest=51 + 13)

        assert baseline is not None
        assert (baseline.share, baseline.effective_base) == (pytest.approx(0.75), 52 * 20)


class TestWindowPValue:
    def test_agrees_with_r_where_the_baseline_is_certain(self):
        # R 4.5.0: n <- 60; x <- 30; p <- .65; 2*(pbinom(x-1, n, p) + .5*dbinom(x, n, p))
        baseline = baseline_at(0.65, base=1e15)

        p_value = change.window_p_value(share=0.5, effective_base=60, window=1, baseline=baseline)

        assert p_value == pytest.approx(0.0178373423203761, rel=1e-9)

    @given(st.integers(50, 300), st.floats(0.05, 0.95), st.data())
    def test_is_the_mid_p_of_scipy(self, trials, expected, data):
        count = data.draw(st.integers(0, trials))
        baseline = baseline_at(expected, base=1e15)

        p_value = change.window_p_value(
            share=count / trials, effective_base=trials, window=1, baseline=baseline
        )

        below = binom.cdf(count - 1, trials, expected) + binom.pmf(count, trials, expected) / 2
        assert p_value == pytest.approx(min(1, 2 * min(below, 1 - below)), abs=1e-8)

    @given(st.floats(0, 1), st.floats(0.02, 0.98), st.floats(50, 2000), st.floats(1, 8))
    def test_is_a_probability_and_rises_with_over_dispersion(self, share, expected, base, more):
        calm = baseline_at(expected, base=3000)
        restless = baseline_at(expected, base=3000, dispersion=more)

        surprising = change.window_p_value(
            share=share, effective_base=base, window=1, baseline=calm
        )
        usual = change.window_p_value(share=share, effective_base=base, window=1, baseline=restless)

        assert 0 <= surprising <= 1
        assert usual >= surprising * (1 - 1e-6) or usual > 0.5

    @pytest.mark.parametrize(("share", "taken_as"), [(1.0, 0.999), (0.0, 0.001)])
    def test_keeps_half_an_answer_off_the_ends(self, share, taken_as):
        found, expected = (
            change.window_p_value(
                share=0.95, effective_base=100, window=1, baseline=baseline_at(usual, base=500)
            )
            for usual in (share, taken_as)
        )

        assert found == pytest.approx(expected, rel=1e-9)

    def test_takes_the_dispersion_of_its_own_window(self):
        mixed = Baseline(share=0.6, effective_base=2000, dispersion={1: 1.0, 2: 3.0})

        found = change.window_p_value(share=0.5, effective_base=120, window=2, baseline=mixed)

        assert found == change.window_p_value(
            share=0.5, effective_base=120, window=2,
            baseline=baseline_at(0.6, base=2000, dispersion=3.0),
        )  # fmt: skip

    def test_deflates_by_chance_on_both_sides_and_by_dispersion(self):
        """φ(1/n + 1/N) of 2(1/100 + 1/300) is that of 37.5 answers against a sure baseline."""
        unsure = change.window_p_value(
            share=0.5, effective_base=100, window=1,
            baseline=baseline_at(0.6, base=300, dispersion=2.0),
        )  # fmt: skip
        sure = change.window_p_value(
            share=0.5, effective_base=37.5, window=1, baseline=baseline_at(0.6, base=1e15)
        )

        assert unsure == pytest.approx(sure, rel=1e-9)

    def test_stays_finite_on_a_baseline_of_everybody(self):
        baseline = baseline_at(1.0, base=500)

        p_value = change.window_p_value(share=0.99, effective_base=100, window=1, baseline=baseline)

        assert p_value > 0.05

    @pytest.mark.slow
    def test_keeps_its_promise_on_series_without_a_change(self):
        rng = np.random.default_rng(11)
        tried, surprising = 4000, 0
        for _ in range(tried):
            before, now = rng.binomial(1500, 0.7), rng.binomial(80, 0.7)
            baseline = baseline_at(before / 1500, base=1500)
            p_value = change.window_p_value(
                share=now / 80, effective_base=80, window=1, baseline=baseline
            )
            surprising += p_value <= 0.05

        assert 0.04 < surprising / tried < 0.06


class TestLargestChange:
    def test_states_window_base_observed_expected_and_interval(self):
        weeks = series([28], [12, 12], 40)

        found = change.largest_change(weeks=weeks, latest=weeks[-1].number)

        assert found is not None
        assert (found.window_weeks, found.base, found.effective_base) == (2, 80, 80)
        assert found.observed == pytest.approx(0.3)
        assert found.expected == pytest.approx(0.7)
        assert found.interval.contains(0.3)
        assert not found.interval.contains(0.7)
        usual = (0.7 * 52 * 40 + 0.5) / (0.3 * 52 * 40 + 0.5)
        assert found.odds_ratio == pytest.approx((24.5 / 56.5) / usual)
        assert not found.is_rise
        assert found.is_material

    def test_widens_its_interval_by_the_dispersion(self):
        restless = [10, 38, 25, 8, 31, 40, 12, 36, 20, 5]
        weeks = series(restless, [2, 2], 60)
        baseline = change.baseline_of(weeks=weeks, latest=weeks[-1].number)
        assert baseline is not None

        found = change.largest_change(weeks=weeks, latest=weeks[-1].number)

        assert found is not None
        people = found.effective_base / baseline.dispersion[found.window_weeks]
        assert baseline.dispersion[found.window_weeks] > 2
        assert found.interval == wilson_interval(successes=found.observed * people, trials=people)

    def test_tells_people_from_effective_people(self):
        weeks = [Week(number=at, share=0.6, base=100, effective_base=70.0) for at in range(70)]
        lately = Week(number=70, share=0.2, base=90, effective_base=60.0)

        found = change.largest_change(weeks=[*weeks, lately], latest=70)

        assert found is not None
        assert (found.window_weeks, found.base, found.effective_base) == (1, 90, 60)

    def test_is_sure_of_nothing_where_nothing_moves(self):
        found = change.largest_change(weeks=series([28], [28], 40), latest=70)

        assert found is not None
        assert found.p_value == 1
        assert not found.is_rise
        assert not found.is_material

    def test_pays_for_the_windows_it_tried(self):
        weeks = series([70], [50], 100)
        baseline = change.baseline_of(weeks=weeks, latest=70)
        assert baseline is not None

        found = change.largest_change(weeks=weeks, latest=70)

        alone = change.window_p_value(share=0.5, effective_base=100, window=1, baseline=baseline)
        assert found is not None
        assert found.window_weeks == 1
        assert found.p_value == pytest.approx(4 * alone)

    def test_does_not_try_windows_under_an_effective_base_of_fifty(self):
        weeks = series([21], [10], 30)

        found = change.largest_change(weeks=weeks, latest=70)

        assert found is not None
        assert found.window_weeks > 1

    def test_is_nothing_for_a_series_without_a_past(self):
        weeks = [week(number, 20, 60) for number in range(20)]

        assert change.largest_change(weeks=weeks, latest=19) is None

    @given(st.integers(0, 100), st.integers(1, 99))
    def test_does_not_care_which_side_is_counted(self, lately, usual):
        ours = series([usual], [lately], 100)
        theirs = series([100 - usual], [100 - lately], 100)

        there = change.largest_change(weeks=ours, latest=70)
        back = change.largest_change(weeks=theirs, latest=70)

        assert there is not None
        assert back is not None
        assert there.p_value == pytest.approx(back.p_value, rel=1e-6, abs=1e-12)
        assert there.odds_ratio == pytest.approx(1 / back.odds_ratio)


class TestRaised:
    def a_change(self, *, p_value: float, odds_ratio: float = 0.5) -> change.SeriesChange:
        weeks = series([28], [12], 60)
        found = change.largest_change(weeks=weeks, latest=70)
        assert found is not None
        return change.SeriesChange(**(vars(found) | {"p_value": p_value, "odds_ratio": odds_ratio}))

    def test_pays_for_the_series_of_the_tier(self):
        lone = {"a": self.a_change(p_value=0.04)}
        many = lone | {str(at): self.a_change(p_value=0.5) for at in range(20)}

        assert change.raised(changes=lone) == ["a"]
        assert change.raised(changes=many) == []

    def test_series_that_could_not_be_tested_cost_nothing(self):
        changes = {"a": self.a_change(p_value=0.04)} | dict.fromkeys("bcdefgh")

        assert change.raised(changes=changes) == ["a"]

    def test_leaves_alone_what_is_too_small_to_matter(self):
        small = {
            "a": self.a_change(p_value=1e-9, odds_ratio=1.29),
            "b": self.a_change(p_value=1e-9, odds_ratio=1 / 1.29),
        }
        large = {
            "c": self.a_change(p_value=1e-9, odds_ratio=1.3),
            "d": self.a_change(p_value=1e-9, odds_ratio=1 / 1.31),
        }

        assert change.raised(changes=small | large) == ["c", "d"]
