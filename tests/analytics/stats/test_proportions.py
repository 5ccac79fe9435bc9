import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from analytics.stats import proportions
from analytics.stats.proportions import Proportion

SHARES = st.floats(0, 1)
BASES = st.floats(0.5, 1e6)
WEIGHTS = st.lists(st.floats(0.01, 1000), min_size=1, max_size=50)

# R 4.5.0: options(digits=15); prop.test(x, n, correct=FALSE)$conf.int
R_PROP_TEST = [
    (7, 10, 0.396778147461145, 0.892208732593699),
    (0, 12, 0.000000000000000, 0.242494006655241),
    (12, 12, 0.757505993344759, 1.000000000000000),
    (213, 348, 0.559914943104436, 0.661775815743146),
    (1, 1, 0.206549314377238, 1.000000000000000),
]


def wilson(share: float, base: float) -> proportions.Interval:
    return proportions.wilson_interval(successes=share * base, trials=base)


class TestWilsonInterval:
    @pytest.mark.parametrize(("successes", "trials", "lower", "upper"), R_PROP_TEST)
    def test_agrees_with_r(self, successes, trials, lower, upper):
        interval = proportions.wilson_interval(successes=successes, trials=trials)

        assert interval.lower == pytest.approx(lower, abs=1e-12)
        assert interval.upper == pytest.approx(upper, abs=1e-12)

    @given(st.integers(0, 500), st.integers(1, 500))
    def test_agrees_with_statsmodels(self, successes, more):
        trials = successes + more

        interval = proportions.wilson_interval(successes=successes, trials=trials)

        lower, upper = proportion_confint(successes, trials, method="wilson")
        assert interval.lower == pytest.approx(lower, abs=1e-12)
        assert interval.upper == pytest.approx(upper, abs=1e-12)

    def test_has_the_widths_the_survey_promises_at_seventy_per_cent(self):
        widths = [(30, 0.52, 0.83), (100, 0.60, 0.78), (400, 0.65, 0.74), (800, 0.67, 0.73)]

        for base, lower, upper in widths:
            interval = wilson(0.7, base)
            assert (round(interval.lower, 2), round(interval.upper, 2)) == (lower, upper)

    @given(SHARES, BASES)
    def test_contains_the_share_and_stays_between_nought_and_one(self, share, base):
        interval = wilson(share, base)

        assert 0 <= interval.lower <= interval.upper <= 1
        assert interval.contains(share) or interval.lower == pytest.approx(share, abs=1e-9)

    @given(SHARES, BASES, st.floats(1.01, 100))
    def test_narrows_with_more_answers(self, share, base, factor):
        few, many = wilson(share, base), wilson(share, base * factor)

        assert many.upper - many.lower < few.upper - few.lower

    @given(SHARES, BASES)
    def test_mirrors_the_share_of_the_others(self, share, base):
        ours, theirs = wilson(share, base), wilson(1 - share, base)

        assert ours.lower == pytest.approx(1 - theirs.upper, abs=1e-9)
        assert ours.upper == pytest.approx(1 - theirs.lower, abs=1e-9)

    def test_does_not_collapse_where_everybody_agrees(self):
        assert wilson(1.0, 12).lower < 0.8
        assert wilson(0.0, 12).upper > 0.2

    @pytest.mark.parametrize(("successes", "trials"), [(1, 0), (5, 4), (-1, 4)])
    def test_refuses_what_is_no_proportion(self, successes, trials):
        with pytest.raises(ValueError, match="is not a proportion"):
            proportions.wilson_interval(successes=successes, trials=trials)


class TestEffectiveBase:
    def test_is_the_base_where_weights_are_equal(self):
        assert proportions.effective_base(sum_w=30, sum_w2=90) == 10

    def test_falls_where_one_answer_stands_for_many(self):
        weights = [1, 1, 1, 7]

        effective = proportions.effective_base(
            sum_w=sum(weights), sum_w2=sum(w * w for w in weights)
        )

        assert effective == pytest.approx(100 / 52)

    def test_is_nothing_without_answers(self):
        assert proportions.effective_base(sum_w=0, sum_w2=0) == 0

    @given(WEIGHTS)
    def test_lies_between_one_and_the_number_of_answers(self, weights):
        effective = proportions.effective_base(
            sum_w=sum(weights), sum_w2=sum(w * w for w in weights)
        )

        assert 1 - 1e-9 <= effective <= len(weights) * (1 + 1e-9)


class TestNewcombeDifference:
    def test_agrees_with_r(self):
        # R 4.5.0: a <- prop.test(56, 70, correct=FALSE)$conf.int
        #          b <- prop.test(48, 80, correct=FALSE)$conf.int; d <- 56/70 - 48/80
        #          c(d - sqrt((.8-a[1])^2 + (b[2]-.6)^2), d + sqrt((a[2]-.8)^2 + (.6-b[1])^2))
        difference = proportions.newcombe_difference(
            first=Proportion(successes=56, trials=70), second=Proportion(successes=48, trials=80)
        )

        assert difference.value == pytest.approx(0.2)
        assert difference.interval.lower == pytest.approx(0.0524314724023649, abs=1e-12)
        assert difference.interval.upper == pytest.approx(0.3338726540369059, abs=1e-12)

    @given(st.integers(0, 80), st.integers(0, 60))
    def test_agrees_with_statsmodels(self, ours, theirs):
        difference = proportions.newcombe_difference(
            first=Proportion(successes=ours, trials=80),
            second=Proportion(successes=theirs, trials=60),
        )

        lower, upper = confint_proportions_2indep(ours, 80, theirs, 60, method="newcomb")
        assert difference.interval.lower == pytest.approx(lower, abs=1e-9)
        assert difference.interval.upper == pytest.approx(upper, abs=1e-9)

    @given(SHARES, BASES, SHARES, BASES)
    def test_contains_the_difference_and_turns_round(self, ours, our_base, theirs, their_base):
        first = Proportion(successes=ours * our_base, trials=our_base)
        second = Proportion(successes=theirs * their_base, trials=their_base)

        there = proportions.newcombe_difference(first=first, second=second)
        back = proportions.newcombe_difference(first=second, second=first)

        assert there.interval.lower <= there.value <= there.interval.upper
        assert there.interval.lower == pytest.approx(-back.interval.upper, abs=1e-9)
