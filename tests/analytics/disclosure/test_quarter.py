"""Two forces, one item, few people: what is a place, what hangs together, who is protected."""

import pytest

from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.linked_tables import AtMost, CellBounds, Sum, exact
from analytics.disclosure.quarter import (
    ANSWERED,
    NOT_STATED,
    TOTAL,
    QuarterTables,
    links,
    protection_goals,
    small_group_limit,
    tables_for_reader,
)
from analytics.modes import WEB_MODES

ITEM = "Q-OVR-1"
KENT, ESSEX = "kent", "essex"


def quarter(people=None, asked=None):
    return QuarterTables(
        forces=(ESSEX, KENT), items=(ITEM,), people=people or {}, asked=asked or {}
    )


def dark(*, but=()):
    """All of the item and of the answers hidden, less what is named."""
    made = quarter()
    return {
        measure: {place for place in made.places(measure) if (measure, *place) not in but}
        for measure in made.measures
    }


class TestSmallGroupLimit:
    @pytest.mark.parametrize(
        ("dimension", "people"),
        [("sex", 10), ("all", 10), ("religion", 10), ("gender_identity", 50)],
    )
    def test_is_ten_and_of_a_special_topic_fifty(self, dimension, people):
        assert small_group_limit(dimension) == people


class TestTables:
    def test_of_what_nobody_said_of_themselves_are_missing(self):
        """A version of the instrument that did not ask, or noughts where nobody said it."""
        unasked = quarter({(ITEM, KENT, "sex", "female"): 4})
        noughts = quarter({(ITEM, KENT, "religion", "none"): 0})
        said = quarter({(ITEM, KENT, "religion", "none"): 1})

        assert "religion" not in unasked.tables(ITEM)
        assert "religion" not in noughts.tables(ITEM)
        assert "religion" in said.tables(ITEM)
        assert "pregnancy" not in said.tables(ITEM)

    def test_of_the_case_are_always_there(self):
        assert {"all", "stage", "crime_group", "sex"} <= quarter().tables(ITEM).keys()

    def test_by_mode_are_of_answers_alone(self):
        assert quarter().tables(ANSWERED)["mode"] == WEB_MODES
        assert "mode" not in quarter().tables(ITEM)

    def test_of_the_case_file_and_of_the_own_word_are_two(self):
        assert {"case_sex", "sex"} <= quarter().tables(ANSWERED).keys()
        assert "case_sex" not in quarter().tables(ITEM)
        assert NOT_STATED in quarter().tables(ITEM)["sex"]


class TestPlaces:
    def test_are_of_every_force_and_the_nation(self):
        assert {place[0] for place in quarter().places(ITEM)} == {KENT, ESSEX, NATION}

    def test_are_none_of_those_who_did_not_say(self):
        assert not [place for place in quarter().places(ITEM) if place[2] == NOT_STATED]

    def test_of_answers_are_not_by_the_own_word(self):
        dimensions = {place[1] for place in quarter().places(ANSWERED)}

        assert "case_sex" in dimensions
        assert "sex" not in dimensions

    def test_by_mode_are_those_of_areas_that_were_counted_by_it(self):
        counted = quarter(asked={(KENT, "mode", "web_sms"): 7})

        modes = {place for place in counted.places(ANSWERED) if place[1] == "mode"}

        assert {place[0] for place in modes} == {KENT}
        assert not [place for place in quarter().places(ANSWERED) if place[1] == "mode"]


class TestUpperLimit:
    MADE = quarter(
        people={
            (ANSWERED, KENT, "stage", "ST1"): 12,
            (ANSWERED, KENT, *TOTAL): 30,
        },
        asked={(KENT, "stage", "ST1"): 40, (KENT, *TOTAL): 90},
    )

    def test_of_an_item_is_who_answered_at_all_where_that_is_shown(self):
        shown = dark(but={(ANSWERED, KENT, "stage", "ST1")})

        assert self.MADE.upper_limit(ITEM, (KENT, "stage", "ST1"), shown) == 12

    def test_of_an_item_is_who_was_asked_where_it_is_hidden(self):
        assert self.MADE.upper_limit(ITEM, (KENT, "stage", "ST1"), dark()) == 40

    def test_of_answers_is_who_was_asked(self):
        assert self.MADE.upper_limit(ANSWERED, (KENT, "stage", "ST1"), dark(but=set())) == 40
        shown = dark(but={(ANSWERED, KENT, "stage", "ST1")})
        assert self.MADE.upper_limit(ANSWERED, (KENT, "stage", "ST1"), shown) == 40

    def test_by_the_own_word_is_that_of_the_whole_force(self):
        shown = dark(but={(ANSWERED, KENT, *TOTAL)})

        assert self.MADE.upper_limit(ITEM, (KENT, "sex", "female"), shown) == 30
        assert self.MADE.upper_limit(ITEM, (KENT, "sex", "female"), dark()) == 90

    def test_is_nobody_where_nobody_was_asked(self):
        assert self.MADE.upper_limit(ITEM, (ESSEX, "stage", "ST1"), dark()) == 0


class TestLinks:
    def test_add_forces_up_to_the_nation(self):
        sums, _ = links(quarter())

        assert Sum(
            whole=(ITEM, NATION, "stage", "ST1"),
            parts=((ITEM, ESSEX, "stage", "ST1"), (ITEM, KENT, "stage", "ST1")),
        ) in sums  # fmt: skip

    def test_add_levels_and_those_who_did_not_say_up_to_a_force(self):
        sums, _ = links(quarter())

        assert Sum(
            whole=(ITEM, KENT, *TOTAL),
            parts=tuple((ITEM, KENT, "sex", level) for level in ("female", "male", NOT_STATED)),
        ) in sums  # fmt: skip
        assert not [each for each in sums if each.whole[1:] == (KENT, *TOTAL) and each.parts == ()]

    def test_add_modes_up_where_they_were_counted(self):
        made = quarter(asked={(KENT, "mode", "web_sms"): 7})
        by_mode = [
            each for each in links(made)[0]
            if each.whole[2:] == TOTAL and each.parts[0][2] == "mode"
        ]  # fmt: skip

        assert [each.whole for each in by_mode] == [(ANSWERED, KENT, *TOTAL)]

    def test_hold_an_item_under_who_answered_at_all(self):
        _, at_most = links(quarter())

        assert AtMost(
            cell=(ITEM, KENT, "stage", "ST1"), of=(ANSWERED, KENT, "stage", "ST1")
        ) in at_most  # fmt: skip
        assert {each.cell[1] for each in at_most} == {KENT, ESSEX}
        assert {each.cell[0] for each in at_most} == {ITEM}


class TestTablesForReader:
    PEOPLE = {(ITEM, KENT, "stage", "ST1"): 4, (ANSWERED, KENT, "stage", "ST1"): 6}
    MADE = quarter(PEOPLE, {(KENT, "stage", "ST1"): 9, (NATION, "stage", "ST1"): 9})

    def test_tells_what_is_shown_exactly(self):
        told = tables_for_reader(self.MADE, dark(but={(ITEM, KENT, "stage", "ST1")})).published

        assert told[ITEM, KENT, "stage", "ST1"] == exact(4)

    def test_tells_nothing_of_an_item_that_is_hidden(self):
        assert (ITEM, KENT, "stage", "ST1") not in tables_for_reader(self.MADE, dark()).published

    def test_tells_of_hidden_answers_how_many_were_asked(self):
        told = tables_for_reader(self.MADE, dark()).published

        assert told[ANSWERED, KENT, "stage", "ST1"] == CellBounds(upper=9)
        assert (ANSWERED, NATION, "stage", "ST1") not in told

    def test_tells_what_was_shown_before_whatever_is_hidden_now(self):
        told = tables_for_reader(self.MADE, dark(), {ITEM: {(KENT, "stage", "ST1")}}).published

        assert told[ITEM, KENT, "stage", "ST1"] == exact(4)


class TestProtectionGoals:
    @pytest.mark.parametrize(("people", "is_one"), [(0, False), (1, True), (9, True), (10, False)])
    def test_are_groups_of_one_to_nine(self, people, is_one):
        made = quarter({(ITEM, KENT, "stage", "ST1"): people})

        assert bool(protection_goals(made, dark())) is is_one

    @pytest.mark.parametrize(("people", "is_one"), [(49, True), (50, False)])
    def test_are_of_a_special_topic_groups_of_one_to_forty_nine(self, people, is_one):
        made = quarter({(ITEM, KENT, "gender_identity", "no"): people})

        assert bool(protection_goals(made, dark())) is is_one

    def test_know_how_many_there_can_be(self):
        made = quarter({(ITEM, KENT, "stage", "ST1"): 4}, {(KENT, "stage", "ST1"): 6})

        (goal,) = protection_goals(made, dark())

        assert (goal.lower, goal.people, goal.upper) == (0, 4, 6)
