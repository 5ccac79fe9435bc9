from math import asin, sin, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from analytics.stats import comparison
from analytics.stats.comparison import Position
from analytics.stats.proportions import Proportion
from tests.each import for_each
from tests.reference import reading

# tests/reference/funnel.R prints: theta, phi, tau2; and metafor's DerSimonian-Laird estimate.
THETA, PHI, TAU2 = 0.612022724270049, 5.03066317048605, 0.00121938023950442
DL_TAU2 = 0.00209855190085583


def nation(shares: list[float], base: float = 400) -> dict[str, Proportion]:
    return {
        f"force {at}": Proportion(successes=share * base, trials=base)
        for at, share in enumerate(shares)
    }


class TestBinomialLimit:
    @given(st.integers(1, 400), st.floats(0.05, 0.95), st.floats(0.01, 0.99))
    def test_stays_within_one_answer_of_the_exact_quantile(self, trials, target, probability):
        limit = comparison.binomial_limit(target=target, trials=trials, probability=probability)

        quantile = binom.ppf(probability, trials, target)
        assert (quantile - 1) / trials - 1e-9 <= limit <= quantile / trials + 1e-9

    @given(st.integers(5, 400), st.floats(0.05, 0.95), st.floats(0.01, 0.99))
    def test_goes_between_two_counts_by_what_is_left_of_the_probability(self, trials, target, at):
        quantile = int(binom.ppf(at, trials, target))
        excess = (binom.cdf(quantile, trials, target) - at) / binom.pmf(quantile, trials, target)

        limit = comparison.binomial_limit(target=target, trials=trials, probability=at)

        assert limit == pytest.approx(max(quantile - excess, 0) / trials, abs=1e-7)

    @given(st.floats(50, 5000), st.floats(0.05, 0.95))
    def test_takes_real_numbers_of_people(self, trials, target):
        lower, upper = (
            comparison.binomial_limit(target=target, trials=trials, probability=probability)
            for probability in (0.025, 0.975)
        )

        assert 0 <= lower < upper <= 1


class TestFunnel:
    def test_agrees_with_r_on_the_spread_between_forces(self):
        funnel = comparison.funnel(reading.funnel_forces())

        assert funnel is not None
        assert funnel.target == pytest.approx(THETA, abs=1e-12)
        assert funnel.dispersion == pytest.approx(PHI, abs=1e-9)
        assert funnel.between == pytest.approx(TAU2, abs=1e-12)

    def test_puts_the_planted_forces_outside(self):
        funnel = comparison.funnel(reading.funnel_forces())

        assert funnel is not None
        assert [code for code, at in funnel.positions.items() if at is Position.LOW] == ["F05"]
        assert Position.HIGH not in funnel.positions.values()
        # F20 is too small (97 answers) for an alarm; F31 lies no further off than forces do.
        assert funnel.positions["F20"] is Position.SOMEWHAT_HIGH
        assert funnel.positions["F31"] is Position.WITHIN

    def test_limits_are_exact_where_chance_explains_the_spread(self):
        funnel = comparison.funnel(nation([0.6] * 20))

        assert funnel is not None
        assert funnel.between == 0
        limits = funnel.limits(effective_base=400)
        assert [
            limits.lower_alarm, limits.lower_warning, limits.upper_warning, limits.upper_alarm,
        ] == pytest.approx(
            [
                comparison.binomial_limit(target=0.6, trials=400, probability=probability)
                for probability in (0.001, 0.025, 0.975, 0.999)
            ]
        )  # fmt: skip

    def test_limits_are_wider_by_the_variance_between_forces(self):
        funnel = comparison.Funnel(target=0.6, dispersion=2.0, between=0.002, positions={})

        limits = funnel.limits(effective_base=250)

        angle, spread = asin(sqrt(0.6)), sqrt(1 / 1000 + 0.002)
        assert [
            limits.lower_alarm, limits.lower_warning, limits.upper_warning, limits.upper_alarm,
        ] == pytest.approx(
            [sin(angle + z * spread) ** 2 for z in (-3.090232, -1.959964, 1.959964, 3.090232)],
            abs=1e-6,
        )  # fmt: skip

    @pytest.mark.parametrize(("target", "end"), [(0.999, "upper_alarm"), (0.001, "lower_alarm")])
    def test_limits_stay_between_nought_and_one(self, target, end):
        limits = comparison.funnel_limits(target=target, effective_base=60, between=0.02)

        assert getattr(limits, end) == pytest.approx(round(target))

    def test_compares_from_fifty_on(self):
        funnel = comparison.funnel({"just": Proportion(successes=20, trials=50)})

        assert funnel is not None
        assert funnel.target == 0.4
        assert (funnel.dispersion, funnel.between) == (1, 0)

    def test_leaves_out_who_is_too_small_to_compare(self):
        small = {"tiny": Proportion(successes=0, trials=49.9)}

        funnel = comparison.funnel(nation([0.6, 0.62, 0.58]) | small)

        assert funnel == comparison.funnel(nation([0.6, 0.62, 0.58]))

    def test_is_nothing_where_nobody_can_be_compared(self):
        assert comparison.funnel({"tiny": Proportion(successes=5, trials=20)}) is None

    def test_of_one_force_stands_on_its_own_target(self):
        funnel = comparison.funnel(nation([0.6]))

        assert funnel is not None
        assert funnel.positions == {"force 0": Position.WITHIN}

    @given(st.lists(st.floats(0.3, 0.9), min_size=3, max_size=44), st.floats(60, 3000))
    def test_limits_widen_for_small_forces(self, shares, base):
        funnel = comparison.funnel(nation(shares, base))

        assert funnel is not None
        small, large = funnel.limits(effective_base=60), funnel.limits(effective_base=6000)
        assert small.lower_alarm <= large.lower_alarm
        assert small.upper_alarm >= large.upper_alarm
        assert large.lower_alarm <= large.lower_warning <= funnel.target + 1e-9


class TestBetweenVariance:
    def test_without_winsorising_is_the_estimate_of_metafor(self, monkeypatch):
        monkeypatch.setattr(comparison, "WINSORISED", (0.0, 1.0))
        bases = np.array(reading.column("funnel", "n"))
        shares = np.array(reading.column("funnel", "r")) / bases

        _, between = comparison.between_variance(
            shares=shares, bases=bases, target=np.sin(weighted_mean(shares, bases)) ** 2
        )

        assert between == pytest.approx(DL_TAU2, abs=1e-12)


def weighted_mean(shares, bases):
    return np.average(np.arcsin(np.sqrt(shares)), weights=bases)


class TestLimits:
    @for_each(
        ("share", "position"),
        [
            (0.1, Position.LOW),
            (0.35, Position.SOMEWHAT_LOW),
            (0.5, Position.WITHIN),
            (0.65, Position.SOMEWHAT_HIGH),
            (0.9, Position.HIGH),
            (0.3, Position.SOMEWHAT_LOW),
            (0.4, Position.WITHIN),
            (0.6, Position.WITHIN),
            (0.7, Position.SOMEWHAT_HIGH),
        ],
    )
    def test_give_the_position_of_a_share(self, share, position):
        limits = comparison.FunnelLimits(
            lower_alarm=0.3, lower_warning=0.4, upper_warning=0.6, upper_alarm=0.7
        )

        assert limits.position(share) is position
