import pytest
from hypothesis import given

from survey.definition.expression_checks import Slot, faults_in_expression, faults_in_expressions_of
from survey.definition.expressions import (
    MOST_DEPTH,
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
    Tag,
    Value,
)
from survey.definition.types import QuestionKind, Section
from tests.each import for_each
from tests.survey import make

TAGGED = make.question(
    "HERE",
    choices=(make.choice("north", tags={"region": "n"}), make.choice("south")),
    section="S",
)
INSTRUMENT = make.instrument(
    make.question("ONE", choices=("yes", "no")),
    make.question("OTHER", choices=("maybe", "no")),
    make.question("FAR", choices=("left", "right")),
    make.question("MANY", kind=QuestionKind.MULTI, choices="abc"),
    make.question("AGE", kind=QuestionKind.INTEGER, choices=()),
    make.question("WORDS", kind=QuestionKind.TEXT, choices=()),
    make.question("DAY", kind=QuestionKind.DATE, choices=()),
    make.question("BOX", kind=QuestionKind.ACKNOWLEDGE, choices=()),
    make.question("NOTE", kind=QuestionKind.NOTE, choices=()),
    make.question("FLAG", kind=QuestionKind.HIDDEN, choices=(), default="7"),
    make.question(
        "SUM",
        kind=QuestionKind.CALCULATED,
        choices=(),
        calculation=Operation(Operator.PLUS, Answer("AGE"), Value(1)),
    ),
    TAGGED,
    make.question("LATER", section="S"),
    sections=(Section("S"),),
)


def as_part(value):
    return Value(value) if isinstance(value, str | int | float) else value


def op(left, operator, right):
    return Operation(Operator(operator), as_part(left), as_part(right))


def call(function, *arguments):
    return Call(function, tuple(as_part(each) for each in arguments))


def faults(expression, slot=Slot.SHOWN_IF, owner=TAGGED, instrument=INSTRUMENT):
    return faults_in_expression(expression, owner, instrument, slot=slot)


ONE, MANY, AGE, WORDS, DAY = map(Answer, ("ONE", "MANY", "AGE", "WORDS", "DAY"))
TODAY = call(Function.TODAY)


class TestSound:
    @for_each(
        "condition",
        [
            Picked("ONE", frozenset({"yes"})),
            Picked("MANY", frozenset({"a", "c"})),
            Picked("BOX", frozenset({"OK"})),
            AllOf((Not(op(ONE, "=", "yes")), AnyOf((op(AGE, ">=", 18),)))),
            op(ONE, "!=", ""),
            op(MANY, "=", ""),
            op(ONE, "=", Answer("OTHER")),
            op(Answer("BOX"), "=", "OK"),
            op(DAY, "<=", TODAY),
            op(DAY, "=", "2026-11-25"),
            op(op(TODAY, "-", DAY), "<", 42),
            op(op(DAY, "+", 14), "<", TODAY),
            op(Answer("FLAG"), "<", Answer("SUM")),
            op(call(Function.IF, op(AGE, ">", 9), AGE, 0), "<", 3),
            op(call(Function.COALESCE, WORDS, ""), "=", "x"),
            op(call(Function.COALESCE, ONE, Answer("OTHER")), "=", "maybe"),
            call(Function.SELECTED, MANY, "b"),
            call(Function.SELECTED, ONE, "no"),
            op(call(Function.COUNT_SELECTED, MANY), "<=", 2),
            op(call(Function.STRING_LENGTH, AGE), "=", 2),
            call(Function.REGEX, WORDS, "[a-z]+"),
            op(call(Function.INT, call(Function.NUMBER, WORDS)), ">", call(Function.NEGATIVE, 1)),
            op(call(Function.FORMAT_DATE, DAY, "%Y"), "=", "2026"),
        ],
    )
    def test_conditions_have_no_fault(self, condition):
        assert faults(condition) == []

    def test_constraints_look_at_the_answer_being_given(self):
        owner = INSTRUMENT.question("AGE")

        assert faults(op(Own(), ">", 16), Slot.CONSTRAINT, owner) == []

    def test_filters_look_at_properties_of_choices(self):
        assert faults(op(Tag("region"), "=", ONE), Slot.CHOICE_FILTER) == []

    def test_calculations_come_to_anything(self):
        assert faults(op(AGE, "*", 2), Slot.CALCULATION) == []


class TestUnsound:
    @for_each(
        ("condition", "fault"),
        [
            (Picked("GONE", frozenset("a")), "looks at GONE, which is no question"),
            (Picked("LATER", frozenset("a")), "looks at LATER, which is not asked before it"),
            (op(Answer("HERE"), "=", "x"), "looks at HERE, which is not asked before it"),
            (Picked("ONE", frozenset({"x"})), "looks at choice x of ONE, which has no such"),
            (Picked("AGE", frozenset({"x"})), "looks at choices of AGE, which has none"),
            (op(ONE, "=", "maybe"), "looks at choice maybe of ONE, which has no such"),
            (op("maybe", "!=", ONE), "looks at choice maybe of ONE, which has no such"),
            (
                op(ONE, "=", Answer("FAR")),
                "compares ONE with FAR, which have no choice in common",
            ),
            (Not(Answer("NOTE")), "looks at NOTE, which is a note and has no answer"),
            (op(AGE, "=", "x"), "compares a number with words"),
            (op(WORDS, "=", 3), "compares words with a number"),
            (op(MANY, "=", "d"), "looks at choice d of MANY, which has no such"),
            (op(MANY, "=", 1), "compares a list of choices with a number"),
            (op(ONE, "<", 3), "compares a choice with a number by <"),
            (op(DAY, "<", 3), "compares a date with a number by <"),
            (op(WORDS, "<", "z"), "compares words with words by <"),
            (op(op(WORDS, "+", 1), "=", 2), "reckons with words and a number by +"),
            (op(op(DAY, "*", 2), "=", 2), "reckons with a date and a number by *"),
            (AGE, "comes to a number, and must be a condition"),
            (Not(AGE), "takes a number where a condition must stand"),
            (Own(), "looks at the answer being given, which only a constraint can"),
            (Tag("region"), "looks at the property region, which only a choice filter can"),
            (
                call(Function.SELECTED, AGE, "x"),
                "takes a number where a choice or a list of choices must stand",
            ),
            (call(Function.SELECTED, MANY, "x"), "looks at choice x of MANY, which has no such"),
            (
                call(Function.SELECTED, MANY, AGE),
                "takes a number where words or a choice must stand",
            ),
            (call(Function.SELECTED, MANY), "gives selected() 1 arguments, it takes 2"),
            (call(Function.REGEX, WORDS, "(a+)+"), "uses the pattern (a+)+: the pattern repeats"),
            (call(Function.REGEX, WORDS, WORDS), "uses a pattern that is not written down"),
            (
                op(call(Function.FORMAT_DATE, DAY, "%b"), "=", ""),
                "writes a date as %b; known are %Y, %y, %m, %n, %d, %e",
            ),
            (
                op(call(Function.COALESCE, AGE, WORDS), "=", ""),
                "comes to a number or to words",
            ),
        ],
    )
    def test_conditions_say_what_is_wrong_once(self, condition, fault):
        (found,) = faults(condition)

        assert found.startswith(f"shown_if {fault}")

    def test_property_that_no_choice_has(self):
        assert faults(op(Tag("age"), "=", "n"), Slot.CHOICE_FILTER) == [
            "choice_filter looks at the property age, which none of its choices has"
        ]

    def test_nest_that_is_too_deep(self):
        deep = Picked("ONE", frozenset({"yes"}))
        for _ in range(MOST_DEPTH):
            deep = Not(deep)

        assert faults(deep) == ["shown_if is nested deeper than 24 levels"]

    def test_every_mistake_has_its_own_fault(self):
        condition = AllOf((op(AGE, "=", "x"), Picked("GONE", frozenset("a")), op(ONE, "=", "yes")))

        assert len(faults(condition)) == 2


class TestFaultsInExpressionsOf:
    def test_look_at_each_expression(self):
        wrong = make.question("B", shown_if=Own(), choice_filter=Tag("x"), constraint=Own())
        instrument = make.instrument(make.question("A"), wrong)

        found = faults_in_expressions_of(wrong, instrument)

        assert [fault.split()[0] for fault in found] == ["shown_if", "constraint", "choice_filter"]

    def test_let_a_section_look_at_what_comes_before_it(self):
        section = Section("S", shown_if=Picked("LATER", frozenset({"yes"})))
        inside = make.instrument(make.question("LATER", section="S"), sections=(section,))
        before = make.instrument(
            make.question("LATER"), make.question("A", section="S"), sections=(section,)
        )

        assert faults_in_expressions_of(section, before) == []
        assert faults_in_expressions_of(section, inside) == [
            "shown_if looks at LATER, which is not asked before it"
        ]

    def test_can_take_a_long_row_of_calculations(self):
        def doubled(place):
            if not place:
                return Value(1)
            before = Answer(f"C{place - 1}")
            return Operation(Operator.PLUS, before, before)

        row = [
            make.question(f"C{n}", kind=QuestionKind.CALCULATED, choices=(), calculation=doubled(n))
            for n in range(300)
        ]

        assert faults_in_expressions_of(row[-1], make.instrument(*row)) == []

    @pytest.mark.slow
    @given(make.instruments(is_sound=False))
    def test_never_fail(self, instrument):
        for owner in (*instrument.questions, *instrument.sections):
            faults_in_expressions_of(owner, instrument)
