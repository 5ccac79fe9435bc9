from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.definition.expressions import (
    AllOf,
    Answer,
    AnyOf,
    Call,
    Function,
    Not,
    Operation,
    Operator,
    Picked,
    Value,
)
from survey.definition.types import QuestionKind, Section
from survey.flow import answer_checks, steps
from survey.publishing import rules as publishing_rules
from tests.survey import make
from tests.survey.make import instrument, question


def picked(code, *choices):
    return Picked(code, frozenset(choices))


def faults(*questions, **more):
    return publishing_rules.faults_in(instrument(*questions, **more))


def of_choices(some):
    made = [
        q if q.kind is QuestionKind.SINGLE else replace(q, kind=QuestionKind.MULTI)
        for q in some.questions
    ]
    return replace(some, questions=tuple(made))


def can_be_given(some, code, answer):
    try:
        answer_checks.check_answer(some.question(code), answer)
    except answer_checks.AnswerError:
        return False
    return True


class TestBranches:
    @pytest.mark.parametrize(
        ("condition", "fault"),
        [
            (picked("GONE", "yes"), "shown_if looks at GONE, which is no question"),
            (picked("C", "yes"), "shown_if looks at C, which is not asked before it"),
            (
                Not(AnyOf((picked("A", "maybe"),))),
                "shown_if looks at choice maybe of A, which has no such",
            ),
        ],
    )
    def test_dangle_from_nothing(self, condition, fault):
        branch = question("B", shown_if=condition)

        assert faults(question("A"), branch, question("C")) == [
            f"sample version 1, question B: {fault}"
        ]

    @pytest.mark.parametrize(
        "condition",
        [
            picked("A", "yes"),
            Not(picked("A", "yes")),
            AnyOf((picked("A", "yes"), picked("M", "a"))),
            AllOf((picked("A", "yes"), Not(picked("A", "no")))),
            AllOf((picked("M", "a"), picked("M", "b"))),
        ],
    )
    def test_can_be_reached(self, condition):
        many = question("M", kind=QuestionKind.MULTI, choices="abc")

        assert faults(question("A"), many, question("B", shown_if=condition)) == []

    @pytest.mark.parametrize(
        "condition",
        [
            AllOf((picked("A", "yes"), picked("A", "no"))),
            AllOf((picked("A", "yes"), Not(picked("A", "yes")))),
        ],
    )
    def test_that_nobody_can_reach_are_refused(self, condition):
        assert faults(question("A"), question("B", shown_if=condition)) == [
            "sample version 1, question B: no answers lead to it"
        ]

    def test_that_everybody_takes_are_refused(self):
        anything = AnyOf((picked("A", "yes"), Not(picked("A", "yes"))))

        assert faults(question("A"), question("B", shown_if=anything)) == [
            "sample version 1, question B: every answer leads to it"
        ]

    def test_that_anyone_may_skip_past_are_taken(self):
        any_choice = picked("A", "yes", "no")

        assert faults(question("A"), question("B", shown_if=any_choice)) == []

    def test_that_need_choices_which_exclude_each_other_are_refused(self):
        many = question(
            "M", kind=QuestionKind.MULTI, choices=("a", "b", make.choice("none", is_exclusive=True))
        )

        assert faults(
            many, question("B", shown_if=AllOf((picked("M", "a"), picked("M", "none"))))
        ) == ["sample version 1, question B: no answers lead to it"]

    def test_that_wait_for_each_other_are_refused(self):
        first = question("A", shown_if=picked("C", "yes"))
        second = question("B", shown_if=picked("A", "yes"))
        third = question("C", shown_if=picked("B", "yes"))
        circle = "it waits for itself: its conditions go in a circle"

        assert faults(question("Z"), first, second, third) == [
            "sample version 1, question A: shown_if looks at C, which is not asked before it",
            f"sample version 1, question A: {circle}",
            f"sample version 1, question B: {circle}",
            f"sample version 1, question C: {circle}",
        ]

    def test_that_compare_with_no_choice_are_refused(self):
        equal = Operation(Operator.EQUAL, Answer("A"), Value("maybe"))
        selected = Call(Function.SELECTED, (Answer("A"), Value("maybe")))

        for condition in (equal, Not(selected)):
            assert faults(question("A"), question("B", shown_if=condition)) == [
                (
                    "sample version 1, question B: shown_if looks at choice maybe of A, which has "
                    "no such"
                )
            ]

    def test_are_followed_through_other_branches(self):
        first = question("A")
        second = question("B", shown_if=picked("A", "yes"))
        third = question("C", shown_if=picked("B", "no"))
        fourth = question("D", shown_if=AllOf((picked("A", "no"), picked("B", "yes"))))

        assert faults(first, second, third, fourth) == [
            "sample version 1, question D: no answers lead to it"
        ]

    @pytest.mark.slow
    def test_that_nobody_could_check_are_refused(self):
        many = [question(f"M{n}", kind=QuestionKind.MULTI, choices="abcdef") for n in range(4)]
        impossible = [
            AllOf((picked(q.code, *"abcdef"), Not(picked(q.code, *"abcdef")))) for q in many
        ]

        assert faults(*many, question("B", shown_if=AnyOf(tuple(impossible)))) == [
            (
                "sample version 1, question B: no answers that lead to it were found in 20,000 "
                "tries: give it a condition that a person can follow"
            )
        ]

    @pytest.mark.slow
    @given(st.data(), make.instruments(most=3).map(of_choices))
    def test_that_are_refused_are_on_no_path(self, data, some):
        refused = {
            fault.partition("question ")[2].partition(":")[0]
            for fault in publishing_rules.faults_in(some)
            if "no answers lead to it" in fault
        }

        answers = data.draw(make.answers_to(some))
        given = {
            code: each
            for code, each in answers.items()
            if code in some.places and can_be_given(some, code, each)
        }
        walked = steps.path(some, given)

        assert not refused & {each.code for each in walked}


class TestPlaceholders:
    def test_tell_answers_given_before(self):
        text = {"en": "You said {B}. Why?", "cy": "Dywedoch {B}. Pam?"}

        assert faults(question("A", text=text), question("B")) == [
            ("sample version 1, question A: its wording names {B}, which is not asked before it")
        ]
        assert faults(question("B"), question("A", text=text)) == []

    def test_tell_what_is_known_of_every_case(self):
        month = {"en": "In {month|that month}?", "cy": "Ym {month|mis hwnnw}?"}
        crime = {"en": "The {crime}?", "cy": "Y {crime}?"}

        assert faults(question("A", text=month)) == []
        assert faults(question("A", text=crime)) == [
            "sample version 1, question A: its wording names {crime}, which is nothing known"
        ]


class TestSections:
    def test_are_branches_too(self):
        impossible = AllOf((picked("A", "yes"), picked("A", "no")))
        section = Section("S", shown_if=impossible)

        assert faults(question("A"), question("B", section="S"), sections=(section,)) == [
            "sample version 1, section S: no answers lead to it"
        ]

    def test_may_hold_other_sections(self):
        outer = Section("S", shown_if=picked("A", "yes"))
        inner = Section("T", parent="S", shown_if=picked("B", "yes"))
        asked = [question("A"), question("B", section="S"), question("C", section="T")]

        assert faults(*asked, sections=(outer, inner)) == []

    def test_cannot_be_taken_by_answers_that_close_the_one_outside(self):
        outer = Section("S", shown_if=picked("A", "yes"))
        inner = Section("T", parent="S", shown_if=picked("A", "no"))
        asked = [question("A"), question("B", section="S"), question("C", section="T")]

        assert faults(*asked, sections=(outer, inner)) == [
            "sample version 1, section T: no answers lead to it"
        ]

    def test_cannot_be_inside_themselves_or_nothing(self):
        sections = (Section("S", parent="T"), Section("T", parent="S"), Section("U", parent="V"))

        assert faults(question("A", section="S"), sections=sections) == [
            "sample version 1, section S: it is inside itself",
            "sample version 1, section T: it is inside itself",
            "sample version 1, section U: its parent V is no section",
            "sample version 1, section U: it holds no question",
        ]

    def test_do_not_look_at_their_own_questions(self):
        section = Section("S", shown_if=picked("B", "yes"))

        assert faults(question("A"), question("B", section="S"), sections=(section,)) == [
            "sample version 1, section S: shown_if looks at B, which is not asked before it",
            ("sample version 1, question B: it waits for itself: its conditions go in a circle"),
        ]
