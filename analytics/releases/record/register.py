"""The register of parameters: what each published number is, in a version that never changes. Pure
but for reading the file of rates and signatures."""

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
"""The parameter of the numbers of response.csv."""
LANGUAGES = ("en", "cy")
HASH_LENGTH = 16
Entry = Mapping[str, Any]
"""A parameter as it is frozen: code, version, definition, label, means, base, question, choices,
signed."""


@dataclass(frozen=True, kw_only=True)
class ParameterSignature:
    """Who agreed to one definition of a parameter, by its hash."""

    parameter: str
    definition: str
    name: str
    organisation: str
    on: date


@dataclass(frozen=True, kw_only=True)
class PublishedRate:
    """A parameter that is no question."""

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
    """Raises TypeError for an entry with a name too many or too few."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return RegisterFile(
        rates=[PublishedRate(**row) for row in raw.get("rate", ())],
        signatures=[ParameterSignature(**row) for row in raw.get("signed", ())],
    )


def entries(
    asked: Iterable[tuple[Item, Question]], file: RegisterFile, *, earlier: Iterable[Entry]
) -> list[Entry]:
    """Every parameter of a release: the questions with the words they are asked in, and the rates.
    `earlier` are the entries of all releases before, from which versions go on."""
    defined = [
        *(_of_item(item, question) for item, question in asked),
        *(_of_rate(rate) for rate in file.rates),
    ]
    known = list(earlier)
    return [_versioned(each, known, file.signatures) for each in defined]


def names(of: Iterable[Entry]) -> dict[str, str]:
    """By code, the parameter with its version, as each line of a file carries it: "Q-OVR-1/1"."""
    return {each["code"]: f"{each['code']}/{each['version']}" for each in of}


def _of_item(item: Item, question: Question) -> dict[str, Any]:
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


def _of_rate(rate: PublishedRate) -> dict[str, Any]:
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
    """The hash of what a parameter means: its English words and what its choices count as. A mended
    translation changes nothing that is counted."""
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
