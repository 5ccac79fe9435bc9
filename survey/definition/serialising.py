"""A field with its default is left out, so that an instrument has one stored form and one hash."""

import hashlib
import json
from typing import Any

from survey.definition.expressions import (
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
)
from survey.definition.fields import Shape, fields_of, names_of
from survey.definition.types import Choice, Instrument, Question, Section

Raw = dict[str, Any]
INNER = (Section, Question, Choice)
TEXTS = {name for part in INNER for name in names_of(part, Shape.TEXT)}
MENDABLE = {field.name for part in INNER for field in fields_of(part) if field.is_mendable}


def serialise(part: Instrument | Section | Question | Choice) -> Raw:
    return {
        field.name: _stored(field.shape, value)
        for field in fields_of(type(part))
        if (value := getattr(part, field.name)) != field.default or field.is_always_stored
    }


def _stored(shape: Shape, value: Any) -> Any:
    match shape:
        case Shape.PARTS:
            return [serialise(each) for each in value]
        case Shape.CODES:
            return list(value)
        case Shape.CODE_SET:
            return sorted(value)
        case Shape.TEXT | Shape.TAGS:
            return dict(value)
        case Shape.EXPRESSION:
            return raw_expression(value)
        case Shape.MEMBER:
            return value.value
        case _:
            return value


def content_hash(instrument: Instrument) -> str:
    """Without the revision number: the same content is the same hash."""
    return _hash({key: value for key, value in serialise(instrument).items() if key != "revision"})


def question_hash(instrument: Instrument) -> str:
    """Covers English texts and rotation, without translations and MENDABLE fields."""
    asked = _only_english(serialise(instrument)["questions"])
    return _hash([asked, list(instrument.rotating)] if instrument.rotating else asked)


def english_words(instrument: Instrument) -> Any:
    """As they read today."""
    return _only_english(serialise(instrument)["questions"], is_first=False)


def _hash(content: object) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _only_english(raw: Any, *, is_first: bool = True) -> Any:
    if isinstance(raw, list):
        return [_only_english(item, is_first=is_first) for item in raw]
    if isinstance(raw, dict):
        if is_first and (mends := raw.get("mends")):
            raw = {**raw, "text": {"en": mends}}
        return {
            key: value.get("en", "") if key in TEXTS else _only_english(value, is_first=is_first)
            for key, value in raw.items()
            if key not in MENDABLE
        }
    return raw


def raw_expression(expression: Expression) -> Raw:  # noqa: C901  # one arm a form
    match expression:
        case Picked(question, choices):
            return {"question": question, "choices": sorted(choices)}
        case AllOf(parts):
            return {"all": [raw_expression(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [raw_expression(part) for part in parts]}
        case Not(part):
            return {"not": raw_expression(part)}
        case Value(value):
            return {"value": value}
        case Answer(question):
            return {"answer": question}
        case Own():
            return {"own": True}
        case Tag(name):
            return {"tag": name}
        case Operation(operator, left, right):
            return {
                "operator": operator.value,
                "left": raw_expression(left),
                "right": raw_expression(right),
            }
        case Call(function, arguments):
            return {
                "call": function.value,
                "arguments": [raw_expression(argument) for argument in arguments],
            }
