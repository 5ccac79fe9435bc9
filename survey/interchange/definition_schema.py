"""Describes what parsing accepts, but for doubled codes, drafts among the languages, and depth."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from survey.definition.expressions import Function, Operator
from survey.definition.fields import DefinitionField, Shape, fields_of
from survey.definition.types import Choice, Instrument, Question, QuestionKind, Section

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
WORDS: Schema = {"type": "string", "pattern": r"\S"}
FLAG: Schema = {"type": "boolean"}
EXPRESSION: Schema = {"$ref": "#/$defs/expression"}
TEXT: Schema = {"$ref": "#/$defs/text"}
ALIKE: Mapping[Shape, Schema] = {
    Shape.WORDS: WORDS,
    Shape.FLAG: FLAG,
    Shape.TEXT: TEXT,
    Shape.TAGS: TEXT,
    Shape.EXPRESSION: EXPRESSION,
}
"""The schemas of shapes that are the same for every field."""


def definition() -> Schema:
    """Refers to parts() under $defs."""
    return _part(Instrument)


def parts() -> Mapping[str, Schema]:
    choosing = {
        "properties": {"kind": {"enum": [QuestionKind.SINGLE.value, QuestionKind.MULTI.value]}}
    }
    return {
        "text": {
            "description": "A wording for each language, by its code.",
            "type": "object",
            "additionalProperties": {"type": "string"},
            "minProperties": 1,
        },
        "section": _part(Section),
        "question": {**_part(Question), "if": choosing, "then": {"required": ["choices"]}},
        "choice": _part(Choice),
        "expression": _expression(),
    }


def _part(part: type[Any]) -> Schema:
    fields = fields_of(part)
    return _object(
        {field.name: _value(field) for field in fields},
        required=[field.name for field in fields if field.is_required],
    )


def _value(field: DefinitionField) -> Schema:
    least = 1 if field.is_required else 0
    match field.shape:
        case Shape.NUMBER:
            return {"type": "integer", "minimum": least}
        case Shape.MEMBER:
            return _member(field.inner)
        case Shape.CODES | Shape.CODE_SET:
            return _strings(least)
        case Shape.PARTS:
            return _list({"$ref": f"#/$defs/{field.inner.__name__.lower()}"})
        case shape:
            return ALIKE[shape]


def _expression() -> Schema:
    each = {"type": "array", "items": EXPRESSION}
    some = _list(EXPRESSION)
    forms: list[Mapping[str, Schema]] = [
        {"question": WORDS, "choices": _strings(1)},
        {"all": some},
        {"any": some},
        {"not": EXPRESSION},
        {"value": {"type": ["string", "number"]}},
        {"answer": WORDS},
        {"own": {}},
        {"tag": WORDS},
        {"operator": _member(Operator), "left": EXPRESSION, "right": EXPRESSION},
        {"call": _member(Function), "arguments": each},
    ]
    return {"anyOf": [_object(form, required=list(form)) for form in forms]}


def _object(properties: Mapping[str, Schema], *, required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": required,
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items, "minItems": 1}


def _strings(least: int) -> Schema:
    return {"type": "array", "items": {"type": "string"}, "minItems": least}


def _member(kinds: type[StrEnum]) -> Schema:
    return {"enum": [kind.value for kind in kinds]}
