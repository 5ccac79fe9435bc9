import pytest
from hypothesis import given

from survey.definition.expressions import (
    AllOf,
    Answer,
    AnyOf,
    Call,
    Function,
    Not,
    Operation,
    Operator,
    Own,
    Picked,
    Value,
)
from survey.definition.types import ACKNOWLEDGED, QuestionKind, Section
from survey.flow import steps
from survey.publishing import example_cases
from survey.publishing.example_cases import MOST_TRIES, Noun
from tests.survey import make
from tests.survey.make import choice, instrument, question


def picked(code, *choices):
    return Picked(code, frozenset(choices))


def cases(*questions, **more):
    return {
        branch.code: (branch.taken, branch.untaken)
        for branch in example_cases.branches(instrument(*questions, **more))
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
        many = question("M", kind=QuestionKind.MULTI, choices="abcd")
        both = AllOf((picked("M", "b"), picked("M", "d"), Not(picked("M", "a"))))

        assert cases(many, question("B", shown_if=both))["B"][0] == {"M": ("b", "d")}

    def test_never_pick_what_cannot_be_picked_together(self):
        none = choice("none", is_exclusive=True)
        many = question("M", kind=QuestionKind.MULTI, choices=("a", none))
        both = AllOf((picked("M", "a"), picked("M", "none")))

        [branch] = example_cases.branches(instrument(many, question("B", shown_if=both)))

        assert (branch.taken, branch.is_settled) == (None, True)

    def test_are_sections_too_and_first(self):
        section = Section("S", shown_if=picked("A", "yes"))
        inside = question("B", section="S", shown_if=picked("A", "no", "yes"))

        found = example_cases.branches(instrument(question("A"), inside, sections=(section,)))

        assert [(branch.noun, branch.code) for branch in found] == [
            (Noun.SECTION, "S"),
            (Noun.QUESTION, "B"),
        ]
        assert (found[0].taken, found[0].untaken) == ({"A": ("yes",)}, {"A": ("no",)})

    def test_of_an_empty_section_are_none(self):
        assert cases(question("A"), sections=(Section("S", shown_if=picked("A", "yes")),)) == {}

    @pytest.mark.slow
    def test_say_when_the_search_stopped_at_its_bound(self):
        many = [question(f"M{n}", kind=QuestionKind.MULTI, choices="abcdef") for n in range(4)]
        impossible = AnyOf(
            tuple(AllOf((picked(q.code, *"abcdef"), Not(picked(q.code, *"abcdef")))) for q in many)
        )

        [branch] = example_cases.branches(instrument(*many, question("B", shown_if=impossible)))

        assert MOST_TRIES < 64**4
        assert (branch.taken, branch.untaken, branch.is_settled) == (
            None,
            {"M0": ("a",), "M1": ("a",), "M2": ("a",), "M3": ("a",)},
            False,
        )

    @pytest.mark.slow
    @given(make.instruments(most=4))
    def test_lead_through_the_whole_where_they_say(self, some):
        for branch in example_cases.branches(some):
            for answers, is_taken in ((branch.taken, True), (branch.untaken, False)):
                walked = steps.path(some, answers) if answers is not None else ()
                assert (answers is None) or (branch.code in {q.code for q in walked}) is is_taken

    @pytest.mark.slow
    @given(make.instruments(most=4))
    def test_are_the_same_every_time(self, some):
        assert example_cases.branches(some) == example_cases.branches(some)


class TestWrittenAnswers:
    def case(self, asked, condition):
        return cases(asked, question("B", shown_if=condition))["B"]

    def test_are_numbers_on_either_side(self):
        age = question("N", kind=QuestionKind.INTEGER, choices=())
        adult = Operation(Operator.AT_LEAST, Answer("N"), Value(18))

        assert self.case(age, adult) == ({"N": ("18",)}, {"N": ("17",)})

    def test_are_numbers_that_the_question_takes(self):
        few = Operation(Operator.LESS, Own(), Value(18))
        age = question("N", kind=QuestionKind.INTEGER, choices=(), constraint=few)
        adult = Operation(Operator.AT_LEAST, Answer("N"), Value(18))

        assert self.case(age, adult)[0] is None

    def test_are_numbers_with_places_on_either_side(self):
        hours = question("N", kind=QuestionKind.DECIMAL, choices=())
        long = Operation(Operator.MORE, Answer("N"), Value(2.5))

        assert self.case(hours, long) == ({"N": ("3.5",)}, {"N": ("2.5",)})

    def test_are_times_on_either_side(self):
        at = question("T", kind=QuestionKind.TIME, choices=())
        late = Operation(Operator.MORE, Answer("T"), Value("18:00"))

        assert self.case(at, late) == ({"T": ("23:59",)}, {"T": ("18:00",)})

    def test_are_days_on_either_side(self):
        day = question("D", kind=QuestionKind.DATE, choices=())
        late = Operation(Operator.MORE, Answer("D"), Value("2026-03-31"))

        assert self.case(day, late) == ({"D": ("2026-04-01",)}, {"D": ("2026-03-31",)})

    def test_are_words(self):
        name = question("T", kind=QuestionKind.TEXT, choices=())
        is_given = Operation(Operator.UNEQUAL, Answer("T"), Value(""))

        assert self.case(name, is_given) == ({"T": ("Made up",)}, {})

    def test_are_a_box_ticked_or_not(self):
        box = question("K", kind=QuestionKind.ACKNOWLEDGE, choices=())

        assert self.case(box, picked("K", ACKNOWLEDGED)) == ({"K": (ACKNOWLEDGED,)}, {})

    def test_are_as_many_choices_as_are_counted(self):
        many = question("M", kind=QuestionKind.MULTI, choices="abcd")
        three = Operation(
            Operator.AT_LEAST, Call(Function.COUNT_SELECTED, (Answer("M"),)), Value(3)
        )

        assert self.case(many, three) == ({"M": ("a", "b", "c")}, {"M": ("a",)})

    def test_go_into_what_is_calculated(self):
        age = question("N", kind=QuestionKind.INTEGER, choices=())
        double = Operation(Operator.TIMES, Answer("N"), Value(2))
        sum_of = question("C", kind=QuestionKind.CALCULATED, choices=(), calculation=double)
        over = Operation(Operator.MORE, Call(Function.NUMBER, (Answer("C"),)), Value(2))

        found = cases(age, sum_of, question("B", shown_if=over))["B"]

        assert found == ({"N": ("2",)}, {"N": ("1",)})
