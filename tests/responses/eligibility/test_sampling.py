import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.eligibility.sampling import (
    SamplingPlan,
    SamplingPlanError,
    SamplingStratum,
    allocate,
    parse_plan,
    shipped_plan,
)
from responses.eligibility.selectors import case_histories
from responses.eligibility.send_windows import SEND_WINDOWS
from tests.each import for_each

PLAN = SamplingPlan(seed="a seed", targets={"metropolitan": 500})
CRIMES = ["burglary", "robbery", "vehicle", "violence"]


def stratum(crime_group: str = "burglary", **changes: object) -> SamplingStratum:
    return SamplingStratum(
        **{"force": "metropolitan", "survey_stage": "ST1"} | changes, crime_group=crime_group
    )  # type: ignore[arg-type]


def planned(
    expected: dict[SamplingStratum, int], plan: SamplingPlan = PLAN
) -> dict[SamplingStratum, float]:
    allocation = allocate(plan, expected=expected)
    return {one: events * allocation.probability(one) for one, events in expected.items()}


strata = st.builds(
    stratum,
    st.sampled_from(CRIMES),
    survey_stage=st.sampled_from(["ST1", "ST2", "ST3a"]),
    is_sensitive=st.booleans(),
)
quarters = st.dictionaries(strata, st.integers(1, 5_000), min_size=1)


class TestAllocate:
    def test_asks_everyone_in_a_force_without_a_target(self):
        kent = stratum(force="kent")

        assert planned({kent: 100_000}) == {kent: 100_000}

    def test_asks_everyone_where_no_quarter_came_before(self):
        assert allocate(PLAN, expected={}).probability(stratum()) == 1

    def test_asks_as_many_as_the_target(self):
        assert planned({stratum(): 2_000}) == {stratum(): pytest.approx(500)}

    def test_allocates_by_size_with_equal_spread(self):
        asked = planned({stratum("burglary"): 3_000, stratum("robbery"): 1_000})

        assert list(asked.values()) == [pytest.approx(375), pytest.approx(125)]

    def test_asks_more_where_opinions_spread_more(self):
        plan = SamplingPlan(seed="s", targets={"metropolitan": 300}, spreads={"robbery": 0.25})

        asked = planned({stratum("burglary"): 1_000, stratum("robbery"): 1_000}, plan)

        assert list(asked.values()) == [pytest.approx(200), pytest.approx(100)]

    def test_asks_a_stratum_of_its_own_for_each_stage(self):
        expected = {stratum(): 4_000, stratum(survey_stage="ST2"): 100}

        asked = planned(expected)

        assert asked[stratum(survey_stage="ST2")] == pytest.approx(PLAN.floor)

    @pytest.mark.parametrize(("events", "asked"), [(31, 31), (60, 60), (61, 30)])
    def test_asks_up_to_sixty_whole_and_of_more_at_least_thirty(self, events, asked):
        expected = {stratum(): 100_000, stratum("robbery"): events}

        assert planned(expected)[stratum("robbery")] == pytest.approx(asked)

    def test_takes_opinions_to_spread_as_far_as_they_can_where_nothing_is_said(self):
        plan = SamplingPlan(seed="s", targets={"metropolitan": 300}, spreads={"robbery": 0.5})

        asked = planned({stratum("burglary"): 1_000, stratum("robbery"): 1_000}, plan)

        assert list(asked.values()) == [pytest.approx(150), pytest.approx(150)]

    def test_plans_each_force_by_its_own_target(self):
        plan = SamplingPlan(seed="s", targets={"metropolitan": 500, "kent": 200})
        expected = {stratum(): 2_000, stratum(force="kent"): 4_000}

        assert list(planned(expected, plan).values()) == [pytest.approx(500), pytest.approx(200)]

    def test_counts_what_it_asks_whole_towards_the_target(self):
        expected = {stratum(): 4_000, stratum("robbery"): 60, stratum(is_sensitive=True): 140}

        assert planned(expected)[stratum()] == pytest.approx(300)

    def test_asks_a_small_stratum_whole(self):
        small = stratum("robbery")

        assert planned({stratum(): 4_000, small: PLAN.census_up_to})[small] == PLAN.census_up_to

    def test_asks_sensitive_cases_whole(self):
        sensitive = stratum(is_sensitive=True)

        assert planned({stratum(): 4_000, sensitive: 900})[sensitive] == 900

    @given(quarters)
    def test_gives_design_weights_that_can_be_used(self, expected):
        allocation = allocate(PLAN, expected=expected)

        assert all(0 < allocation.probability(one) <= 1 for one in expected)

    @given(quarters)
    def test_asks_nowhere_fewer_than_the_floor_or_all(self, expected):
        asked = planned(expected)

        assert all(asked[one] >= min(events, PLAN.floor) - 1e-6 for one, events in expected.items())

    @given(quarters)
    def test_meets_the_target_unless_floors_and_census_take_more(self, expected):
        least = sum(
            events if one.is_sensitive or events <= PLAN.census_up_to else min(events, PLAN.floor)
            for one, events in expected.items()
        )

        total = sum(planned(expected).values())

        assert total == pytest.approx(
            max(least, min(PLAN.targets["metropolitan"], sum(expected.values())))
        )


class TestDraws:
    def test_draws_the_same_again(self):
        first = [PLAN.is_drawn(str(n), probability=0.3) for n in range(200)]
        again = [PLAN.is_drawn(str(n), probability=0.3) for n in range(200)]

        assert first == again

    def test_draws_others_by_another_seed(self):
        other = SamplingPlan(seed="another")

        assert [PLAN.is_drawn(str(n), probability=0.5) for n in range(64)] != [
            other.is_drawn(str(n), probability=0.5) for n in range(64)
        ]

    def test_cannot_be_worked_out_from_the_source(self, settings):
        settings.PERSON_KEY = "of this installation"
        shipped, own = shipped_plan(), case_histories.secret_plan()

        assert own.seed == shipped.seed
        assert [own.is_drawn(str(n), probability=0.5) for n in range(64)] != [
            shipped.is_drawn(str(n), probability=0.5) for n in range(64)
        ]

    def test_have_a_secret_that_no_plan_names(self):
        with pytest.raises(SamplingPlanError):
            parse_plan('seed = "s"\nsecret = "in the source"')

    @pytest.mark.parametrize("probability", [0.1, 0.5, 0.9])
    def test_draws_as_many_as_it_should(self, probability):
        drawn = sum(PLAN.is_drawn(str(n), probability=probability) for n in range(20_000))

        assert abs(drawn / 20_000 - probability) < 0.015

    @given(st.text())
    def test_draws_everyone_in_a_census(self, event):
        assert PLAN.is_drawn(event, probability=1)

    def test_keeps_whom_it_drew_when_the_share_grows(self):
        few = {n for n in range(500) if PLAN.is_drawn(str(n), probability=0.2)}
        many = {n for n in range(500) if PLAN.is_drawn(str(n), probability=0.6)}

        assert few < many


class TestParsePlan:
    def test_reads_seed_targets_and_how_to_share_them_out(self):
        plan = parse_plan(
            'seed = "s"\nfloor = 20\ncensus_up_to = 40\n'
            "[targets]\nkent = 900\n[spreads]\nfraud = 0.4"
        )

        assert plan == SamplingPlan(
            seed="s", targets={"kent": 900}, floor=20, census_up_to=40, spreads={"fraud": 0.4}
        )

    @for_each(
        ("text", "message"),
        [
            ("seed = ", "not TOML"),
            ("[targets]", "no seed"),
            ('seed = "s"\n[targets]\nkent = 0', "0 as target kent"),
            ('seed = "s"\n[targets]\nkent = "all"', "'all' as target kent"),
            ('seed = "s"\nfloor = 0', "0 as floor"),
            ('seed = "s"\ncensus_up_to = 0', "0 as census_up_to"),
            ('seed = ""', "no seed"),
            ("seed = 7", "no seed"),
            ('seed = "s"\n[spreads]\nfraud = 0.0', "0.0 as spread fraud"),
            ('seed = "s"\n[spreads]\nfraud = 1', "1 as spread fraud"),
            ('seed = "s"\n[spreads]\nfraud = 0.6', "0.6 as spread fraud"),
            ('seed = "s"\n[target]\nkent = 9', "does not know"),
        ],
    )
    def test_says_what_is_wrong(self, text, message):
        with pytest.raises(SamplingPlanError, match=message):
            parse_plan(text)

    def test_takes_the_ends_of_what_it_may_say(self):
        plan = parse_plan(
            'seed = "s"\nfloor = 1\ncensus_up_to = 1\n[targets]\nkent = 1\n[spreads]\nfraud = 0.5'
        )

        assert (plan.floor, plan.census_up_to) == (1, 1)
        assert (plan.targets, plan.spreads) == ({"kent": 1}, {"fraud": 0.5})

    def test_ships_with_chances_that_favour_later_stages_and_are_never_certain(self):
        plan = shipped_plan()
        asked = {stage.value for stage in SEND_WINDOWS}

        assert plan.targets == {}
        assert plan.stages.keys() == asked
        assert 0 < plan.stages["ST1"] <= plan.stages["ST2"] < 1
        late = {plan.stages[stage] for stage in asked - {"ST1", "ST2"}}
        assert plan.stages["ST2"] < min(late) <= max(late) < 1
        assert 0 < plan.moved_on < 0.5
