import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats import peers
from analytics.stats.proportions import Proportion

shares = st.floats(0.02, 0.98)
bases = st.floats(50, 5000)
forces = st.builds(
    lambda share, trials: Proportion(successes=share * trials, trials=trials), shares, bases
)


def force(share: float, trials: float = 200.0) -> Proportion:
    return Proportion(successes=share * trials, trials=trials)


def beside(own: Proportion, *others: Proportion, spread: float = 0.0):
    every = {"own": own, **{str(at): other for at, other in enumerate(others)}}
    found = peers.contrasts_with_groups(
        every, groups={"own": list(every)}, spread=dict.fromkeys(every, spread)
    )
    return found["own"]


class TestContrastsWithGroups:
    def test_weigh_members_by_their_answers_and_leave_out_the_force_itself(self):
        found = beside(force(0.1, 1000), force(0.5, 100), force(0.8, 300))

        assert found.first.share == pytest.approx(0.1)
        assert found.first.trials == pytest.approx(1000)
        assert found.second.share == pytest.approx(0.725)
        assert found.second.trials == pytest.approx(400)

    def test_by_hand_where_forces_differ_anyway(self):
        found = beside(force(0.6), *[force(0.5)] * 4, spread=0.00125)

        assert found.first.trials == pytest.approx(100)
        assert found.second.trials == pytest.approx(400)

    def test_are_none_beside_one_force_or_nobody(self):
        assert beside(force(0.6)) is None
        assert beside(force(0.6), force(0.5)) is None

    def test_name_members_without_figures_and_answer_for_nobody_without_a_group(self):
        found = peers.contrasts_with_groups(
            {"a": force(0.5), "b": force(0.6), "c": force(0.7)},
            groups={"a": ["b", "c", "nobody-answered"]},
            spread=dict.fromkeys("abc", 0.0),
        )

        assert found["a"].second.share == pytest.approx(0.65)
        assert set(found) == {"a"}

    @given(st.lists(forces, min_size=3, max_size=8), st.floats(0, 0.01))
    def test_never_know_more_than_the_answers_and_lie_among_the_members(self, every, spread):
        found = beside(*every, spread=spread)

        members = [member.share for member in every[1:]]
        assert min(members) - 1e-9 <= found.second.share <= max(members) + 1e-9
        assert found.first.trials <= every[0].trials * (1 + 1e-9)
        assert found.second.trials <= sum(member.trials for member in every[1:]) * (1 + 1e-9)
