"""Without needless brackets."""

import math
import re
from decimal import Decimal
from enum import IntEnum

from survey.definition.expressions import (
    AllOf,
    Answer,
    AnyOf,
    Call,
    Expression,
    Function,
    Not,
    Operation,
    Operator,
    Own,
    Picked,
    Tag,
    Value,
)
from survey.interchange.xpath.parsing import EQUALITY, LONGEST_NUMBER, ORDER, SUM
from survey.interchange.xpath.tokens import NAME


class Precedence(IntEnum):
    OR = 1
    AND = 2
    EQUALITY = 3
    ORDER = 4
    SUM = 5
    PRODUCT = 6
    MINUS = 7
    LEAF = 8


class UnableToWriteError(ValueError):
    pass


def write_text(expression: Expression) -> str:
    """Reading it gives the tree in normal form. Raises UnableToWriteError."""
    return _write_expression(expression, Precedence.OR)


def _write_expression(expression: Expression, least: Precedence) -> str:
    precedence, text = _with_precedence(expression)
    return text if precedence >= least else f"({text})"


def _with_precedence(expression: Expression) -> tuple[Precedence, str]:  # noqa: C901  # one arm a form
    match expression:
        case AnyOf((part,)) | AllOf((part,)):
            return _with_precedence(part)
        case AnyOf(parts):
            return Precedence.OR, " or ".join(_part_of_any(part) for part in parts)
        case AllOf(parts):
            return Precedence.AND, " and ".join(
                _write_expression(part, Precedence.EQUALITY) for part in parts
            )
        case Not(part):
            return Precedence.LEAF, f"not({_write_expression(part, Precedence.OR)})"
        case Picked(question, choices):
            return _picked(question, sorted(choices))
        case Operation(operator, left, right):
            return _operation(operator, left, right)
        case Call(Function.NEGATIVE, (part,)):
            return Precedence.MINUS, f"-{_write_expression(part, Precedence.MINUS)}"
        case Call(function, arguments):
            inner = ", ".join(_write_expression(argument, Precedence.OR) for argument in arguments)
            return Precedence.LEAF, f"{function.value}({inner})"
        case Answer(question):
            return Precedence.LEAF, f"${{{_name(question)}}}"
        case Own():
            return Precedence.LEAF, "."
        case Tag(name):
            return Precedence.LEAF, _name(name)
        case Value(value):
            return _value(value)


def _part_of_any(part: Expression) -> str:
    if isinstance(part, Picked) and part.choices:
        return _picked(part.question, sorted(part.choices))[1]
    return _write_expression(part, Precedence.AND)


def _picked(question: str, choices: list[str]) -> tuple[Precedence, str]:
    if not choices:
        message = f"no choice of {question} is named"
        raise UnableToWriteError(message)
    calls = [f"selected(${{{_name(question)}}}, {_quoted(choice)})" for choice in choices]
    return (Precedence.OR if len(calls) > 1 else Precedence.LEAF), " or ".join(calls)


def _operation(operator: Operator, left: Expression, right: Expression) -> tuple[Precedence, str]:
    precedence = _precedence(operator)
    tighter = Precedence(precedence + 1)
    written_left = _write_expression(left, precedence)
    written_right = _write_expression(right, tighter)
    return precedence, f"{written_left} {operator.value} {written_right}"


def _precedence(operator: Operator) -> Precedence:
    if operator in EQUALITY:
        return Precedence.EQUALITY
    if operator in ORDER:
        return Precedence.ORDER
    return Precedence.SUM if operator in SUM else Precedence.PRODUCT


def _value(value: str | float) -> tuple[Precedence, str]:
    if isinstance(value, str):
        return Precedence.LEAF, _quoted(value)
    if not math.isfinite(value):
        message = f"{value} is not a number that can be written"
        raise UnableToWriteError(message)
    text = str(value) if isinstance(value, int) else _plain(value)
    if len(text.removeprefix("-")) > LONGEST_NUMBER:
        message = f"{value} has more digits than can be written"
        raise UnableToWriteError(message)
    return (Precedence.MINUS if text.startswith("-") else Precedence.LEAF), text


def _plain(value: float) -> str:
    text = format(Decimal(repr(value)), "f")
    return text if "." in text else f"{text}.0"


def _quoted(text: str) -> str:
    for quote in ("'", '"'):
        if quote not in text:
            return f"{quote}{text}{quote}"
    message = f"text with both kinds of quotation mark: {text}"
    raise UnableToWriteError(message)


def _name(name: str) -> str:
    if not re.fullmatch(NAME, name):
        message = f"{name} is not a name"
        raise UnableToWriteError(message)
    return name
