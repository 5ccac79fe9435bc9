from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from survey.definition import values
from survey.definition.expressions import ARITY, NO_LIMIT, Function, Operator
from survey.definition.functions import regular_expressions


class ExpressionType(StrEnum):
    NUMBER = "a number"
    TEXT = "words"
    DATE = "a date"
    TIME = "a time"
    TRUTH = "a condition"
    CHOICE = "a choice"
    CHOICES = "a list of choices"


NUMBER, TEXT, DATE, TIME, TRUTH, CHOICE, CHOICES = ExpressionType
WRITTEN = frozenset({TEXT, NUMBER, DATE, TIME})
"""Types whose values are written down by the person who answers."""
READABLE = WRITTEN | {CHOICE, CHOICES}
"""Types whose values can be read as text: of choices, their codes."""
ORDERING = {Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST}


@dataclass(frozen=True)
class Typed:
    type: ExpressionType
    literal: str | None = None
    codes: frozenset[str] = frozenset()
    question: str = ""

    @property
    def is_nothing(self) -> bool:
        """The empty text."""
        return self.literal == ""

    @property
    def is_date(self) -> bool:
        is_iso = self.literal is not None and values.date_in(self.literal) is not None
        return self.type is DATE or is_iso

    @property
    def is_time(self) -> bool:
        is_written = self.literal is not None and values.time_in(self.literal) is not None
        return self.type is TIME or is_written

    @property
    def is_number(self) -> bool:
        """A number, or a choice whose codes are all numbers."""
        numbers = [values.number_in(code) for code in self.codes]
        is_scale = self.type is CHOICE and numbers and None not in numbers
        return self.type is NUMBER or bool(is_scale)


class UnsoundError(ValueError):
    pass


def fail(why: str) -> NoReturn:
    raise UnsoundError(why)


def expect(found: Typed, *types: ExpressionType) -> None:
    if found.type not in types:
        fail(f"takes {found.type} where {' or '.join(types)} must stand")


def expect_choice(of: Typed, choice: str) -> None:
    if choice not in of.codes:
        fail(f"looks at choice {choice} of {of.question}, which has no such")


def expect_number(found: Typed) -> None:
    if not found.is_number:
        expect(found, NUMBER)


def operation(operator: Operator, left: Typed, right: Typed) -> Typed:
    if operator in {Operator.EQUAL, Operator.UNEQUAL}:
        if left.is_nothing or right.is_nothing or _are_days_or_times(left, right):
            return Typed(TRUTH)
        for one, other in ((left, right), (right, left)):
            if other.literal is not None and _is_literal_equal_to(one, other, other.literal):
                return Typed(TRUTH)
        types = {left.type, right.type}
        if types == {CHOICE} and left.codes.isdisjoint(right.codes):
            fail(f"compares {left.question} with {right.question}, which have no choice in common")
        is_alike = types in ({TEXT}, {NUMBER}, {DATE}, {TIME}, {TRUTH}, {CHOICE}, {TEXT, CHOICE})
        if not is_alike and not _are_numbers(left, right):
            fail(f"compares {left.type} with {right.type}")
        return Typed(TRUTH)
    if operator in ORDERING:
        if not _are_numbers(left, right) and not _are_days_or_times(left, right):
            fail(f"compares {left.type} with {right.type} by {operator}")
        return Typed(TRUTH)
    return _sum(operator, left, right)


def call(function: Function, given: list[Typed]) -> Typed:
    least, most = ARITY[function]
    if not least <= len(given) <= most:
        fail(f"gives {function}() {len(given)} arguments, it takes {takes(function)}")
    return _FUNCTIONS[function](*given)


def takes(function: Function) -> str:
    least, most = ARITY[function]
    if most == NO_LIMIT:
        return f"{least}+"
    return str(least) if least == most else f"{least}–{most}"


def _are_numbers(left: Typed, right: Typed) -> bool:
    return left.is_number and right.is_number


def _are_days_or_times(left: Typed, right: Typed) -> bool:
    return (left.is_date and right.is_date) or (left.is_time and right.is_time)


def _is_literal_equal_to(one: Typed, other: Typed, literal: str) -> bool:
    if one.type is CHOICE and other.type is NUMBER:
        number = values.number_in(literal)
        if all(values.number_in(code) != number for code in one.codes):
            expect_choice(one, literal)
        return True
    if one.type in {CHOICE, CHOICES} and other.type is TEXT:
        expect_choice(one, literal)
        return True
    return one.type is NUMBER and values.number_in(literal) is not None


def _sum(operator: Operator, left: Typed, right: Typed) -> Typed:
    if operator is Operator.MINUS and left.is_date and right.is_date:
        return Typed(NUMBER)
    if operator in {Operator.PLUS, Operator.MINUS} and left.is_date and right.is_number:
        return Typed(DATE)
    if not _are_numbers(left, right):
        fail(f"reckons with {left.type} and {right.type} by {operator}")
    return Typed(NUMBER)


def _if(condition: Typed, then: Typed, otherwise: Typed) -> Typed:
    expect(condition, TRUTH)
    return _either(then, otherwise)


def _either(one: Typed, other: Typed) -> Typed:
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
    if choice.literal is None:
        expect(choice, TEXT, CHOICE)
    else:
        expect_choice(picked, choice.literal)
    return Typed(TRUTH)


def _selected_at(picked: Typed, place: Typed) -> Typed:
    expect(picked, CHOICE, CHOICES)
    expect_number(place)
    return Typed(CHOICE, codes=picked.codes, question=picked.question)


def _count_selected(picked: Typed) -> Typed:
    expect(picked, CHOICE, CHOICES)
    return Typed(NUMBER)


def _number(text: Typed) -> Typed:
    expect(text, TEXT, NUMBER, CHOICE, TRUTH)
    return Typed(NUMBER)


def _number_result(*numbers: Typed) -> Typed:
    for number in numbers:
        expect_number(number)
    return Typed(NUMBER)


def _readable_text_rule(result: ExpressionType) -> Callable[..., Typed]:
    def rule(*texts: Typed) -> Typed:
        for text in texts:
            expect(text, *sorted(READABLE))
        return Typed(result)

    return rule


def _substr(text: Typed, *places: Typed) -> Typed:
    expect(text, *sorted(READABLE))
    _number_result(*places)
    return Typed(TEXT)


def _date(text: Typed) -> Typed:
    expect(text, TEXT, DATE)
    return Typed(DATE)


def _days_since_epoch(day: Typed) -> Typed:
    if not day.is_date:
        expect(day, DATE)
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


_FUNCTIONS: Mapping[Function, Callable[..., Typed]] = {
    Function.IF: _if,
    Function.COALESCE: _either,
    Function.TODAY: lambda: Typed(DATE),
    Function.TRUE: lambda: Typed(TRUTH),
    Function.FALSE: lambda: Typed(TRUTH),
    Function.SELECTED: _selected,
    Function.SELECTED_AT: _selected_at,
    Function.COUNT_SELECTED: _count_selected,
    Function.REGEX: _regex,
    Function.SUBSTR: _substr,
    Function.NUMBER: _number,
    Function.INT: _number,
    Function.FORMAT_DATE: _format_date,
    Function.DATE: _date,
    Function.DECIMAL_DATE_TIME: _days_since_epoch,
    Function.STRING_LENGTH: _readable_text_rule(NUMBER),
    **dict.fromkeys(
        (
            Function.CONCAT, Function.JOIN, Function.NORMALIZE_SPACE, Function.STRING,
            Function.SUBSTRING_BEFORE, Function.SUBSTRING_AFTER,
        ),
        _readable_text_rule(TEXT),
    ),
    **dict.fromkeys(
        (
            Function.CONTAINS, Function.STARTS_WITH, Function.ENDS_WITH,
            Function.BOOLEAN_FROM_STRING,
        ),
        _readable_text_rule(TRUTH),
    ),
    **dict.fromkeys(
        (Function.ROUND, Function.MIN, Function.MAX, Function.ABS, Function.POW, Function.NEGATIVE),
        _number_result,
    ),
}  # fmt: skip
"""The rule of each function."""
