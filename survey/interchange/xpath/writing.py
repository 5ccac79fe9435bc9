"""From our tree to the text of an XLSForm expression, with no bracket that is not needed. Pure."""

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


class Rank(IntEnum):
    """How tightly a part binds."""

    OR = 1
    AND = 2
    EQUALITY = 3
    ORDER = 4
    SUM = 5
    PRODUCT = 6
    MINUS = 7
    LEAF = 8


class UnableToWriteError(ValueError):
    """XLSForm has no way of saying this."""


def write_text(expression: Expression) -> str:
    """The text; reading it gives the tree in its normal form.

    Raises UnableToWriteError."""
    return _written(expression, Rank.OR)


def _written(expression: Expression, least: Rank) -> str:
    rank, text = _ranked(expression)
    return text if rank >= least else f"({text})"


def _ranked(expression: Expression) -> tuple[Rank, str]:  # noqa: C901  # one arm a form
    match expression:
        case AnyOf((part,)) | AllOf((part,)):
            return _ranked(part)
        case AnyOf(parts):
            return Rank.OR, " or ".join(_part_of_any(part) for part in parts)
        case AllOf(parts):
            return Rank.AND, " and ".join(_written(part, Rank.EQUALITY) for part in parts)
        case Not(part):
            return Rank.LEAF, f"not({_written(part, Rank.OR)})"
        case Picked(question, choices):
            return _picked(question, sorted(choices))
        case Operation(operator, left, right):
            return _operation(operator, left, right)
        case Call(Function.NEGATIVE, (part,)):
            return Rank.MINUS, f"-{_written(part, Rank.MINUS)}"
        case Call(function, arguments):
            inner = ", ".join(_written(argument, Rank.OR) for argument in arguments)
            return Rank.LEAF, f"{function.value}({inner})"
        case Answer(question):
            return Rank.LEAF, f"${{{_name(question)}}}"
        case Own():
            return Rank.LEAF, "."
        case Tag(name):
            return Rank.LEAF, _name(name)
        case Value(value):
            return _value(value)


def _part_of_any(part: Expression) -> str:
    """Choices of one question join the row; an inner "or" keeps its brackets."""
    if isinstance(part, Picked) and part.choices:
        return _picked(part.question, sorted(part.choices))[1]
    return _written(part, Rank.AND)


def _picked(question: str, choices: list[str]) -> tuple[Rank, str]:
    if not choices:
        message = f"no choice of {question} is named"
        raise UnableToWriteError(message)
    calls = [f"selected(${{{_name(question)}}}, {_quoted(choice)})" for choice in choices]
    return (Rank.OR if len(calls) > 1 else Rank.LEAF), " or ".join(calls)


def _operation(operator: Operator, left: Expression, right: Expression) -> tuple[Rank, str]:
    rank = _rank(operator)
    tighter = Rank(rank + 1)
    return rank, f"{_written(left, rank)} {operator.value} {_written(right, tighter)}"


def _rank(operator: Operator) -> Rank:
    if operator in EQUALITY:
        return Rank.EQUALITY
    if operator in ORDER:
        return Rank.ORDER
    return Rank.SUM if operator in SUM else Rank.PRODUCT


def _value(value: str | float) -> tuple[Rank, str]:
    if isinstance(value, str):
        return Rank.LEAF, _quoted(value)
    if not math.isfinite(value):
        message = f"{value} is not a number that can be written"
        raise UnableToWriteError(message)
    text = str(value) if isinstance(value, int) else _plain(value)
    if len(text.removeprefix("-")) > LONGEST_NUMBER:
        message = f"{value} has more digits than can be written"
        raise UnableToWriteError(message)
    return (Rank.MINUS if text.startswith("-") else Rank.LEAF), text


def _plain(value: float) -> str:
    """Without an exponent, which XPath does not have, and always with a point."""
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
