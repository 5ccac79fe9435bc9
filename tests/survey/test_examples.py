"""Made-up cases: answers that lead into a branch, and answers that do not."""

import pytest
from hypothesis import given

from survey import examples, flow
from survey.definition import Kind, Section
from survey.examples import MOST_TRIES
from survey.expressions import AllOf, AnyOf, Not, Picked
from tests.survey import make
from tests.survey.make import choice, instrument, question


def picked(code, *choices):
    return Picked(code, frozenset(choices))


def cases(*questions, **more):
    return {
        branch.code: (branch.taken, branch.untaken)
        for branch in examples.branches(instrument(*questions, **more))
    }


class TestBranches:
    def test_have_one_case_that_takes_them_and_one_that_does_not(self):
        found = cases(question("A"), question("B", shown_if=picked("A", "yes")))

        assert found == {"B": ({"A": ("yes",)}, {"A": ("no",)})}

    def test_are_no_questions_without_a_condition(self):
        assert cases(question("A"), question("B")) == {}

    def test_follow_the_conditions_before_them(self):
        first = question("A")
        second = question("B", shown_if=picked("A", "no"))
        third = question("C", shown_if=picked("B", "yes"))

        assert cases(first, second, third)["C"] == (
            {"A": ("no",), "B": ("yes",)},
            {"A": ("yes",), "B": ("yes",)},
        )

    def test_leave_out_what_makes_no_difference(self):
        found = cases(question("Z"), question("A"), question("B", shown_if=picked("A", "yes")))

        assert found["B"][0] == {"A": ("yes",)}

    def test_use_a_choice_that_the_condition_does_not_name(self):
        many = question("A", choices=("a", "b", choice("prefer_not", is_apart=True)))

        assert cases(many, question("B", shown_if=Not(picked("A", "a"))))["B"] == (
            {"A": ("b",)},
            {"A": ("a",)},
        )

    def test_skip_where_every_choice_leads_in(self):
        assert cases(question("A"), question("B", shown_if=picked("A", "yes", "no")))["B"] == (
            {"A": ("yes",)},
            {},
        )

    def test_pick_several_where_one_is_not_enough(self):
        many = question("M", kind=Kind.MULTI, choices="abcd")
        both = AllOf((picked("M", "b"), picked("M", "d"), Not(picked("M", "a"))))

        assert cases(many, question("B", shown_if=both))["B"][0] == {"M": ("b", "d")}

    def test_never_pick_what_cannot_be_picked_together(self):
        none = choice("none", is_exclusive=True)
        many = question("M", kind=Kind.MULTI, choices=("a", none))
        both = AllOf((picked("M", "a"), picked("M", "none")))

        [branch] = examples.branches(instrument(many, question("B", shown_if=both)))

        assert (branch.taken, branch.is_settled) == (None, True)

    def test_of_an_empty_section_are_none(self):
        assert cases(question("A"), sections=(Section("S", shown_if=picked("A", "yes")),)) == {}

    @pytest.mark.slow
    def test_say_when_the_search_stopped_at_its_bound(self):
        many = [question(f"M{n}", kind=Kind.MULTI, choices="abcdef") for n in range(4)]
        impossible = AnyOf(
            tuple(AllOf((picked(q.code, *"abcdef"), Not(picked(q.code, *"abcdef")))) for q in many)
        )

        [branch] = examples.branches(instrument(*many, question("B", shown_if=impossible)))

        assert MOST_TRIES < 64**4
        assert (branch.taken, branch.untaken, branch.is_settled) == (
            None,
            {"M0": ("a",), "M1": ("a",), "M2": ("a",), "M3": ("a",)},
            False,
        )

    @given(make.instruments(most=4))
    def test_lead_through_the_whole_where_they_say(self, some):
        for branch in examples.branches(some):
            for answers, is_taken in ((branch.taken, True), (branch.untaken, False)):
                walked = flow.path(some, answers) if answers is not None else ()
                assert (answers is None) or (branch.code in {q.code for q in walked}) is is_taken

    @given(make.instruments(most=4))
    def test_are_the_same_every_time(self, some):
        assert examples.branches(some) == examples.branches(some)
