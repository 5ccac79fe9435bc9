"""As other tools read them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from survey.definition import expression_checks, values
from survey.definition.expression_checks import Slot
from survey.definition.expression_types import ExpressionType, Typed
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
    Picked,
    Value,
)
from survey.definition.types import Instrument, Question, Section
from survey.interchange.faults import Reason, shown
from survey.interchange.xlsform.checks import COLUMNS
from survey.interchange.xlsform.tables import FormRow

ALWAYS, NEVER = Call(Function.TRUE, ()), Call(Function.FALSE, ())
BLANK = Value(" ")
OF_CHOICES = {ExpressionType.CHOICE, ExpressionType.CHOICES}
EQUALITY = {Operator.EQUAL, Operator.UNEQUAL}
Owner = TypeVar("Owner", Question, Section)
Renamed = Mapping[str, Mapping[str, str]]
"""The names made for choices, by the code of their question and the name written."""


def with_choices_found(
    instrument: Instrument, renamed: Renamed, records: Mapping[str, FormRow]
) -> Instrument:
    """The same meaning, looking only at existing choices."""

    def read(owner: Owner) -> Owner:
        changes: dict[str, Any] = {}
        for slot in Slot:
            written = getattr(owner, slot.value, None)
            if written is not None:
                type_of = expression_checks.typing_in(owner, instrument, slot=slot)
                reader = _Reader(type_of, renamed, {})
                changes[slot.value] = reader.read(written)
                for question, choice in reader.missing:
                    records[owner.code].report(
                        Reason.CHOICE_MISSING, COLUMNS[slot], pair=f"{question} {choice}",
                        name=question, choice=shown(choice),
                    )  # fmt: skip
        return replace(owner, **changes)

    return replace(
        instrument,
        questions=tuple(map(read, instrument.questions)),
        sections=tuple(map(read, instrument.sections)),
    )


@dataclass
class _Reader:
    """Reads one expression."""

    type_of: Callable[[Expression], Typed | None]
    renamed: Renamed
    missing: dict[tuple[str, str], None]

    def read(self, expression: Expression) -> Expression:
        match expression:
            case AllOf(parts) | AnyOf(parts):
                return type(expression)(tuple(map(self.read, parts)))
            case Not(part):
                return Not(self.read(part))
            case Picked(question, choices):
                return self.picked(Answer(question), choices) or expression
            case Call(Function.SELECTED, (of, Value(str(choice)))):
                return self.picked(of, {choice}) or expression
            case Call(function, arguments):
                return Call(function, tuple(map(self.read, arguments)))
            case Operation(operator, Value(literal), right) if operator in EQUALITY:
                return self.compared(operator, right, literal) or expression
            case Operation(operator, left, Value(literal)) if operator in EQUALITY:
                return self.compared(operator, left, literal) or expression
            case Operation(operator, left, right):
                return Operation(operator, self.read(left), self.read(right))
        return expression

    def picked(self, of: Expression, choices: Iterable[str]) -> Expression | None:
        """None if the expression needs no change."""
        found = self.type_of(of)
        if found is None or found.type is ExpressionType.TRUTH:
            return None
        if found.type not in OF_CHOICES:
            parts = [_is_among(Value(choice), of) for choice in sorted(choices)]
            return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))
        known = frozenset(filter(None, (self.known(found, choice) for choice in choices)))
        if known == frozenset(choices) or not known:
            return None if known else NEVER
        if isinstance(of, Answer):
            return Picked(of.question, known)
        return Call(Function.SELECTED, (of, Value(next(iter(known)))))

    def known(self, found: Typed, choice: str) -> str:
        name = self.renamed.get(found.question, {}).get(choice, choice)
        if name in found.codes:
            return name
        self.missing[(found.question, choice)] = None
        return ""

    def compared(
        self, operator: Operator, of: Expression, literal: str | float
    ) -> Expression | None:
        """None if the expression needs no change."""
        found = self.type_of(of)
        if found is None or found.type not in OF_CHOICES or literal == "":
            return None
        name = self.name_of(found, literal)
        if name == literal:
            return None
        is_several = found.type is ExpressionType.CHOICES
        if is_several and isinstance(literal, str) and found.codes.issuperset(literal.split()):
            return Operation(operator, Call(Function.STRING, (of,)), Value(literal))
        if name:
            return Operation(operator, of, Value(name))
        self.missing[(found.question, str(literal))] = None
        return NEVER if operator is Operator.EQUAL else ALWAYS

    def name_of(self, found: Typed, literal: str | float) -> str | float:
        if isinstance(literal, str):
            name = self.renamed.get(found.question, {}).get(literal, literal)
            return name if name in found.codes else ""
        alike = [code for code in found.codes if values.number_in(code) == literal]
        if found.type is ExpressionType.CHOICE:
            return literal if alike else ""
        return alike[0] if alike else ""


def _is_among(choice: Expression, words: Expression) -> Expression:
    apart = [Call(Function.CONCAT, (BLANK, each, BLANK)) for each in (words, choice)]
    return Call(Function.CONTAINS, tuple(apart))
