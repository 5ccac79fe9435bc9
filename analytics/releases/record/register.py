import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from analytics.items import FOLDER, Item
from survey.definition.types import Question, Text

FILE = FOLDER / "register.toml"
REACH = "reach"
"""The parameter of the numbers in response.csv."""
LANGUAGES = ("en", "cy")
HASH_LENGTH = 16
Entry = Mapping[str, Any]
"""A frozen parameter: code, version, definition, label, means, base, question, choices, signed."""


@dataclass(frozen=True, kw_only=True)
class ParameterSignature:
    parameter: str
    definition: str
    name: str
    organisation: str
    on: date


@dataclass(frozen=True, kw_only=True)
class PublishedRate:
    code: str
    label: Text
    means: Text
    base: Text


@dataclass(frozen=True, kw_only=True)
class RegisterFile:
    rates: Sequence[PublishedRate]
    signatures: Sequence[ParameterSignature]


@cache
def read_register(path: Path = FILE) -> RegisterFile:
    """Raises TypeError for an entry with missing or unknown fields."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return RegisterFile(
        rates=[PublishedRate(**row) for row in raw.get("rate", ())],
        signatures=[ParameterSignature(**row) for row in raw.get("signed", ())],
    )


def entries(
    asked: Iterable[tuple[Item, Question]], file: RegisterFile, *, earlier: Iterable[Entry]
) -> list[Entry]:
    defined = [
        *(_item_entry(item, question) for item, question in asked),
        *(_rate_entry(rate) for rate in file.rates),
    ]
    known = list(earlier)
    return [_versioned(each, known, file.signatures) for each in defined]


def names(of: Iterable[Entry]) -> dict[str, str]:
    return {each["code"]: f"{each['code']}/{each['version']}" for each in of}


def _item_entry(item: Item, question: Question) -> dict[str, Any]:
    return {
        "code": item.code,
        "label": _both(item.label),
        "means": _both(item.finding),
        "base": _both(item.base),
        "question": _both(question.text),
        "choices": [
            {"text": _both(choice.text), "meaning": choice.meaning.value}
            for choice in question.choices
        ],
    }


def _rate_entry(rate: PublishedRate) -> dict[str, Any]:
    return {
        "code": rate.code,
        "label": _both(rate.label),
        "means": _both(rate.means),
        "base": _both(rate.base),
        "question": {},
        "choices": [],
    }


def _both(text: Text) -> dict[str, str]:
    return {language: text[language] for language in LANGUAGES if language in text}


def definition_of(entry: Entry) -> str:
    defined = {name: entry[name].get("en", "") for name in ("label", "means", "base", "question")}
    choices = [[one["text"].get("en", ""), one["meaning"]] for one in entry["choices"]]
    text = json.dumps([entry["code"], defined, choices], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]


def _versioned(
    entry: dict[str, Any], earlier: Iterable[Entry], signatures: Iterable[ParameterSignature]
) -> Entry:
    definition = definition_of(entry)
    before = {one["definition"]: one["version"] for one in earlier if one["code"] == entry["code"]}
    signed = [
        {**asdict(one), "on": one.on.isoformat()}
        for one in signatures
        if (one.parameter, one.definition) == (entry["code"], definition)
    ]
    version = before.get(definition, max(before.values(), default=0) + 1)
    return {**entry, "version": version, "definition": definition, "signed": signed}
