from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from survey.definition import values
from survey.definition.expressions import (
    AllOf,
    Answer,
    AnyOf,
    Call,
    Expression,
    Function,
    Not,
    Operation,
    Own,
    Picked,
    Tag,
    Value,
)
from survey.definition.functions import on_values
from survey.definition.types import Answers
from survey.definition.values import Result, in_words


@dataclass(frozen=True, slots=True)
class Scope:
    today: str = ""
    own: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


Compiled = Callable[[Answers, Scope], Result]


def evaluate(
    expression: Expression,
    answers: Answers,
    *,
    today: date | None = None,
    own: Sequence[str] = (),
    tags: Mapping[str, str] | None = None,
) -> Result:
    scope = Scope(today.isoformat() if today else "", tuple(own), tags or {})
    return compiled(expression)(answers, scope)


def holds(
    condition: Expression | None,
    answers: Answers,
    *,
    today: date | None = None,
    own: Sequence[str] = (),
    tags: Mapping[str, str] | None = None,
) -> bool:
    """Whether the condition is true."""
    return condition is None or bool(evaluate(condition, answers, today=today, own=own, tags=tags))


def compiled(expression: Expression, *, before: Container[str] | None = None) -> Compiled:
    """The expression as a function."""
    return _FORMS[type(expression)](expression, before)


def _nothing(_answers: Answers, _scope: Scope) -> str:
    return ""


def _value(expression: Value, _before: Container[str] | None) -> Compiled:
    value = expression.value
    result = (
        value
        if isinstance(value, str)
        else values.finite(values.NUMBERS.create_decimal(str(value)))
    )
    return lambda _answers, _scope: result


def _answer(expression: Answer, before: Container[str] | None) -> Compiled:
    question = expression.question
    if before is not None and question not in before:
        return _nothing
    return lambda answers, _scope: " ".join(answers.get(question, ()))


def _own(_expression: Own, _before: Container[str] | None) -> Compiled:
    return lambda _answers, scope: " ".join(scope.own)


def _tag(expression: Tag, _before: Container[str] | None) -> Compiled:
    name = expression.name
    return lambda _answers, scope: scope.tags.get(name, "")


def _picked(expression: Picked, before: Container[str] | None) -> Compiled:
    question, choices = expression.question, expression.choices
    if before is not None and question not in before:
        return lambda _answers, _scope: False
    return lambda answers, _scope: not choices.isdisjoint(answers.get(question, ()))


def _all_of(expression: AllOf, before: Container[str] | None) -> Compiled:
    parts = [compiled(part, before=before) for part in expression.parts]

    def every(answers: Answers, scope: Scope) -> bool:
        return all(part(answers, scope) for part in parts)

    return every


def _any_of(expression: AnyOf, before: Container[str] | None) -> Compiled:
    parts = [compiled(part, before=before) for part in expression.parts]

    def some(answers: Answers, scope: Scope) -> bool:
        return any(part(answers, scope) for part in parts)

    return some


def _not(expression: Not, before: Container[str] | None) -> Compiled:
    part = compiled(expression.part, before=before)
    return lambda answers, scope: not part(answers, scope)


def _operation(expression: Operation, before: Container[str] | None) -> Compiled:
    left = compiled(expression.left, before=before)
    right = compiled(expression.right, before=before)
    work = values.OPERATORS[expression.operator]
    return lambda answers, scope: work(left(answers, scope), right(answers, scope))


def _call(expression: Call, before: Container[str] | None) -> Compiled:
    given = [compiled(argument, before=before) for argument in expression.arguments]
    if work := on_values.ON_VALUES.get(expression.function):
        return lambda answers, scope: work([in_words(part(answers, scope)) for part in given])
    return _ON_MORE[expression.function](*[*given, _nothing, _nothing, _nothing][:3])


def _if(condition: Compiled, then: Compiled, otherwise: Compiled) -> Compiled:
    return lambda answers, scope: (then if condition(answers, scope) else otherwise)(answers, scope)


def _coalesce(first: Compiled, second: Compiled, _third: Compiled) -> Compiled:
    def work(answers: Answers, scope: Scope) -> Result:
        result = first(answers, scope)
        return second(answers, scope) if result == "" else result

    return work


def _today(*_arguments: Compiled) -> Compiled:
    return lambda _answers, scope: scope.today


def _accepting_truth(
    work: Callable[[str], Result],
) -> Callable[[Compiled, Compiled, Compiled], Compiled]:
    def function(only: Compiled, *_arguments: Compiled) -> Compiled:
        def worked(answers: Answers, scope: Scope) -> Result:
            result = only(answers, scope)
            return Decimal(result) if isinstance(result, bool) else work(in_words(result))

        return worked

    return function


_FORMS: Mapping[type, Callable[..., Compiled]] = {
    Value: _value, Answer: _answer, Own: _own, Tag: _tag, Picked: _picked, AllOf: _all_of,
    AnyOf: _any_of, Not: _not, Operation: _operation, Call: _call,
}  # fmt: skip
_ON_MORE: Mapping[Function, Callable[[Compiled, Compiled, Compiled], Compiled]] = {
    Function.IF: _if,
    Function.COALESCE: _coalesce,
    Function.TODAY: _today,
    Function.NUMBER: _accepting_truth(values.number),
    Function.INT: _accepting_truth(values.whole),
}
