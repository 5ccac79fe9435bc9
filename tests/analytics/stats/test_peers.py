import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats import peers
from analytics.stats.proportions import Proportion, newcombe_difference

shares = st.floats(0.02, 0.98)
bases = st.floats(50, 5000)
forces = st.builds(
    lambda share, trials: Proportion(successes=share * trials, trials=trials), shares, bases
)


def force(share: float, trials: float = 200.0) -> Proportion:
    return Proportion(successes=share * trials, trials=trials)


class TestEffectiveOfForces:
    def test_is_the_effective_base_where_forces_differ_by_chance_alone(self):
        assert peers.effective_of_forces(trials=200, between=0) == 200

    def test_by_hand(self):
        assert peers.effective_of_forces(trials=200, between=0.00125) == pytest.approx(100)

    @given(bases, st.floats(0, 0.01))
    def test_never_knows_more_than_the_answers(self, trials, between):
        assert peers.effective_of_forces(trials=trials, between=between) <= trials * (1 + 1e-12)


class TestPooled:
    def test_weighs_members_by_their_answers(self):
        pool = peers.pooled([force(0.5, 100), force(0.8, 300)], between=0)

        assert pool == peers.Pool(share=pytest.approx(0.725), trials=pytest.approx(400), members=2)

    def test_of_one_force_is_no_group(self):
        assert peers.pooled([force(0.5)], between=0) is None
        assert peers.pooled([], between=0) is None

    def test_is_never_surer_than_the_spread_between_members_allows(self):
        """k members of any size: var >= τ²/k."""
        pool = peers.pooled([force(0.5, 1e9)] * 4, between=0.001)

        assert pool is not None
        assert pool.trials == pytest.approx(1 / (4 * 0.001 / 4), rel=1e-3)

    @given(st.lists(forces, min_size=2, max_size=8), st.floats(0, 0.01))
    def test_lies_among_its_members(self, members, between):
        pool = peers.pooled(members, between=between)

        assert pool is not None
        low, high = min(m.share for m in members), max(m.share for m in members)
        assert low - 1e-9 <= pool.share <= high + 1e-9


class TestDifferenceFrom:
    def test_is_newcombes_where_forces_differ_by_chance_alone(self):
        found = peers.difference_from(force(0.6), [force(0.5), force(0.7)], between=0)

        assert found is not None
        assert found.value == newcombe_difference(first=force(0.6), second=force(0.6, 400))

    def test_without_a_group_is_nothing(self):
        assert peers.difference_from(force(0.6), [force(0.5)], between=0) is None

    def test_is_less_sure_where_forces_differ_anyway(self):
        others = [force(0.7), force(0.7)]
        plain = peers.difference_from(force(0.6), others, between=0)
        wide = peers.difference_from(force(0.6), others, between=0.002)

        assert plain is not None
        assert wide is not None
        assert wide.value.interval.lower < plain.value.interval.lower
        assert wide.value.interval.upper > plain.value.interval.upper
        assert wide.p_value > plain.p_value

    @given(forces, st.lists(forces, min_size=2, max_size=8), st.floats(0, 0.01))
    def test_holds_its_value(self, own, others, between):
        found = peers.difference_from(own, others, between=between)

        assert found is not None
        assert found.value.interval.contains(found.value.value)
        assert 0 <= found.p_value <= 1


class TestArcsineP:
    def test_agrees_with_r(self):
        # R: z <- (asin(sqrt(.6)) - asin(sqrt(.5))) / sqrt(1/800 + 1/1200); 2 * pnorm(-abs(z))
        found = peers.arcsine_p(first=force(0.6, 200), second=force(0.5, 300))

        assert found == pytest.approx(0.0274004225818, abs=1e-12)

    def test_of_the_same_share_is_one(self):
        assert peers.arcsine_p(first=force(0.4), second=force(0.4, 77)) == pytest.approx(1)
