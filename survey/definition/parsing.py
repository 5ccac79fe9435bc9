"""Nothing else reads a stored definition."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from survey.definition.expressions import (
    MOST_DEPTH,
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
from survey.definition.fields import DefinitionField, DefinitionPart, Shape, fields_of
from survey.definition.json_entry import JsonEntry
from survey.definition.types import Instrument, Question, QuestionKind

CHOOSING = {QuestionKind.SINGLE, QuestionKind.MULTI}


def parse_definition(raw: Mapping[str, Any]) -> Instrument:
    """Raises DefinitionError, which names the question."""
    entry = JsonEntry(raw, "instrument")
    entry = JsonEntry(raw, f"{entry.string('code')} version {entry.number('version')}")
    instrument = _part(entry, Instrument)
    if stray := sorted(instrument.drafts - set(instrument.languages)):
        entry.fail(f"drafts names {', '.join(stray)}, which is not among the languages")
    return instrument


def _part(entry: JsonEntry, part: type[DefinitionPart]) -> DefinitionPart:
    fields = fields_of(part)
    entry.refuse_other_keys({field.name for field in fields})
    return part(
        **{
            field.name: _field(entry, field)
            for field in fields
            if field.is_required or field.name in entry.raw
        }
    )


def _field(entry: JsonEntry, field: DefinitionField) -> Any:
    name, least = field.name, 1 if field.is_required else 0
    match field.shape:
        case Shape.WORDS:
            return entry.string(name)
        case Shape.NUMBER:
            return entry.number(name, least=least)
        case Shape.FLAG:
            return entry.flag(name)
        case Shape.MEMBER:
            return entry.member(name, field.inner)
        case Shape.CODES:
            return entry.strings(name, least=least)
        case Shape.CODE_SET:
            return frozenset(entry.strings(name, least=least))
        case Shape.TEXT | Shape.TAGS:
            return entry.text(name)
        case Shape.EXPRESSION:
            inner = entry.entry(name)
            return parse_expression(inner.raw, inner.where)
        case Shape.PARTS:
            return _parts(entry, field)


def _parts(entry: JsonEntry, field: DefinitionField) -> tuple[Any, ...]:
    """A doubled code is a fault."""
    noun = field.inner.__name__.lower()
    parts = entry.each(field.name, lambda each: _named_part(each.named(noun), field.inner))
    codes = [part.code for part in parts]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        entry.fail(f"{noun} {', '.join(twice)} stands there twice")
    return parts


def _named_part(entry: JsonEntry, part: type[DefinitionPart]) -> DefinitionPart:
    made = _part(entry, part)
    if isinstance(made, Question) and made.kind in CHOOSING:
        entry.required("choices")
    return made


def parse_expression(raw: Mapping[str, Any], where: str = "condition") -> Expression:
    """As serialising.raw_expression writes it. Raises DefinitionError, also beyond MOST_DEPTH."""
    entry = JsonEntry(raw, where)
    # Level by level: recursion would exhaust the stack.
    level = [raw]
    for _ in range(MOST_DEPTH):
        level = [part for each in level for part in _inside(each)]
    if bool(level):
        entry.fail(f"is nested deeper than {MOST_DEPTH} levels")
    return _expression(entry)


def _inside(raw: Any) -> list[Any]:
    if not isinstance(raw, Mapping):
        return []
    inside = (value if isinstance(value, list) else [value] for value in raw.values())
    return [part for parts in inside for part in parts if isinstance(part, Mapping)]


FORMS_OF_A_CONDITION = (
    "a condition is {question, choices}, {all}, {any}, {not}, {value}, {answer}, {own}, {tag}, "
    "{operator, left, right} or {call, arguments}"
)


def _expression(entry: JsonEntry) -> Expression:  # noqa: C901  # one arm a form
    raw = entry.raw
    match sorted(raw):
        case ["choices", "question"]:
            return Picked(entry.string("question"), frozenset(entry.strings("choices")))
        case ["all"]:
            return AllOf(entry.each("all", _expression))
        case ["any"]:
            return AnyOf(entry.each("any", _expression))
        case ["not"]:
            return Not(_expression(entry.entry("not")))
        case ["value"]:
            return _value(entry)
        case ["answer"]:
            return Answer(entry.string("answer"))
        case ["own"]:
            return Own()
        case ["tag"]:
            return Tag(entry.string("tag"))
        case ["left", "operator", "right"]:
            return Operation(
                entry.member("operator", Operator),
                _expression(entry.entry("left")),
                _expression(entry.entry("right")),
            )
        case ["arguments", "call"]:
            arguments = entry.each("arguments", _expression) if raw["arguments"] else ()
            return Call(entry.member("call", Function), arguments)
        case keys:
            return entry.fail(f"{FORMS_OF_A_CONDITION}, not {{{', '.join(map(str, keys))}}}")


def _value(entry: JsonEntry) -> Value:
    value = entry.required("value")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        entry.fail(f"value must be words or a number, not {value!r}")
    if isinstance(value, float) and not isfinite(value):
        entry.fail(f"value must be a finite number, not {value!r}")
    return Value(value)
