"""The quick choice alone, before any audit mends it: three forces by three stages, one of them
small."""

from collections import Counter
from dataclasses import replace

import pytest

from analytics.disclosure.complementary_suppression import suppress_complementary
from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.quarter import ANSWERED, TOTAL, QuarterTables

ITEM, OTHER = "Q-OVR-1", "Q-INF-1"
FORCES = ("essex", "kent", "surrey")
STAGES = ("ST1", "ST2", "ST4")
SMALL = ("kent", "stage", "ST1")
CORNERS = {("kent", "stage", "ST4"), ("surrey", "stage", "ST1"), ("surrey", "stage", "ST4")}


def quarter(*, items=30, answered=200, asked=500, levels=STAGES, dimension="stage", **cells):
    """`items`, `answered` and `asked` are the people everywhere but at the small place; `small_…`
    are those at it."""
    sizes = {ITEM: items, OTHER: items, ANSWERED: answered}
    small = {
        ITEM: cells.get("small_item", items),
        OTHER: cells.get("small_other", items),
        ANSWERED: cells.get("small_answered", answered),
    }
    people, invited = Counter(), Counter()
    for force in FORCES:
        for level in levels:
            place = (force, dimension, level)
            is_small = (force, level) == ("kent", levels[0])
            for area in (force, NATION):
                for measure, size in sizes.items():
                    count = small[measure] if is_small else size
                    people[measure, area, dimension, level] += count
                    people[(measure, area, *TOTAL)] += count
            invited[place] += cells.get("small_asked", asked) if is_small else asked
            invited[force, *TOTAL] += invited[place]
    return QuarterTables(forces=FORCES, items=(ITEM, OTHER), people=people, asked=invited)


def chosen(made, *, first=None, known=None):
    """What is hidden in the end, by measure."""
    return suppress_complementary(made, first or {}, known or {})


def is_closed(places) -> bool:
    """Whether no hidden place stands alone in its force or its stage."""
    forces, stages = (Counter(place[at] for place in places) for at in (0, 2))
    return SMALL in places and min(*forces.values(), *stages.values()) >= 2


of_one_to_nine = pytest.mark.parametrize(
    ("people", "is_hidden"), [(0, False), (1, True), (9, True), (10, False)]
)


class TestTheQuickChoice:
    def test_hides_nothing_where_nobody_is_few(self):
        assert not any(chosen(quarter()).values())

    @pytest.mark.parametrize(
        ("people", "is_hidden"), [(0, False), (1, True), (9, True), (10, False)]
    )
    def test_protects_groups_of_one_to_nine(self, people, is_hidden):
        hidden = chosen(quarter(small_item=people))

        assert is_closed(hidden[ITEM]) if is_hidden else hidden[ITEM] == set()

    def test_hides_an_item_where_few_answered_it_and_no_other_measure(self):
        hidden = chosen(quarter(small_item=4))

        assert is_closed(hidden[ITEM])
        assert len(hidden[ITEM]) == 4
        assert hidden[OTHER] == hidden[ANSWERED] == set()

    @pytest.mark.parametrize(
        ("people", "is_hidden"), [(0, False), (1, True), (9, True), (10, False)]
    )
    def test_hides_all_measures_alike_where_few_answered_at_all(self, people, is_hidden):
        made = quarter(small_answered=people, small_item=people, small_other=people)

        hidden = chosen(made)

        assert hidden[ITEM] == hidden[OTHER] == hidden[ANSWERED]
        assert bool(hidden[ANSWERED]) is is_hidden
        assert not is_hidden or is_closed(hidden[ANSWERED])

    def test_protects_answers_that_the_items_alone_would_not(self):
        """Nobody of the few who answered answered an item."""
        hidden = chosen(quarter(small_answered=4, small_item=0, small_other=0))

        assert is_closed(hidden[ANSWERED])

    def test_takes_the_places_with_the_fewest_people(self):
        made = quarter(small_item=4)
        few = made.people | {(ITEM, *place): 12 for place in CORNERS}

        assert chosen(replace(made, people=few))[ITEM] == {SMALL, *CORNERS}

    @pytest.mark.parametrize("known", [("kent", "stage", "ST2"), ("essex", "stage", "ST1")])
    def test_goes_round_what_was_shown_before(self, known):
        hidden = chosen(quarter(small_item=4), known={ITEM: {known}})

        assert is_closed(hidden[ITEM])
        assert known not in hidden[ITEM]

    def test_goes_round_what_was_shown_before_of_any_measure_where_all_are_hidden_alike(self):
        known = ("kent", "stage", "ST2")
        made = quarter(small_answered=4, small_item=4, small_other=4)

        hidden = chosen(made, known={OTHER: {known}})

        assert is_closed(hidden[ANSWERED])
        assert known not in hidden[ANSWERED] | hidden[OTHER]

    def test_takes_what_the_rules_hide_anyway(self):
        dark = {SMALL, *CORNERS}

        assert chosen(quarter(small_item=4), first={ITEM: dark})[ITEM] == dark

    def test_makes_room_downwards_where_nobody_more_was_asked(self):
        made = quarter(small_answered=4, small_asked=4, small_item=4, small_other=4)

        hidden = chosen(made)

        assert is_closed(hidden[ANSWERED])
        assert is_closed(hidden[ITEM])

    @pytest.mark.parametrize(("answered", "is_enough"), [(9, True), (10, False)])
    def test_leaves_an_item_no_room_upwards_where_it_hides_how_many_answered(
        self, answered, is_enough
    ):
        """The cheapest corners have room for one who leaves and for none who comes: all who
        answered in the last of them answered the item."""
        made = quarter(
            small_answered=answered, small_asked=answered, small_item=1, small_other=answered
        )
        few = {(measure, *place): 12 for measure in (ITEM, OTHER) for place in CORNERS}
        full = {(ANSWERED, "surrey", "stage", "ST4"): 12}

        hidden = chosen(replace(made, people=made.people | few | full))

        assert (hidden[ITEM] == {SMALL, *CORNERS}) is is_enough

    def test_makes_room_upwards_where_more_can_have_answered(self):
        """Up, five leave the places beside it and five come in across; three places of one
        person are too few for that."""
        made = quarter(small_item=1)
        people = made.people | {(ITEM, *place): 1 for place in CORNERS}

        hidden = chosen(replace(made, people=people))[ITEM]

        for at in ("kent", "ST1"):
            assert sum(people[ITEM, *place] for place in hidden - {SMALL} if at in place) >= 5

    def test_hides_the_levels_of_a_force_whose_total_is_hidden(self):
        hidden = chosen(quarter(), first={ITEM: {("kent", *TOTAL)}})

        kent = {("kent", "stage", stage) for stage in STAGES}
        assert kent <= hidden[ITEM]
        assert not kent & hidden[OTHER]

    def test_hides_no_level_of_the_nation_for_its_total(self):
        hidden = chosen(quarter(), first={ITEM: {(NATION, *TOTAL)}})

        assert {place for place in hidden[ITEM] if place[0] == NATION} == {(NATION, *TOTAL)}

    def test_hides_the_items_where_it_hides_who_answered(self):
        """Their bases are close to it."""
        place = ("essex", "stage", "ST2")

        hidden = chosen(quarter(), first={ANSWERED: {place}})

        assert place in hidden[ITEM]
        assert place in hidden[OTHER]

    def test_hides_a_second_total_beside_a_small_one(self):
        made = quarter(levels=("ST1",), small_item=4, small_other=4, small_answered=4)

        hidden = chosen(made)

        totals = {place[0] for place in hidden[ANSWERED] if place[1:] == TOTAL}
        assert "kent" in totals
        assert len(totals - {NATION}) == 2

    def test_protects_forty_nine_of_a_special_topic(self):
        levels = ("yes", "no")
        sizes = {"items": 90, "answered": 400, "asked": 900, "dimension": "gender_identity"}

        few, many = (
            chosen(quarter(**sizes, levels=levels, small_item=people))[ITEM] for people in (49, 50)
        )

        assert ("kent", "gender_identity", "yes") in few
        assert many == set()

    def test_leaves_to_the_own_word_those_who_did_not_say(self):
        """They are on no page, so that one place of a force is protected by them."""
        made = quarter(dimension="sex", levels=("female", "male"), small_item=4)
        totals = {(ITEM, force, *TOTAL): made.people[ITEM, force, *TOTAL] + 40 for force in FORCES}

        hidden = chosen(replace(made, people=made.people | totals))[ITEM]

        assert ("kent", "sex", "female") in hidden
        assert {place[2] for place in hidden} == {"female"}
