from datetime import date, timedelta

import numpy as np
import pytest

from config.demo import nation, planted
from config.demo.answers.event_columns import DECISIONS
from config.demo.plan import full_size_plan_for
from config.demo.planted import (
    FALLING_FORCE,
    ISSUES,
    STANDING,
    Cause,
    IssueShape,
    PlantedIssue,
)
from responses.eligibility.rules import Decision

LAST = date(2026, 11, 22)


def shift(issue: PlantedIssue, weeks_after: int, *, stage: str = "ST1", is_disabled: bool = False):
    [each] = [
        one
        for one in planted.planted_issues(first_day=LAST - timedelta(weeks=130), last_day=LAST)
        if one.issue is issue
    ]
    found = each.shift(
        answered_on=np.array([each.first_day + 7 * weeks_after]), stages=[stage],
        is_disabled=np.array([is_disabled]),
    )  # fmt: skip
    return float(found[0])


def the(**wanted: object) -> PlantedIssue:
    found = [
        issue
        for issue in ISSUES
        if all(getattr(issue, name) == value for name, value in wanted.items())
    ]
    return found[0]


class TestTheTable:
    def test_has_twelve_issues_of_the_size_of_real_ones(self):
        assert len(ISSUES) == len({issue.name for issue in ISSUES}) == 12
        moved = [issue for issue in ISSUES if issue.item]
        assert all(0.35 <= abs(issue.size) <= 1.0 for issue in moved)

    def test_has_each_kind(self):
        assert {issue.cause for issue in ISSUES} == set(Cause)
        assert {issue.shape for issue in ISSUES} == set(IssueShape)
        assert any(issue.stage for issue in ISSUES)
        assert any(issue.only_disabled and issue.force is None for issue in ISSUES)

    def test_leaves_out_of_a_short_nation_what_began_before_it(self):
        made = planted.planted_issues(first_day=LAST - timedelta(weeks=10), last_day=LAST)

        assert {each.issue.weeks_ago for each in made} == {6, 8}


class TestWhatStands:
    def test_is_a_stage_and_a_group_of_the_force_whose_people_sign_in(self):
        assert {one.force for one in STANDING} == {FALLING_FORCE}
        assert [bool(one.stage) for one in STANDING] == [True, False]
        assert [one.only_disabled for one in STANDING] == [False, True]

    def test_is_on_questions_that_no_issue_of_the_force_touches(self):
        touched = {issue.item for issue in ISSUES if issue.force == FALLING_FORCE}
        of_groups = {issue.item for issue in ISSUES if issue.only_disabled}

        assert not {one.item for one in STANDING} & (touched | of_groups)

    def test_is_so_from_the_first_day_to_the_last(self):
        first = LAST - timedelta(weeks=130)
        days = np.array([first.toordinal(), LAST.toordinal()])

        for each in planted.standing_issues(first_day=first):
            found = each.shift(
                answered_on=days, stages=["ST2", "ST2"], is_disabled=np.array([True, True])
            )
            assert list(found) == [each.issue.size] * 2


class TestAnIssue:
    def test_of_a_step_holds_from_its_first_day(self):
        step = the(item="Q-INF-1")

        assert [shift(step, weeks) for weeks in (-1, 0, 5)] == [0, step.size, step.size]

    def test_of_a_ramp_grows_and_stays(self):
        ramp = the(item="Q-SAFE-1")

        found = [shift(ramp, weeks) / ramp.size for weeks in (-1, 0, 3, 8, 30)]
        assert found == pytest.approx([0, 1 / 56, 22 / 56, 1, 1])

    def test_of_a_pulse_ends(self):
        pulse = the(shape=IssueShape.PULSE, cause=Cause.SERVICE)

        assert [shift(pulse, weeks) for weeks in (0, pulse.weeks - 1, pulse.weeks)] == [
            pulse.size, pulse.size, 0,
        ]  # fmt: skip

    def test_of_a_part_leaves_others_alone(self):
        of_stage, of_group = the(stage="ST1"), the(only_disabled=True)

        assert (shift(of_stage, 1), shift(of_stage, 1, stage="ST2")) == (of_stage.size, 0)
        assert (shift(of_group, 1, is_disabled=True), shift(of_group, 1)) == (of_group.size, 0)


@pytest.mark.slow
class TestTheNationOfFullSize:
    def test_asks_nobody_while_a_file_is_missed_and_makes_up_for_it(self):
        plan = full_size_plan_for(date(2026, 11, 27), responses=20_000)
        [missed] = planted.with_cause(plan.planted, Cause.FILE, "south-yorkshire")
        survey = nation.survey(nation.population(plan, "south-yorkshire"), plan)
        since = (survey.asked.asked_on - missed.first_day) // 7
        asked = np.bincount(since[(since >= 0) & (since < 10)], minlength=10)

        assert not asked[: missed.issue.weeks].any()
        assert asked[missed.issue.weeks] > 2 * asked[missed.issue.weeks + 1 :].max()
        late = survey.events.decision == DECISIONS.index(Decision.LATE)
        assert late.any(), "some were known too late"
        assert (survey.asked.asked_on <= survey.asked.closes).all()

    def test_has_another_mix_of_crimes_after_its_jump(self):
        plan = full_size_plan_for(date(2026, 11, 27), responses=20_000)
        [jump] = planted.with_cause(plan.planted, Cause.MIX, "hampshire")
        cases = nation.population(plan, "hampshire").cases
        is_moved = np.array(cases.kinds) == planted.MOVED_TO
        is_after = cases.times.reported >= jump.first_day

        assert is_moved[is_after].mean() > 0.75 > 0.1 > is_moved[~is_after].mean()
