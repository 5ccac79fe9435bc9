"""From what is stored of a quarter to the people of its places, with two forces and one item."""

from analytics.disclosure import counts
from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.quarter import ANSWERED, TOTAL
from survey.definition.types import Meaning

ITEM = "Q-OVR-1"
MEANINGS = {ITEM: {"good": Meaning.POSITIVE, "bad": Meaning.NEGATIVE, "none": Meaning.OUT_OF_BASE}}


def quarter(cells=None, coverage=None):
    return counts.quarter_of(cells or {}, coverage or {}, MEANINGS)


def bins(*, good=0, bad=0, none=0):
    people = {"good": good, "bad": bad, "none": none}
    return {ITEM: {choice: (count, 2.0 * count, 4.0 * count) for choice, count in people.items()}}


class TestPeople:
    def test_are_those_in_the_base_of_a_force_and_of_the_nation(self):
        made = quarter(
            {
                ("kent", "stage", "ST1"): bins(good=4, bad=3, none=9),
                ("essex", "stage", "ST1"): bins(bad=2),
            }
        )

        assert made.people == {
            (ITEM, "kent", "stage", "ST1"): 7,
            (ITEM, "essex", "stage", "ST1"): 2,
            (ITEM, NATION, "stage", "ST1"): 9,
        }
        assert (made.forces, made.items) == (("essex", "kent"), (ITEM,))

    def test_of_an_item_without_meanings_are_not_counted(self):
        made = quarter({("kent", "stage", "ST1"): {"Q-OLD-1": {"good": (4, 4.0, 4.0)}}})

        assert not made.people

    def test_who_answered_at_all_are_those_whose_answers_are_usable(self):
        made = quarter(
            coverage={
                ("kent", "stage", "ST1"): {"usable": 7, "invited": 20},
                ("essex", "stage", "ST1"): {"usable": 5, "invited": 9},
                ("kent", "sex", "female"): {"invited": 3},
            }
        )

        assert made.people == {
            (ANSWERED, "kent", "stage", "ST1"): 7,
            (ANSWERED, "essex", "stage", "ST1"): 5,
            (ANSWERED, NATION, "stage", "ST1"): 12,
            (ANSWERED, "kent", "case_sex", "female"): 0,
            (ANSWERED, NATION, "case_sex", "female"): 0,
        }
        assert made.asked[NATION, "stage", "ST1"] == 29


class TestAsked:
    def test_are_the_invited_less_those_whom_no_rate_counts(self):
        made = quarter(coverage={("kent", "all", "all"): {"usable": 7, "invited": 20, "apart": 4}})

        assert made.asked[("kent", *TOTAL)] == made.asked[(NATION, *TOTAL)] == 16

    def test_are_never_fewer_than_answered(self):
        made = quarter(coverage={("kent", "all", "all"): {"usable": 7, "invited": 8, "apart": 4}})

        assert made.asked[("kent", *TOTAL)] == 7


SIZES = (("all", "all", 90), ("stage", "ST1", 40), ("stage", "ST2", 50))


class TestHiddenByRules:
    CELLS = {
        (force, dimension, level): bins(good=size // 2, bad=size - size // 2)
        for force in ("kent", "essex", "surrey")
        for dimension, level, size in (
            ("all", "all", 90),
            ("stage", "ST1", 40),
            ("stage", "ST2", 50),
        )
    }

    def hidden(self, cells):
        return counts.hidden_by_rules(cells, {}, MEANINGS)[ITEM]

    def test_is_nothing_where_nobody_is_few(self):
        assert self.hidden(self.CELLS) == set()

    def test_is_a_small_base_and_another_in_each_list_that_it_stands_in(self):
        hidden = self.hidden(self.CELLS | {("kent", "stage", "ST1"): bins(good=4, bad=4)})

        assert ("kent", "stage", "ST1") in hidden
        assert ("kent", "stage", "ST2") in hidden
        assert len({area for area, *_ in hidden} - {NATION}) >= 2
        assert {dimension for _, dimension, _ in hidden} == {"stage"}

    def test_is_a_small_total_under_the_name_of_a_total(self):
        hidden = self.hidden(self.CELLS | {("kent", "all", "all"): bins(good=4, bad=4)})

        assert ("kent", *TOTAL) in hidden

    def test_is_nothing_where_nobody_answered(self):
        assert not [place for place in self.hidden(self.CELLS) if place[2] == "ST4"]

    def test_is_of_response_rates_what_few_answered_and_never_where_nobody_was_asked(self):
        coverage = {
            ("kent", "stage", "ST1"): {"usable": 4, "invited": 40, "recorded": 40},
            ("kent", "stage", "ST2"): {"usable": 60, "invited": 90, "recorded": 90},
            ("kent", "stage", "ST4"): {"usable": 80, "invited": 99, "recorded": 99},
            ("kent", "stage", "ST5"): {"usable": 0, "invited": 0, "recorded": 5},
        }

        hidden = counts.hidden_by_rules({}, coverage, MEANINGS)[ANSWERED]

        assert ("kent", "stage", "ST1") in hidden
        assert ("kent", "stage", "ST5") not in hidden
        assert (NATION, "stage", "ST1") in hidden
