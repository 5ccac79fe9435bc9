"""By language and version, from survey/instruments/translations.toml."""

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


class TranslationStatusError(ValueError):
    """The record is not valid."""


class ReviewState(StrEnum):
    MACHINE_DRAFT = "machine_draft"
    """No native speaker has read it."""
    REVIEWED = "reviewed"
    """A native speaker has read and corrected all of it."""
    COGNITIVELY_TESTED = "cognitively_tested"
    """Speakers of the language were asked what they understood."""


@dataclass(frozen=True)
class TranslationStatus:
    review: ReviewState
    by: str = ""
    on: date | None = None
    note: str = ""

    @property
    def is_draft(self) -> bool:
        return self.review is ReviewState.MACHINE_DRAFT


DRAFT = TranslationStatus(ReviewState.MACHINE_DRAFT)


@dataclass(frozen=True)
class TranslationStatuses:
    """The record, by language and part."""

    entries: Mapping[tuple[str, str], TranslationStatus]

    def of_interface(self, language: str) -> TranslationStatus:
        return self.entries.get((language, INTERFACE), DRAFT)

    def of_version(self, language: str, code: str, version: int) -> TranslationStatus:
        return self.entries.get((language, f"{code} {version}"), DRAFT)

    def drafts(self, languages: Iterable[str], *, code: str, version: int) -> frozenset[str]:
        """No real person may be asked in them: questions or interface are drafts."""
        return frozenset(
            language
            for language in languages
            if language != ENGLISH
            and (
                self.of_interface(language).is_draft
                or self.of_version(language, code, version).is_draft
            )
        )


def read_translation_statuses(path: Path = FILE) -> TranslationStatuses:
    """Raises TranslationStatusError."""
    return parse_translation_statuses(path.read_text(encoding="utf-8"))


def parse_translation_statuses(text: str) -> TranslationStatuses:
    """Raises TranslationStatusError: no TOML, an unknown status, or a review without who and
    when."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        message = f"translations: {fault}"
        raise TranslationStatusError(message) from fault
    entries = {}
    for language, parts in document.items():
        for part, entry in _table(parts, language):
            if part == INTERFACE:
                entries[language, part] = _status(entry, f"{language}.{part}")
                continue
            for version, of_version in _table(entry, f"{language}.{part}"):
                place = f"{language}.{part}.{version}"
                entries[language, f"{part} {version}"] = _status(of_version, place)
    return TranslationStatuses(entries)


def _table(value: Any, place: str) -> Iterable[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        message = f"{place}: must be a table, not {value!r}"
        raise TranslationStatusError(message)
    return value.items()


def _status(entry: Any, place: str) -> TranslationStatus:
    if dict(_table(entry, place)).get("status") not in list(ReviewState):
        message = f"{place}: status must be one of {', '.join(ReviewState)}"
        raise TranslationStatusError(message)
    entry_status = TranslationStatus(
        review=ReviewState(entry["status"]),
        by=entry.get("by", ""),
        on=entry.get("on"),
        note=entry.get("note", ""),
    )
    if not entry_status.is_draft and not (entry_status.by and isinstance(entry_status.on, date)):
        message = f"{place}: {entry_status.review} needs who did it (by) and when (on, a date)"
        raise TranslationStatusError(message)
    return entry_status
