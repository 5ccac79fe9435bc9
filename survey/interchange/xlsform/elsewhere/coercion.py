"""Makes conversions explicit that other tools do implicitly."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from survey.definition import expression_checks, expression_types, values
from survey.definition.expression_checks import Slot
from survey.definition.expression_types import ExpressionType, Typed, UnsoundError
from survey.definition.expressions import (
    AllOf,
    AnyOf,
    Call,
    Expression,
    Function,
    Not,
    Operation,
    Operator,
    Value,
)
from survey.definition.types import Instrument, Question, Section
from survey.interchange.xpath.parsing import floor

MOST_PASSES = 4
"""A calculation that becomes a number can make another that uses it a number too, so several passes
are needed."""
FIRST_DAY = Call(Function.DATE, (Value("1970-01-01"),))
"""The day from which other tools count."""
IN_WORDS = Value("%Y-%m-%d")
"""The date format of other tools where text is expected."""
OF_DAYS = {Function.DECIMAL_DATE_TIME, Function.FORMAT_DATE}
"""Functions that other tools let read a day in words."""
EITHER = {Function.IF, Function.COALESCE}
DAY_OR_WORDS = {ExpressionType.DATE, ExpressionType.TEXT}
TO_WORDS = {ExpressionType.NUMBER, ExpressionType.CHOICES}
PLAIN_WORDS = {ExpressionType.TEXT, ExpressionType.CHOICE}
EQUALITY = {Operator.EQUAL, Operator.UNEQUAL}
Owner = TypeVar("Owner", Question, Section)
TypeOf = Callable[[Expression], Typed | None]


def coerced(instrument: Instrument) -> Instrument:
    for _ in range(MOST_PASSES):
        found = replace(
            instrument,
            questions=tuple(_owner(each, instrument) for each in instrument.questions),
            sections=tuple(_owner(each, instrument) for each in instrument.sections),
        )
        if found == instrument:
            break
        instrument = found
    return instrument


def _owner(owner: Owner, instrument: Instrument) -> Owner:
    changes: dict[str, Any] = {}
    for slot in Slot:
        written = getattr(owner, slot.value, None)
        if written is not None:
            type_of = expression_checks.typing_in(owner, instrument, slot=slot)
            changes[slot.value] = _coerce(written, type_of)
    return replace(owner, **changes)


def _coerce(expression: Expression, type_of: TypeOf) -> Expression:
    match expression:
        case AllOf(parts) | AnyOf(parts):
            return type(expression)(tuple(_coerce(part, type_of) for part in parts))
        case Not(part):
            return Not(_coerce(part, type_of))
        case Call(Function.DATE, (days,)) if _is_counted(days, type_of):
            return _day_of(_coerce(days, type_of))
        case Call(Function.FORMAT_DATE, (days, form)) if _is_counted(days, type_of):
            return Call(Function.FORMAT_DATE, (_day_of(_coerce(days, type_of)), form))
        case Call(function, arguments):
            given = tuple(_coerce(part, type_of) for part in arguments)
            if function in OF_DAYS:
                day = given[0]
                typed = type_of(day)
                is_words = (
                    typed is not None and typed.type is ExpressionType.TEXT and not typed.is_date
                )
                given = ((Call(Function.DATE, (day,)) if is_words else day), *given[1:])
            return Call(function, _alike(given, type_of) if function in EITHER else given)
        case Operation(operator, left, right):
            return _operation(operator, _coerce(left, type_of), _coerce(right, type_of), type_of)
    return expression


def _is_counted(days: Expression, type_of: TypeOf) -> bool:
    typed = type_of(days)
    return typed is not None and typed.type is ExpressionType.NUMBER


def _day_of(days: Expression) -> Expression:
    return Call(Function.DATE, (Operation(Operator.PLUS, FIRST_DAY, floor(days)),))


def _alike(given: tuple[Expression, ...], type_of: TypeOf) -> tuple[Expression, ...]:
    *before, one, other = given
    found = [typed for part in (one, other) if (typed := type_of(part))]
    types = {typed.type for typed in found}
    if Value("") in (one, other):
        return given
    if types == DAY_OR_WORDS and not all(typed.is_date for typed in found):
        return (*before, *(_day_as_text(part, type_of) for part in (one, other)))
    if len(types) == 1 or not types & TO_WORDS or not types <= TO_WORDS | PLAIN_WORDS:
        return given
    return (*before, *(_coerce_to_text(part, type_of) for part in (one, other)))


def _day_as_text(part: Expression, type_of: TypeOf) -> Expression:
    typed = type_of(part)
    is_day = typed is not None and typed.type is ExpressionType.DATE
    return Call(Function.FORMAT_DATE, (part, IN_WORDS)) if is_day else part


def _coerce_to_text(part: Expression, type_of: TypeOf) -> Expression:
    typed = type_of(part)
    is_other = typed is not None and typed.type in TO_WORDS
    return Call(Function.STRING, (part,)) if is_other else part


def _operation(
    operator: Operator, left: Expression, right: Expression, type_of: TypeOf
) -> Operation:
    """The first that makes sense; unchanged where none does."""
    as_written = Operation(operator, left, right)
    one, other = type_of(left), type_of(right)
    if one is None or other is None or _is_sound(operator, one, other):
        return as_written
    in_numbers = Operation(operator, _number(left, one), _number(right, other))
    in_words = Operation(operator, _words(left, one, other), _words(right, other, one))
    in_blanks = Operation(operator, _blank(left), _blank(right))
    ways = [in_numbers, *([in_blanks, in_words] if operator in EQUALITY else [])]
    for way in ways:
        first, second = type_of(way.left), type_of(way.right)
        if first and second and _is_sound(operator, first, second):
            return way
    return as_written


def _is_sound(operator: Operator, left: Typed, right: Typed) -> bool:
    try:
        expression_types.operation(operator, left, right)
    except UnsoundError:
        return False
    return True


def _number(part: Expression, typed: Typed) -> Expression:
    if typed.type is ExpressionType.CHOICE and any(map(_is_numeric, typed.codes)):
        return part if typed.is_number else Call(Function.NUMBER, (part,))
    if typed.type is not ExpressionType.TEXT or typed.is_date or typed.is_time:
        return part
    if typed.literal is None:
        return Call(Function.NUMBER, (part,))
    if re.fullmatch(r"-?[0-9]{1,18}", typed.literal):
        return Value(int(typed.literal))
    return part


def _is_numeric(code: str) -> bool:
    return values.number_in(code) is not None


def _blank(part: Expression) -> Expression:
    return Value("") if part == Value("NaN") else part


def _words(part: Expression, typed: Typed, beside: Typed) -> Expression:
    is_unknown = beside.literal is not None and beside.literal not in typed.codes
    if typed.type is not ExpressionType.CHOICES or is_unknown:
        return part
    return Call(Function.STRING, (part,))
