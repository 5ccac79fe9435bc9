"""A definition as it is stored: the inverse of parse_definition, and the hash of it. Pure.

Keys that say nothing (no hint, not apart) are left out, so that one instrument has one stored
form and one hash."""

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
from survey.definition.types import Choice, Instrument, Question, Section

Raw = dict[str, Any]
TEXTS = {"text", "hint", "details", "required_text", "constraint_text"}
BESIDE = {"symbol", "bsl_video", "harmonised"}
"""What stands beside a question without changing what is asked or counted: may be mended by a
revision, as a translation may."""


def serialise(instrument: Instrument) -> Raw:
    """The definition as stored. Parsing it gives the same instrument again."""
    raw: Raw = {
        "code": instrument.code,
        "version": instrument.version,
        "revision": instrument.revision,
        "languages": list(instrument.languages),
        "drafts": sorted(instrument.drafts),
        "questions": [_raw_question(question) for question in instrument.questions],
    }
    said = {
        "title": dict(instrument.title),
        "sections": [_raw_section(section) for section in instrument.sections],
    }
    return raw | {key: value for key, value in said.items() if value}


def content_hash(instrument: Instrument) -> str:
    """SHA-256 over the canonical JSON of all that a respondent can see or an analyst relies on;
    the revision number is a label of the content, not a part of it."""
    return _hash({key: value for key, value in serialise(instrument).items() if key != "revision"})


def question_hash(instrument: Instrument) -> str:
    """The same over the questions as asked in English: what may not change within a version."""
    return _hash(_only_english(serialise(instrument)["questions"]))


def _hash(content: object) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _only_english(raw: Any) -> Any:
    if isinstance(raw, list):
        return [_only_english(item) for item in raw]
    if isinstance(raw, dict):
        return {
            key: value.get("en", "") if key in TEXTS else _only_english(value)
            for key, value in raw.items()
            if key not in BESIDE
        }
    return raw


def _raw_section(section: Section) -> Raw:
    return _said(
        {
            "code": section.code,
            "text": dict(section.text),
            "parent": section.parent,
            "shown_if": _optional(section.shown_if),
            "is_page": section.is_page,
        }
    )


def _raw_question(question: Question) -> Raw:
    return _said(
        {
            "code": question.code,
            "block": question.block.value,
            "kind": question.kind.value,
            "text": dict(question.text),
            "hint": dict(question.hint),
            "choices": [_raw_choice(choice) for choice in question.choices],
            "scale": question.scale,
            "measure": question.measure,
            "right": question.right,
            "code_version": question.code_version,
            "privacy": question.privacy.value,
            "harmonised": question.harmonised,
            "module": question.module,
            "rank": question.rank if question.rank != 1 else 0,
            "replaces": question.replaces,
            "section": question.section,
            "shown_if": _optional(question.shown_if),
            "is_required": question.is_required,
            "required_text": dict(question.required_text),
            "constraint": _optional(question.constraint),
            "constraint_text": dict(question.constraint_text),
            "calculation": _optional(question.calculation),
            "default": question.default,
            "choice_filter": _optional(question.choice_filter),
            "is_shuffled": question.is_shuffled,
            "seed": question.seed,
            "appearance": question.appearance,
            "bsl_video": question.bsl_video,
        }
    )


def _raw_choice(choice: Choice) -> Raw:
    return _said(
        {
            "code": choice.code,
            "text": dict(choice.text),
            "meaning": choice.meaning.value,
            "is_apart": choice.is_apart,
            "is_exclusive": choice.is_exclusive,
            "details": dict(choice.details),
            "symbol": choice.symbol,
            "tags": dict(choice.tags),
        }
    )


def _said(raw: Raw) -> Raw:
    return {key: value for key, value in raw.items() if value}


def _optional(expression: Expression | None) -> Raw | None:
    return raw_expression(expression) if expression else None


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
