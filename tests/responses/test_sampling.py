import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.sampling import SamplingPlan, SamplingPlanError, parse_plan
from responses.selectors import invitations as selectors

PLAN = SamplingPlan(seed="a seed", targets={"metropolitan": 500})


class TestProbability:
    def test_is_one_for_a_force_that_asks_everyone(self):
        assert PLAN.probability("city-of-london", expected=100_000) == 1

    def test_is_the_share_that_gives_the_target(self):
        assert PLAN.probability("metropolitan", expected=2_000) == 0.25

    @pytest.mark.parametrize("expected", [0, 1, 499, 500])
    def test_is_one_where_the_target_would_take_everyone(self, expected):
        assert PLAN.probability("metropolitan", expected=expected) == 1

    @given(st.integers(0, 10**7))
    def test_is_a_design_weight_that_can_be_used(self, expected):
        assert 0 < PLAN.probability("metropolitan", expected=expected) <= 1


class TestDraws:
    def test_draws_the_same_again(self):
        first = [PLAN.draws(str(n), probability=0.3) for n in range(200)]
        again = [PLAN.draws(str(n), probability=0.3) for n in range(200)]

        assert first == again

    def test_draws_others_by_another_seed(self):
        other = SamplingPlan(seed="another")

        assert [PLAN.draws(str(n), probability=0.5) for n in range(64)] != [
            other.draws(str(n), probability=0.5) for n in range(64)
        ]

    @pytest.mark.parametrize("probability", [0.1, 0.5, 0.9])
    def test_draws_as_many_as_it_should(self, probability):
        drawn = sum(PLAN.draws(str(n), probability=probability) for n in range(20_000))

        assert abs(drawn / 20_000 - probability) < 0.015

    @given(st.text())
    def test_draws_everyone_in_a_census(self, event):
        assert PLAN.draws(event, probability=1)

    def test_keeps_whom_it_drew_when_the_share_grows(self):
        few = {n for n in range(500) if PLAN.draws(str(n), probability=0.2)}
        many = {n for n in range(500) if PLAN.draws(str(n), probability=0.6)}

        assert few < many


class TestParsePlan:
    def test_reads_seed_and_targets(self):
        plan = parse_plan('seed = "s"\n[targets]\nkent = 900\n')

        assert plan == SamplingPlan(seed="s", targets={"kent": 900})

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("seed = ", "not TOML"),
            ("[targets]", "no seed"),
            ('seed = "s"\n[targets]\nkent = 0', "target 0 for kent"),
            ('seed = "s"\n[targets]\nkent = "all"', "target 'all' for kent"),
        ],
    )
    def test_says_what_is_wrong(self, text, message):
        with pytest.raises(SamplingPlanError, match=message):
            parse_plan(text)

    def test_ships_a_plan_that_asks_everyone(self):
        assert selectors.sampling_plan().targets == {}
