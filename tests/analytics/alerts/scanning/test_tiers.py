from datetime import date, timedelta

import pytest

from analytics.alerts.scanning.columns import columns_of
from analytics.alerts.scanning.tiers import (
    CountedTier,
    NationFacts,
    Series,
    TierKind,
    Wording,
    counted,
)
from analytics.alerts.weekly_series import week_number
from analytics.disclosure.places import NATION
from survey.definition.types import Meaning
from tests.analytics.alerts.scanning.make import answer

ITEM = "Q-OVR-1"
MEANINGS = {
    ITEM: {
        "very_satisfied": Meaning.POSITIVE,
        "very_dissatisfied": Meaning.NEGATIVE,
        "prefer_not": Meaning.OUT_OF_BASE,
    }
}
MONDAY = date(2026, 8, 10)
LAST, WEEKS = week_number(MONDAY), 30
NO = {"answers": {ITEM: ["very_dissatisfied"]}}


def tier_of(*rows, kind: TierKind = TierKind.FORCE, **how) -> CountedTier | None:
    return counted(columns_of(rows, MEANINGS), kind, last=LAST, weeks=WEEKS, **how)


def every_week(times: int = 5, **facts):
    return [
        answer(completed_on=MONDAY - timedelta(weeks=back), **facts)
        for back in range(WEEKS)
        for _ in range(times)
    ]


class TestAWeek:
    def test_is_the_one_in_which_the_answer_came_in(self):
        made = tier_of(
            answer(completed_on=MONDAY + timedelta(days=6)),
            answer(completed_on=MONDAY - timedelta(days=1)),
        )

        assert made.people[0].tolist()[-3:] == [0, 1, 1]

    def test_weighs_by_the_chance_of_being_asked(self):
        made = tier_of(
            answer(completed_on=MONDAY, selection_probability=0.5),
            answer(completed_on=MONDAY, **NO),
        )

        answers, positive = made.tier.answers[0, 0, -1], made.tier.positive[0, 0, -1]
        assert answers == pytest.approx(9 / 5)
        assert positive / answers == pytest.approx(2 / 3)
        assert made.people[0, -1] == 2

    @pytest.mark.parametrize(
        "left_out",
        [
            {"answers": {ITEM: ["prefer_not"]}},
            {"answers": {ITEM: []}},
            {"answers": {}},
            {"completed_on": MONDAY + timedelta(days=7)},
        ],
    )
    def test_leaves_out_what_is_not_in_the_base(self, left_out):
        assert tier_of(answer(**{"completed_on": MONDAY} | left_out)) is None

    def test_counts_late_answers_and_other_stages_as_strata_of_their_own(self):
        rows = [answer(completed_on=MONDAY), answer(completed_on=MONDAY, is_late=True)]

        made = tier_of(*rows, answer(completed_on=MONDAY, survey_stage="ST1"))

        assert made.tier.answers[:, 0, -1].tolist() == [1, 1, 1]
        assert made.tier.bases[0, -1] == 3


class TestATier:
    def test_of_the_nation_adds_up_forces(self):
        rows = (answer(completed_on=MONDAY), answer(completed_on=MONDAY, force="g"))

        made = tier_of(*rows, kind=TierKind.NATION)

        assert made.series == (Series(ITEM, NATION),)
        assert made.people[0, -1] == 2
        assert not made.tier.has_parent

    def test_of_forces_has_them_as_siblings(self):
        made = tier_of(answer(completed_on=MONDAY), answer(completed_on=MONDAY, force="g"))

        assert {key.area for key in made.series} == {"f", "g"}
        assert len(set(made.tier.item)) == 1

    def test_of_stages_leaves_those_with_few_answers_to_their_force(self):
        few = [answer(completed_on=MONDAY, survey_stage="ST1")]

        made = tier_of(*every_week(), *few, kind=TierKind.STAGE)

        assert made.series == (Series(ITEM, "f", "stage", "ST2"),)
        assert made.series[0].parent == Series(ITEM, "f")

    def test_of_characteristics_has_the_levels_of_one_as_siblings(self):
        women, men = (
            every_week(answers={ITEM: ["very_satisfied"], "EQ-SEX": [sex]})
            for sex in ("female", "male")
        )

        made = tier_of(*women, *men, kind=TierKind.CHARACTERISTIC)

        assert {key.level for key in made.series} == {"female", "male"}
        assert len(set(made.tier.item)) == 1

    def test_of_regions_has_those_of_more_than_one_force(self):
        regions = {"f": "north", "g": "north", "h": "south"}
        rows = [row for force in regions for row in every_week(force=force)]

        made = tier_of(*rows, kind=TierKind.REGION, facts=NationFacts(regions=regions))

        assert made.series == (Series(ITEM, NATION, "region", "north"),)
        assert made.people[0, -1] == 10

    def test_pools_small_slices_to_four_weeks_and_leaves_smaller_ones_to_their_parent(self):
        rows = [
            *every_week(5), *every_week(2, survey_stage="ST1"),
            answer(completed_on=MONDAY, survey_stage="ST4"),
        ]  # fmt: skip

        made = tier_of(*rows, kind=TierKind.STAGE, is_pooled=True)

        assert made.series == (Series(ITEM, "f", "stage", "ST1"),)
        pooled = made.tier.pooled(made.weeks_each)
        assert pooled.bases[0].tolist() == [8] * (WEEKS // 4)
        assert pooled.week_of_year[-1] == MONDAY.isocalendar().week - 2


class TestANewWording:
    def test_begins_a_series_beside_that_across_both(self):
        now, before = every_week()[:20], every_week(answers={"OLD": ["very_satisfied"]})[20:]
        wording = Wording(began=MONDAY - timedelta(weeks=3), replaced="OLD")

        made = counted(
            columns_of([*now, *before], {**MEANINGS, "OLD": MEANINGS[ITEM]}), TierKind.FORCE,
            last=LAST, weeks=WEEKS, facts=NationFacts(wordings={ITEM: wording}),
        )  # fmt: skip

        assert made.series == (Series(ITEM, "f"), Series(ITEM, "f"))
        assert made.joined == (None, wording.began)
        assert made.people.sum(axis=1).tolist() == [20, 5 * WEEKS]
        assert len(set(made.tier.item)) == 2
