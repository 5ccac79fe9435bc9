"""How far each translation has come, by language and version: what decides who may be offered it
(decision 21). Pure.

What nobody has written down counts as a draft. The interface has a standing of its own, because
a question that was reviewed is of no use on a page that was not."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

ENGLISH = "en"
INTERFACE = "interface"
FILE = Path(__file__).resolve().parent.parent / "instruments" / "translations.toml"


class StandingError(ValueError):
    """The record is wrong. The message says which entry and why."""


class Review(StrEnum):
    MACHINE_DRAFT = "machine_draft"
    """No native speaker has read it."""
    REVIEWED = "reviewed"
    """A native speaker has read it whole and mended it."""
    COGNITIVELY_TESTED = "cognitively_tested"
    """Speakers of the language were asked what they understood."""


@dataclass(frozen=True)
class Standing:
    status: Review
    by: str = ""
    on: date | None = None
    note: str = ""

    @property
    def is_draft(self) -> bool:
        return self.status is Review.MACHINE_DRAFT


DRAFT = Standing(Review.MACHINE_DRAFT)


@dataclass(frozen=True)
class Standings:
    """By language and part; a part is the interface or "short-core 1"."""

    entries: Mapping[tuple[str, str], Standing]

    def of_interface(self, language: str) -> Standing:
        return self.entries.get((language, INTERFACE), DRAFT)

    def of_version(self, language: str, code: str, version: int) -> Standing:
        return self.entries.get((language, f"{code} {version}"), DRAFT)

    def drafts(self, languages: Iterable[str], *, code: str, version: int) -> frozenset[str]:
        """Those of the languages in which no real person may be asked this version."""
        return frozenset(
            language
            for language in languages
            if language != ENGLISH
            and (
                self.of_interface(language).is_draft
                or self.of_version(language, code, version).is_draft
            )
        )


def read_standings(path: Path = FILE) -> Standings:
    """Raises StandingError."""
    return parse_standings(path.read_text(encoding="utf-8"))


def parse_standings(text: str) -> Standings:
    """Raises StandingError."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        message = f"translations: {fault}"
        raise StandingError(message) from fault
    entries = {}
    for language, parts in document.items():
        for part, entry in _table(parts, language):
            if part == INTERFACE:
                entries[language, part] = _standing(entry, f"{language}.{part}")
                continue
            for version, of_version in _table(entry, f"{language}.{part}"):
                place = f"{language}.{part}.{version}"
                entries[language, f"{part} {version}"] = _standing(of_version, place)
    return Standings(entries)


def _table(value: Any, place: str) -> Iterable[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        message = f"{place}: must be a table, not {value!r}"
        raise StandingError(message)
    return value.items()


def _standing(entry: Any, place: str) -> Standing:
    if dict(_table(entry, place)).get("status") not in list(Review):
        message = f"{place}: status must be one of {', '.join(Review)}"
        raise StandingError(message)
    standing = Standing(
        status=Review(entry["status"]),
        by=entry.get("by", ""),
        on=entry.get("on"),
        note=entry.get("note", ""),
    )
    if not standing.is_draft and not (standing.by and isinstance(standing.on, date)):
        message = f"{place}: {standing.status} needs who did it (by) and when (on, a date)"
        raise StandingError(message)
    return standing
