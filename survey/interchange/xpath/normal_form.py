"""The normal form of an expression: one tree for what can be written in several ways. Pure.

XLSForm cannot say "any of these choices": `Picked` is written as `selected()` calls joined by `or`,
and those are read back as one `Picked`."""

from survey.definition.expressions import (
    AllOf,
    Answer,
    AnyOf,
    Call,
    Expression,
    Function,
    Not,
    Operation,
    Picked,
    Value,
)


def normalise(expression: Expression) -> Expression:
    """An expression of the same meaning, in the form that reading its text gives."""
    match expression:
        case AllOf(parts):
            return _joined(AllOf, tuple(normalise(part) for part in parts))
        case AnyOf(parts):
            return _joined(AnyOf, _merged([normalise(part) for part in parts]))
        case Not(part):
            return Not(normalise(part))
        case Operation(operator, left, right):
            return Operation(operator, normalise(left), normalise(right))
        case Call(Function.NEGATIVE, (part,)):
            return negative(normalise(part))
        case Call(Function.SELECTED, (Answer(question), Value(str(choice)))):
            return Picked(question, frozenset({choice}))
        case Call(function, arguments):
            return Call(function, tuple(normalise(argument) for argument in arguments))
        case _:
            return expression


def negative(expression: Expression) -> Expression:
    if isinstance(expression, Value) and not isinstance(expression.value, str):
        return Value(-expression.value)
    return Call(Function.NEGATIVE, (expression,))


def _joined(kind: type[AllOf] | type[AnyOf], parts: tuple[Expression, ...]) -> Expression:
    return parts[0] if len(parts) == 1 else kind(parts)


def _merged(parts: list[Expression]) -> tuple[Expression, ...]:
    """Joins neighbours that ask about choices of the same question."""
    merged: list[Expression] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, Picked) and isinstance(last, Picked) and part.question == last.question:
            merged[-1] = Picked(part.question, last.choices | part.choices)
        else:
            merged.append(part)
    return tuple(merged)
