"""One item of three forces by sex: who moves with a small group that the audit found exposed."""

from collections import Counter

import pytest

from analytics.disclosure.exposure_repair import repair_exposure
from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.goals import Exposure
from analytics.disclosure.quarter import ANSWERED, NOT_STATED, TOTAL, QuarterTables

ITEM = "Q-OVR-1"
FORCES = ("essex", "kent", "surrey")
STAGES = ("ST1", "ST2", "ST4")
SMALL = ("kent", "stage", "ST1")


def quarter(*, asked: int = 500, answered: int = 200) -> QuarterTables:
    """Four people in Kent's first stage, thirty everywhere else."""
    people, invited = {}, {}
    for area in (*FORCES, NATION):
        for stage in STAGES:
            place = (area, "stage", stage)
            size = len(FORCES) if area == NATION else 1
            people[ITEM, *place] = 30 * size
            people[ANSWERED, *place] = answered * size
            invited[place] = asked * size
        total = (area, *TOTAL)
        people[ITEM, *total] = 90 * (len(FORCES) if area == NATION else 1)
        people[ANSWERED, *total] = 3 * answered * (len(FORCES) if area == NATION else 1)
    for cell in ((ITEM, *SMALL), (ITEM, NATION, "stage", "ST1"), (ITEM, "kent", *TOTAL)):
        people[cell] -= 26
    return QuarterTables(forces=FORCES, items=(ITEM,), people=people, asked=invited)


def repaired(*, known=(), hidden=(), made: QuarterTables | None = None):
    """Whether it can be, and the places of the item and of the answers that are hidden then."""
    made = made or quarter()
    marks = {ITEM: {SMALL, *hidden}, ANSWERED: set()}
    exposure = Exposure(cell=(ITEM, *SMALL), people=4, lower=4, upper=4)
    is_repaired = repair_exposure(made, marks, {ITEM: set(known)}, exposure)
    return is_repaired, marks


def is_closed(places) -> bool:
    """Whether no hidden place stands alone in its force or its stage."""
    forces, stages = (Counter(place[at] for place in places) for at in (0, 2))
    return SMALL in places and min(*forces.values(), *stages.values()) >= 2


def four_corners(area: str, stage: str) -> set[tuple[str, str, str]]:
    return {SMALL, ("kent", "stage", stage), (area, "stage", "ST1"), (area, "stage", stage)}


class TestRepairExposure:
    def test_hides_at_least_two_in_each_force_and_stage_it_touches(self):
        """Or what is hidden there would follow from the total."""
        is_repaired, marks = repaired()

        assert is_repaired
        assert marks[ANSWERED] == set()
        assert is_closed(marks[ITEM])

    def test_takes_corners_that_are_hidden_anyway(self):
        dark = four_corners("surrey", "ST4")

        assert repaired(hidden=dark)[1][ITEM] == dark

    @pytest.mark.parametrize("known", [("kent", "stage", "ST2"), ("essex", "stage", "ST1")])
    def test_moves_nobody_at_a_place_that_was_shown_before(self, known):
        is_repaired, marks = repaired(known=[known])

        assert is_repaired
        assert known not in marks[ITEM]

    def test_fails_where_all_others_were_shown_before(self):
        others = {(area, "stage", stage) for area in (*FORCES, NATION) for stage in STAGES} - {
            SMALL
        }

        is_repaired, marks = repaired(known=others)

        assert not is_repaired
        assert marks[ITEM] == {SMALL}

    def test_moves_answers_too_where_everybody_who_answered_answered_the_item(self):
        """Then five more at a level of the item are five more who answered at all."""
        made = quarter()
        people = dict(made.people)
        for cell in list(people):
            if cell[0] == ANSWERED:
                people[cell] = people[ITEM, *cell[1:]]
        crowded = QuarterTables(forces=FORCES, items=(ITEM,), people=people, asked=made.asked)
        marks = {ITEM: {SMALL}, ANSWERED: {SMALL}}
        exposure = Exposure(cell=(ITEM, *SMALL), people=4, lower=4, upper=4)

        assert repair_exposure(crowded, marks, {}, exposure)
        assert marks[ANSWERED] == marks[ITEM]
        assert is_closed(marks[ITEM])


SEXES = ("female", "male")
FEW = ("kent", "sex", "female")


def by_sex(*, unsaid: int, few: int = 4) -> QuarterTables:
    """A few women in Kent, thirty everywhere else; `unsaid` of each force did not say."""
    people, invited = Counter(), Counter()
    for force in FORCES:
        for sex in SEXES:
            size = few if (force, sex) == ("kent", "female") else 30
            for area in (force, NATION):
                people[ITEM, area, "sex", sex] += size
                people[(ITEM, area, *TOTAL)] += size
        for area in (force, NATION):
            people[(ITEM, area, *TOTAL)] += unsaid
            people[(ANSWERED, area, *TOTAL)] += 300
            invited[(area, *TOTAL)] += 500
    return QuarterTables(forces=FORCES, items=(ITEM,), people=people, asked=invited)


def repaired_by_sex(made: QuarterTables, *, known=()):
    marks = {ITEM: {FEW}, ANSWERED: set()}
    exposure = Exposure(cell=(ITEM, *FEW), people=4, lower=4, upper=4)
    return repair_exposure(made, marks, {ITEM: set(known)}, exposure), marks


class TestWhoDidNotSay:
    """They are on no page, so that they can change for nothing."""

    def test_make_one_level_of_two_forces_enough(self):
        is_repaired, marks = repaired_by_sex(by_sex(unsaid=40))

        assert is_repaired
        assert {place[2] for place in marks[ITEM]} == {"female"}
        assert len({place[0] for place in marks[ITEM]} - {NATION}) >= 2
        assert marks[ANSWERED] == set()

    @pytest.mark.parametrize(("unsaid", "levels"), [(0, {"female", "male"}), (5, {"female"})])
    def test_are_those_of_the_total_who_are_at_no_level(self, unsaid, levels):
        """To take five women more, five must have been elsewhere."""
        is_repaired, marks = repaired_by_sex(by_sex(unsaid=unsaid))

        assert is_repaired
        assert {place[2] for place in marks[ITEM]} == levels

    def test_are_hidden_nowhere(self):
        _, marks = repaired_by_sex(by_sex(unsaid=40))

        assert not [place for place in marks[ITEM] | marks[ANSWERED] if NOT_STATED in place]


class TestTheTotals:
    def test_of_other_forces_move_with_a_small_one(self):
        made = quarter()
        people = dict(made.people)
        people[(ITEM, "kent", *TOTAL)] = 4
        people[(ITEM, NATION, *TOTAL)] = 184
        asked = dict(made.asked) | {(force, *TOTAL): 1500 for force in FORCES}
        small = QuarterTables(forces=FORCES, items=(ITEM,), people=people, asked=asked)
        marks = {ITEM: {("kent", *TOTAL)}, ANSWERED: set()}
        exposure = Exposure(cell=(ITEM, "kent", *TOTAL), people=4, lower=4, upper=4)

        assert repair_exposure(small, marks, {}, exposure)
        assert len({place[0] for place in marks[ITEM]} & set(FORCES)) == 2
        assert {place[1:] for place in marks[ITEM]} == {TOTAL}
