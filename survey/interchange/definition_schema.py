"""The JSON Schema of an instrument's definition as stored: what survey.definition.parsing takes.
Pure.

Three rules have no words in JSON Schema and are parsing's alone: no code stands twice, drafts are
among the languages, and no expression is nested deeper than MOST_DEPTH."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from survey.definition.expressions import Function, Operator
from survey.definition.types import Block, Kind, Meaning, Privacy

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
WORDS: Schema = {"type": "string", "pattern": r"\S"}
FLAG: Schema = {"type": "boolean"}
EXPRESSION: Schema = {"$ref": "#/$defs/expression"}
TEXT: Schema = {"$ref": "#/$defs/text"}


def definition_schema() -> Schema:
    return {"$schema": DIALECT, **definition(), "$defs": parts()}


def definition() -> Schema:
    """The instrument itself; its parts stand under $defs of the whole."""
    return _object(
        {
            "code": WORDS,
            "version": _number(1),
            "revision": _number(0),
            "languages": _strings(1),
            "drafts": _strings(0),
            "title": TEXT,
            "sections": _list({"$ref": "#/$defs/section"}),
            "questions": _list({"$ref": "#/$defs/question"}),
        },
        required=["code", "version", "languages", "questions"],
    )


def parts() -> Mapping[str, Schema]:
    return {
        "text": {
            "description": "A wording for each language, by its code.",
            "type": "object",
            "additionalProperties": {"type": "string"},
            "minProperties": 1,
        },
        "section": _section(),
        "question": _question(),
        "choice": _choice(),
        "expression": _expression(),
    }


def _section() -> Schema:
    return _object(
        {"code": WORDS, "text": TEXT, "parent": WORDS, "shown_if": EXPRESSION, "is_page": FLAG},
        required=["code"],
    )


def _question() -> Schema:
    plain = ("scale", "measure", "right", "code_version", "harmonised", "module", "replaces",
             "section", "default", "seed", "appearance", "bsl_video")  # fmt: skip
    schema = _object(
        {
            "code": WORDS,
            "block": _member(Block),
            "kind": _member(Kind),
            "text": TEXT,
            "hint": TEXT,
            "choices": _list({"$ref": "#/$defs/choice"}),
            "privacy": _member(Privacy),
            "rank": _number(0),
            "shown_if": EXPRESSION,
            "is_required": FLAG,
            "required_text": TEXT,
            "constraint": EXPRESSION,
            "constraint_text": TEXT,
            "calculation": EXPRESSION,
            "choice_filter": EXPRESSION,
            "is_shuffled": FLAG,
            **dict.fromkeys(plain, WORDS),
        },
        required=["code", "block", "kind", "text"],
    )
    choosing = {"properties": {"kind": {"enum": [Kind.SINGLE.value, Kind.MULTI.value]}}}
    return {**schema, "if": choosing, "then": {"required": ["choices"]}}


def _choice() -> Schema:
    return _object(
        {
            "code": WORDS,
            "text": TEXT,
            "meaning": _member(Meaning),
            "is_apart": FLAG,
            "is_exclusive": FLAG,
            "details": TEXT,
            "symbol": WORDS,
            "tags": TEXT,
        },
        required=["code", "text", "meaning"],
    )


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


def _number(least: int) -> Schema:
    return {"type": "integer", "minimum": least}


def _member(kinds: type[StrEnum]) -> Schema:
    return {"enum": [kind.value for kind in kinds]}
