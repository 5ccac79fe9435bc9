"""Evidence that people understand a question belongs to the exact English words, by their hash."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from survey.definition.types import Question
from survey.recordings.clips import hash_of_words, words_to_record

ENGLISH = "en"
Wording = tuple[str, str]
"""A question's code, and the hash of its English words."""
FILE = Path(__file__).resolve().parent.parent / "instruments" / "evidence.toml"


class EvidenceError(ValueError):
    """The file is not valid."""


class EvidenceKind(StrEnum):
    PANEL = "panel"
    """People who went through it themselves discussed the wording."""
    INTERVIEW = "interview"
    """People answered it aloud, one at a time, and were asked what they understood."""
    TEST = "test"
    """People answered it on the page, and were watched."""
    TRANSLATION = "translation"
    """Speakers of a language compared the translation with the English words."""


IN_ENGLISH = frozenset({EvidenceKind.PANEL, EvidenceKind.INTERVIEW, EvidenceKind.TEST})
"""The kinds that tell whether a new wording is understood. A translation is judged against the
English words, so a review of it says nothing of these."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """`words` is the hash, `people` how many were asked."""

    question: str
    words: str
    kind: EvidenceKind
    people: int
    on: date
    languages: tuple[str, ...]
    found: str
    changed: str
    recorded_by: str
    pk: int | None = None

    @property
    def wording(self) -> Wording:
        return self.question, self.words

    def is_about(self, question: Question) -> bool:
        return self.wording == wording_of(question)


def wording_of(question: Question) -> Wording:
    return question.code, words_of(question)


def first_wording_of(question: Question) -> Wording:
    """A mend keeps the meaning and needs no evidence of its own."""
    if not question.mends:
        return wording_of(question)
    return wording_of(replace(question, text={**question.text, ENGLISH: question.mends}))


def words_of(question: Question) -> str:
    """With hint and choices."""
    return hash_of_words(words_to_record(question, ENGLISH))


@dataclass(frozen=True)
class EvidenceFile:
    """`asked_before` shipped before any evidence was asked for."""

    entries: tuple[Evidence, ...]
    asked_before: frozenset[Wording]


@cache
def read_evidence(path: Path = FILE) -> EvidenceFile:
    """Read once per process. Raises EvidenceError."""
    return parse_evidence(path.read_text(encoding="utf-8"))


def parse_evidence(text: str) -> EvidenceFile:
    """Raises EvidenceError."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise EvidenceError(str(fault)) from fault
    return EvidenceFile(
        entries=tuple(
            _entry(each, number) for number, each in enumerate(raw.get("evidence", []), 1)
        ),
        asked_before=frozenset(raw.get("asked_before", {}).items()),
    )


NAMES = tuple(field.name for field in fields(Evidence) if field.name != "pk")


def _entry(raw: Mapping[str, Any], number: int) -> Evidence:
    place = f"entry {number}"
    if missing := [name for name in NAMES if name not in raw]:
        message = f"{place}: {', '.join(missing)} is missing"
        raise EvidenceError(message)
    if unknown := [name for name in raw if name not in NAMES]:
        message = f"{place}: {', '.join(unknown)} is not known"
        raise EvidenceError(message)
    if fault := _fault(raw):
        message = f"{place}: {fault}"
        raise EvidenceError(message)
    known = {**raw, "kind": EvidenceKind(raw["kind"]), "languages": tuple(raw["languages"])}
    return Evidence(**known)


def _fault(raw: Mapping[str, Any]) -> str:
    if raw["kind"] not in set(EvidenceKind):
        return f"kind must be one of {', '.join(EvidenceKind)}"
    if type(raw["people"]) is not int or raw["people"] < 1:
        return "people must be how many were asked, at least 1"
    if type(raw["on"]) is not date:
        return "on must be a day, such as 2027-03-01"
    if not (isinstance(raw["languages"], list) and raw["languages"]):
        return "languages must list those in which they were asked"
    named = ("question", "words", "found", "changed", "recorded_by")
    empty = [name for name in named if not (isinstance(raw[name], str) and raw[name].strip())]
    return f"{', '.join(empty)} must say something" if empty else ""
