import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from survey.definition import expression_types as types
from survey.definition import values
from survey.definition.expression_types import ExpressionType, Typed, UnsoundError, fail
from survey.definition.expressions import (
    MOST_DEPTH,
    AllOf,
    Answer,
    AnyOf,
    Call,
    Expression,
    Not,
    Operation,
    Own,
    Picked,
    Tag,
    Value,
    depth,
)
from survey.definition.types import ACKNOWLEDGED, Instrument, Question, QuestionKind, Section


class Slot(StrEnum):
    SHOWN_IF = "shown_if"
    CONSTRAINT = "constraint"
    CALCULATION = "calculation"
    CHOICE_FILTER = "choice_filter"


OF_KIND: Mapping[QuestionKind, ExpressionType] = {
    QuestionKind.SINGLE: ExpressionType.CHOICE,
    QuestionKind.MULTI: ExpressionType.CHOICES,
    QuestionKind.ACKNOWLEDGE: ExpressionType.CHOICE,
    QuestionKind.TEXT: ExpressionType.TEXT,
    QuestionKind.INTEGER: ExpressionType.NUMBER,
    QuestionKind.DECIMAL: ExpressionType.NUMBER,
    QuestionKind.DATE: ExpressionType.DATE,
    QuestionKind.TIME: ExpressionType.TIME,
}


def faults_in_expression(
    expression: Expression, owner: Question | Section, instrument: Instrument, *, slot: Slot
) -> list[str]:
    if depth(expression) > MOST_DEPTH:
        return [f"{slot} is nested deeper than {MOST_DEPTH} levels"]
    check = _check_of(owner, instrument, slot)
    found = check.type_of(expression)
    if found and found.type is not ExpressionType.TRUTH and slot is not Slot.CALCULATION:
        check.faults.append(f"comes to {found.type}, and must be a condition")
    return [f"{slot} {fault}" for fault in check.faults]


def typing_in(
    owner: Question | Section, instrument: Instrument, *, slot: Slot
) -> Callable[[Expression], Typed | None]:
    return _check_of(owner, instrument, slot).type_of


def _check_of(owner: Question | Section, instrument: Instrument, slot: Slot) -> "_Check":
    before = {each.code: each for each in _before(owner, instrument)}
    return _Check(owner, slot, instrument.places, before, _typed_answers(_Itself(instrument)))


def faults_in_expressions_of(owner: Question | Section, instrument: Instrument) -> list[str]:
    written = ((slot, getattr(owner, slot.value, None)) for slot in Slot)
    return [
        fault
        for slot, expression in written
        if expression is not None
        for fault in faults_in_expression(expression, owner, instrument, slot=slot)
    ]


@dataclass
class _Check:
    """Checks one expression."""

    owner: Question | Section
    slot: Slot
    known: Container[str]
    before: Mapping[str, Question]
    typed: Mapping[str, Typed]
    faults: list[str] = field(default_factory=list)

    def type_of(self, expression: Expression) -> Typed | None:
        parts = [self.type_of(part) for part in _parts(expression)]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        try:
            return self.judged(expression, known)
        except UnsoundError as error:
            self.faults.append(str(error))
            return None

    def judged(self, expression: Expression, parts: list[Typed]) -> Typed:
        """Raises UnsoundError."""
        match expression:
            case Value(value):
                is_text = isinstance(value, str)
                kind = ExpressionType.TEXT if is_text else ExpressionType.NUMBER
                return Typed(kind, literal=str(value))
            case Answer(code):
                return self.typed[self.asked(code).code]
            case Own():
                return self.own()
            case Tag(name):
                return self.tag(name)
            case Picked(code, choices):
                return self.picked(code, choices)
            case Operation(operator):
                return types.operation(operator, *parts)
            case Call(function):
                return types.call(function, parts)
            case AllOf() | AnyOf() | Not():
                for part in parts:
                    types.expect(part, ExpressionType.TRUTH)
        return Typed(ExpressionType.TRUTH)

    def asked(self, code: str) -> Question:
        question = self.before.get(code)
        if question is None:
            is_later = code in self.known
            fail(
                f"looks at {code}, which is {'not asked before it' if is_later else 'no question'}"
            )
        if question.kind is QuestionKind.NOTE:
            fail(f"looks at {code}, which is a note and has no answer")
        return question

    def own(self) -> Typed:
        if self.slot is not Slot.CONSTRAINT or not isinstance(self.owner, Question):
            fail("looks at the answer being given, which only a constraint can")
        if self.owner.kind is QuestionKind.NOTE:
            fail("looks at the answer to a note, which has none")
        return self.typed[self.owner.code]

    def tag(self, name: str) -> Typed:
        if self.slot is not Slot.CHOICE_FILTER or not isinstance(self.owner, Question):
            fail(f"looks at the property {name}, which only a choice filter can")
        if not any(name in choice.tags for choice in self.owner.choices):
            fail(f"looks at the property {name}, which none of its choices has")
        return Typed(ExpressionType.TEXT)

    def picked(self, code: str, choices: frozenset[str]) -> Typed:
        found = self.typed[self.asked(code).code]
        if found.type not in {ExpressionType.CHOICE, ExpressionType.CHOICES}:
            fail(f"looks at choices of {code}, which has none")
        for choice in sorted(choices):
            types.expect_choice(found, choice)
        return Typed(ExpressionType.TRUTH)


def _parts(expression: Expression) -> tuple[Expression, ...]:
    match expression:
        case AllOf(parts) | AnyOf(parts) | Call(arguments=parts):
            return parts
        case Not(part):
            return (part,)
        case Operation(left=left, right=right):
            return left, right
    return ()


def _before(owner: Question | Section, instrument: Instrument) -> Iterator[Question]:
    for question in instrument.questions:
        is_own = (
            question.code == owner.code
            if isinstance(owner, Question)
            else owner in instrument.sections_around(question)
        )
        if is_own:
            return
        yield question


class _Itself:
    """By identity: comparing two equal instruments takes as long as the cache saves."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument

    def __hash__(self) -> int:
        return id(self.instrument)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.instrument is other.instrument


@lru_cache(maxsize=16)
def _typed_answers(key: _Itself) -> Mapping[str, Typed]:
    found: dict[str, Typed] = {}
    before: dict[str, Question] = {}
    for question in key.instrument.questions:
        if question.kind is QuestionKind.CALCULATED and question.calculation is not None:
            check = _Check(question, Slot.CALCULATION, (), before, found)
            calculated = check.type_of(question.calculation)
            is_written = calculated is not None and calculated.type in types.WRITTEN
            found[question.code] = Typed(
                calculated.type if calculated and is_written else ExpressionType.TEXT
            )
        else:
            found[question.code] = _typed_answer(question)
        before[question.code] = question
    return found


def _typed_answer(question: Question) -> Typed:
    if question.kind is QuestionKind.HIDDEN:
        return Typed(_type_written(question.default))
    is_box = question.kind is QuestionKind.ACKNOWLEDGE
    codes = frozenset({ACKNOWLEDGED}) if is_box else question.choice_codes
    return Typed(
        OF_KIND.get(question.kind, ExpressionType.TEXT), codes=codes, question=question.code
    )


def _type_written(text: str) -> ExpressionType:
    if values.number_in(text) is not None:
        return ExpressionType.NUMBER
    return ExpressionType.DATE if values.date_in(text) else ExpressionType.TEXT


# `{name}` is filled in when the text is shown.
FACTS = frozenset({"month"})
"""Names that a text may use besides those of earlier questions. `month` is the month of the report
to the police, known after the gate."""
PLACEHOLDER = re.compile(
    r"(?P<before>\\*)(?P<braces>\{(?P<name>[^\W\d][\w.-]*)(?:\|(?P<otherwise>[^{}]*))?\})"
)
UNKNOWN = "…"


def placeholders_in(text: str) -> frozenset[str]:
    return frozenset(
        found["name"] for found in PLACEHOLDER.finditer(text) if not is_as_written(found)
    )


def is_as_written(found: re.Match[str]) -> bool:
    return len(found["before"]) % 2 == 1


def protected(before: str, braces: str) -> str:
    return f"{before * 2}\\{braces}"


def fill(text: str, words: Mapping[str, str]) -> str:
    """An empty entry of `words` counts as not known."""

    def shown(found: re.Match[str]) -> str:
        known = words.get(found["name"], "") or found["otherwise"] or UNKNOWN
        inside = found["braces"] if is_as_written(found) else known
        return found["before"][: len(found["before"]) // 2] + inside

    return PLACEHOLDER.sub(shown, text)
