"""The types of expressions: what may be compared, calculated with and passed to functions. Pure.

Each rule returns the type of the result, or raises UnsoundError with a phrase that says what is
wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from survey.definition import regular_expressions, values
from survey.definition.expressions import Function, Operator


class ExpressionType(StrEnum):
    NUMBER = "a number"
    TEXT = "words"
    DATE = "a date"
    TRUTH = "a condition"
    CHOICE = "a choice"
    CHOICES = "a list of choices"


NUMBER, TEXT, DATE, TRUTH, CHOICE, CHOICES = ExpressionType
WRITTEN = frozenset({TEXT, NUMBER, DATE})
"""Types whose values can be read as text."""
ORDERING = {Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST}


@dataclass(frozen=True)
class Typed:
    """The type of a part of an expression. `literal` is set where it is a text written in the
    expression, `codes` and `question` where it is a choice."""

    type: ExpressionType
    literal: str | None = None
    codes: frozenset[str] = frozenset()
    question: str = ""

    @property
    def is_nothing(self) -> bool:
        """The empty text. Anything may be compared with it, to ask whether there is an answer."""
        return self.literal == ""

    @property
    def is_date(self) -> bool:
        is_iso = self.literal is not None and values.date_in(self.literal) is not None
        return self.type is DATE or is_iso


class UnsoundError(ValueError):
    """The expression makes no sense; the message says why."""


def fail(why: str) -> NoReturn:
    raise UnsoundError(why)


def expect(found: Typed, *types: ExpressionType) -> None:
    if found.type not in types:
        fail(f"takes {found.type} where {' or '.join(types)} must stand")


def expect_choice(of: Typed, choice: str) -> None:
    if choice not in of.codes:
        fail(f"looks at choice {choice} of {of.question}, which has no such")


def operation(operator: Operator, left: Typed, right: Typed) -> Typed:
    if operator in {Operator.EQUAL, Operator.UNEQUAL}:
        return _equality(left, right)
    if operator in ORDERING:
        if not (left.type is right.type is NUMBER or (left.is_date and right.is_date)):
            fail(f"compares {left.type} with {right.type} by {operator}")
        return Typed(TRUTH)
    return _sum(operator, left, right)


def call(function: Function, given: list[Typed]) -> Typed:
    takes, rule = _FUNCTIONS[function]
    if len(given) != takes:
        fail(f"gives {function}() {len(given)} arguments, it takes {takes}")
    return rule(*given)


def _equality(left: Typed, right: Typed) -> Typed:
    if left.is_nothing or right.is_nothing or (left.is_date and right.is_date):
        return Typed(TRUTH)
    for choice, other in ((left, right), (right, left)):
        if choice.type is CHOICE and other.literal is not None:
            expect_choice(choice, other.literal)
    types = {left.type, right.type}
    if types == {CHOICE} and left.codes.isdisjoint(right.codes):
        fail(f"compares {left.question} with {right.question}, which have no choice in common")
    if types not in ({TEXT}, {NUMBER}, {DATE}, {CHOICE}, {TEXT, CHOICE}):
        fail(f"compares {left.type} with {right.type}")
    return Typed(TRUTH)


def _sum(operator: Operator, left: Typed, right: Typed) -> Typed:
    if operator is Operator.MINUS and left.is_date and right.is_date:
        return Typed(NUMBER)
    if operator in {Operator.PLUS, Operator.MINUS} and left.is_date and right.type is NUMBER:
        return Typed(DATE)
    if not left.type is right.type is NUMBER:
        fail(f"reckons with {left.type} and {right.type} by {operator}")
    return Typed(NUMBER)


def _if(condition: Typed, then: Typed, otherwise: Typed) -> Typed:
    expect(condition, TRUTH)
    return _either(then, otherwise)


def _either(one: Typed, other: Typed) -> Typed:
    """One of two, which must be of a kind; of the other nothing is known that is not of both."""
    if one.is_date and other.is_date:
        return Typed(DATE)
    if one.is_nothing or other.is_nothing or one.type is other.type:
        known = other if one.is_nothing else one
        codes = one.codes | other.codes
        return Typed(known.type, codes=codes, question=known.question)
    if {one.type, other.type} != {TEXT, CHOICE}:
        fail(f"comes to {one.type} or to {other.type}")
    return Typed(TEXT)


def _selected(picked: Typed, choice: Typed) -> Typed:
    expect(picked, CHOICE, CHOICES)
    expect_choice(picked, _written_down(choice, "choice"))
    return Typed(TRUTH)


def _count_selected(picked: Typed) -> Typed:
    expect(picked, CHOICES)
    return Typed(NUMBER)


def _string_length(text: Typed) -> Typed:
    expect(text, *WRITTEN)
    return Typed(NUMBER)


def _number(text: Typed) -> Typed:
    expect(text, TEXT, NUMBER)
    return Typed(NUMBER)


def _negative(number: Typed) -> Typed:
    expect(number, NUMBER)
    return Typed(NUMBER)


def _regex(text: Typed, pattern: Typed) -> Typed:
    expect(text, *WRITTEN)
    written = _written_down(pattern, "pattern")
    if fault := regular_expressions.fault_in_pattern(written):
        fail(f"uses the pattern {written}: {fault}")
    return Typed(TRUTH)


def _format_date(day: Typed, form: Typed) -> Typed:
    if not day.is_date:
        expect(day, DATE)
    written = _written_down(form, "form of date")
    if any(part[:1] not in values.DATE_PARTS for part in written.split("%")[1:]):
        known = ", ".join(f"%{part}" for part in values.DATE_PARTS)
        fail(f"writes a date as {written}; known are {known}")
    return Typed(TEXT)


def _written_down(part: Typed, noun: str) -> str:
    if part.literal is None:
        fail(f"uses a {noun} that is not written down")
    return part.literal


_FUNCTIONS: Mapping[Function, tuple[int, Callable[..., Typed]]] = {
    Function.IF: (3, _if),
    Function.COALESCE: (2, _either),
    Function.TODAY: (0, lambda: Typed(DATE)),
    Function.SELECTED: (2, _selected),
    Function.COUNT_SELECTED: (1, _count_selected),
    Function.STRING_LENGTH: (1, _string_length),
    Function.REGEX: (2, _regex),
    Function.NUMBER: (1, _number),
    Function.INT: (1, _number),
    Function.FORMAT_DATE: (2, _format_date),
    Function.NEGATIVE: (1, _negative),
}
"""How many arguments a function takes, and its rule."""
