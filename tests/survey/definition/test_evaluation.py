from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.definition.evaluation import Scope, compiled, evaluate, holds
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
    Tag,
    Value,
)
from tests.each import for_each
from tests.survey import make

TODAY = date(2026, 11, 25)
ANSWERS = {
    "A": ("yes",),
    "SKIPPED": (),
    "MANY": ("a", "c"),
    "AGE": ("34",),
    "WORDS": ("ŵyn bach",),
    "DAY": ("2026-02-28",),
}


def picked(question, *choices):
    return Picked(question, frozenset(choices))


def call(function, *arguments):
    return Call(function, tuple(as_part(each) for each in arguments))


def compare(left, operator, right):
    return Operation(Operator(operator), as_part(left), as_part(right))


def as_part(value):
    return Value(value) if isinstance(value, str | int | float) else value


def result(expression, **more):
    return evaluate(expression, ANSWERS, today=TODAY, **more)


class TestHolds:
    @for_each(
        ("condition", "is_true"),
        [
            (None, True),
            (picked("A", "yes"), True),
            (picked("A", "no"), False),
            (picked("A", "no", "yes"), True),
            (picked("SKIPPED", "yes"), False),
            (picked("GONE", "yes"), False),
            (Not(picked("SKIPPED", "yes")), True),
            (AllOf((picked("A", "yes"), picked("SKIPPED", "yes"))), False),
            (AnyOf((picked("A", "yes"), picked("SKIPPED", "yes"))), True),
        ],
    )
    def test_is_true_of_what_was_picked(self, condition, is_true):
        assert holds(condition, ANSWERS) is is_true


class TestComparing:
    @for_each(
        ("left", "operator", "right", "is_true"),
        [
            (Answer("A"), "=", "yes", True),
            (Answer("A"), "!=", "yes", False),
            (Answer("AGE"), "=", 34, True),
            (Answer("AGE"), "=", "34.0", False),
            (Answer("AGE"), "<", 9, False),
            (Answer("AGE"), ">=", 34, True),
            (Answer("AGE"), "<", "9", False),
            (Answer("DAY"), "<", call(Function.TODAY), True),
            (Answer("DAY"), ">", "2026-02-27", True),
            (Answer("DAY"), "<", 5, False),
            (Answer("WORDS"), "<", "z", False),
            (0.1, "+", 0.2, Decimal("0.3")),
        ],
    )
    def test_is_by_number_where_one_is_and_by_day_where_both_are(
        self, left, operator, right, is_true
    ):
        assert result(compare(left, operator, right)) == is_true

    @for_each("operator", ["=", "<", "<=", ">", ">="])
    @for_each("question", ["SKIPPED", "GONE"])
    @for_each("other", [16, "yes", "2026-01-01", Answer("AGE")])
    def test_is_false_of_an_answer_that_was_not_given(self, operator, question, other):
        assert result(compare(Answer(question), operator, other)) is False
        assert result(compare(other, operator, Answer(question))) is False

    def test_tells_an_empty_answer_by_the_empty_text(self):
        assert result(compare(Answer("SKIPPED"), "=", "")) is True
        assert result(compare(Answer("A"), "!=", "")) is True

    @given(make.expressions(("A", "AGE")), make.expressions(("A", "DAY")))
    def test_is_unequal_exactly_where_it_is_not_equal(self, left, right):
        equal = result(Operation(Operator.EQUAL, left, right))

        assert result(Operation(Operator.UNEQUAL, left, right)) is not equal


class TestReckoning:
    @for_each(
        ("left", "operator", "right", "expected"),
        [
            (2, "*", 3, 6),
            (7, "div", 2, Decimal("3.5")),
            (-7, "mod", 4, -3),
            (Answer("AGE"), "-", 4, 30),
            ("2026-03-01", "-", Answer("DAY"), 1),
            (Answer("DAY"), "+", 1, "2026-03-01"),
            (Answer("DAY"), "-", 28, "2026-01-31"),
            (1, "div", 0, ""),
            (0, "mod", 0, ""),
            (Answer("SKIPPED"), "+", 1, ""),
            (Answer("WORDS"), "*", 2, ""),
            (1e39, "*", 1e39, ""),
            ("9999-12-31", "+", 1, ""),
            ("0001-01-01", "-", 10**12, ""),
        ],
    )
    def test_is_decimal_and_empty_where_it_makes_no_sense(self, left, operator, right, expected):
        assert result(compare(left, operator, right)) == expected


class TestFunctions:
    @for_each(
        ("expression", "expected"),
        [
            (call(Function.IF, picked("A", "yes"), "so", "not so"), "so"),
            (call(Function.IF, picked("A", "no"), "so", "not so"), "not so"),
            (call(Function.COALESCE, Answer("SKIPPED"), Answer("AGE")), "34"),
            (call(Function.COALESCE, Answer("A"), Answer("AGE")), "yes"),
            (call(Function.TODAY), "2026-11-25"),
            (call(Function.SELECTED, Answer("MANY"), "c"), True),
            (call(Function.SELECTED, Answer("MANY"), "b"), False),
            (call(Function.SELECTED, Answer("SKIPPED"), "b"), False),
            (call(Function.COUNT_SELECTED, Answer("MANY")), 2),
            (call(Function.COUNT_SELECTED, Answer("SKIPPED")), 0),
            (call(Function.STRING_LENGTH, Answer("WORDS")), 8),
            (call(Function.STRING_LENGTH, Answer("AGE")), 2),
            (call(Function.REGEX, Answer("AGE"), "[0-9]{2}"), True),
            (call(Function.REGEX, Answer("AGE"), "[0-9]"), False),
            (call(Function.NUMBER, "12.5"), Decimal("12.5")),
            (call(Function.NUMBER, "twelve"), ""),
            (call(Function.INT, "12.9"), 12),
            (call(Function.INT, "-12.9"), -12),
            (call(Function.NEGATIVE, 4), -4),
            (call(Function.FORMAT_DATE, Answer("DAY"), "%e/%n/%y"), "28/2/26"),
            (call(Function.FORMAT_DATE, Answer("DAY"), "%Y-%m-%d"), "2026-02-28"),
            (call(Function.FORMAT_DATE, Answer("A"), "%Y"), ""),
        ],
    )
    def test_come_to_what_xlsform_says(self, expression, expected):
        assert result(expression) == expected

    def test_are_empty_of_today_where_no_day_is_passed_in(self):
        condition = compare(Answer("DAY"), "<", call(Function.TODAY))

        assert evaluate(condition, ANSWERS) is False


class TestWhatItLooksAt:
    def test_is_the_answer_being_given(self):
        assert result(compare(Own(), ">", 16), own=("17",)) is True

    def test_is_a_property_of_a_choice(self):
        condition = compare(Tag("region"), "=", "wales")

        assert result(condition, tags={"region": "wales"}) is True
        assert result(condition) is False

    def test_is_nothing_that_comes_later(self):
        condition = AnyOf((picked("A", "yes"), compare(Answer("A"), "=", "yes")))

        assert compiled(condition, before={"A"})(ANSWERS, Scope()) is True
        assert compiled(condition, before=())(ANSWERS, Scope()) is False


class TestEvaluate:
    @pytest.mark.slow
    @given(st.data(), make.expressions(("Q0", "Q1", "GONE")))
    def test_never_fails(self, data, expression):
        given = st.lists(st.sampled_from(make.GIVEN) | st.text(max_size=5), max_size=2).map(tuple)
        answers = data.draw(st.dictionaries(st.sampled_from(["Q0", "Q1"]), given))

        found = evaluate(expression, answers, today=TODAY, own=data.draw(given))

        assert isinstance(found, str | bool | Decimal)
        assert found == found  # no number is none
