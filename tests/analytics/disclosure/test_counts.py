"""From what is stored of a quarter to the people of its places, with two forces and one item."""

from analytics.disclosure import counts
from analytics.disclosure.places import NATION
from analytics.disclosure.quarter import ANSWERED
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
        assert made.forces == ("essex", "kent")

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
