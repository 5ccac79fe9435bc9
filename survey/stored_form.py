"""A definition as it is stored: the inverse of parse_definition, and the hash of it. Pure.

Keys that say nothing (no hint, not apart) are left out, so that one instrument has one stored
form and one hash."""

import hashlib
import json
from typing import Any

from survey.definition import AllOf, AnyOf, Choice, Condition, Instrument, Not, Picked, Question

Raw = dict[str, Any]


def serialise(instrument: Instrument) -> Raw:
    """The definition as stored. Parsing it gives the same instrument again."""
    return {
        "code": instrument.code,
        "version": instrument.version,
        "revision": instrument.revision,
        "languages": list(instrument.languages),
        "drafts": sorted(instrument.drafts),
        "questions": [_raw_question(question) for question in instrument.questions],
    }


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
            key: value["en"] if key in {"text", "hint"} else _only_english(value)
            for key, value in raw.items()
        }
    return raw


def _raw_question(question: Question) -> Raw:
    raw: Raw = {
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
        "shown_if": _raw_condition(question.shown_if) if question.shown_if else None,
    }
    return {key: value for key, value in raw.items() if value}


def _raw_choice(choice: Choice) -> Raw:
    raw: Raw = {
        "code": choice.code,
        "text": dict(choice.text),
        "meaning": choice.meaning.value,
        "is_apart": choice.is_apart,
        "is_exclusive": choice.is_exclusive,
    }
    return {key: value for key, value in raw.items() if value}


def _raw_condition(condition: Condition) -> Raw:
    match condition:
        case Picked(question, choices):
            return {"question": question, "choices": sorted(choices)}
        case AllOf(conditions):
            return {"all": [_raw_condition(part) for part in conditions]}
        case AnyOf(conditions):
            return {"any": [_raw_condition(part) for part in conditions]}
        case Not(part):
            return {"not": _raw_condition(part)}
