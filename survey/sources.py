"""Instruments as they ship: English and structure in TOML, other languages in gettext catalogues,
expanded here into the definition that is published.

One walk over the file serves both ends: `Wording` is told of every text and where it stands, and
answers with the wordings to put there. The translators' template is made by listening."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from survey.entries import DefinitionError
from survey.stored_form import Raw

ROOT = Path(__file__).resolve().parent.parent
INSTRUMENTS = Path(__file__).resolve().parent / "instruments"
STANDING = INSTRUMENTS / "translations.toml"
ENGLISH = "en"


class Wording(Protocol):
    def __call__(self, english: str, *, context: str, note: str) -> Mapping[str, str]:
        """The wording of each language for the English text that stands at `context`."""


@dataclass(frozen=True)
class Source:
    """One file under survey/instruments/: an instrument's structure and its English."""

    name: str
    document: Mapping[str, Any]

    @property
    def languages(self) -> list[str]:
        return list(self.document.get("languages", [ENGLISH]))

    def expand(self, wording: Wording, *, drafts: frozenset[str] = frozenset()) -> Raw:
        """The definition with scales and extras written out in each question."""
        document = self.document
        try:
            return {
                "code": document["code"],
                "version": document["version"],
                "languages": self.languages,
                "drafts": sorted(drafts & set(self.languages)),
                "questions": [
                    self._question(question, wording) for question in document["questions"]
                ],
            }
        except KeyError as missing:
            message = f"{self.name}: {missing} is missing"
            raise DefinitionError(message) from missing

    def _question(self, entry: Mapping[str, Any], wording: Wording) -> Raw:
        place = f"{self.document['code']}/{entry['code']}"
        kind = entry.get("kind", "single")
        own = {"text", "hint", "extras", "choices", "kind"}
        raw: Raw = {key: value for key, value in entry.items() if key not in own}
        raw["kind"] = kind
        raw["text"] = dict(wording(entry["text"], context=f"{place}/text", note=""))
        if "hint" in entry:
            raw["hint"] = dict(wording(entry["hint"], context=f"{place}/hint", note=""))
        raw["choices"] = [
            *self._scale(entry, wording),
            *(_choice(choice, f"{place}/choice", wording) for choice in entry.get("choices", [])),
            *self._extras(entry, wording, is_exclusive=kind == "multi"),
        ]
        return raw

    def _scale(self, entry: Mapping[str, Any], wording: Wording) -> Iterator[Raw]:
        if "scale" in entry:
            for choice in self.document["scales"][entry["scale"]]:
                yield _choice(choice, f"scale/{entry['scale']}", wording)

    def _extras(
        self, entry: Mapping[str, Any], wording: Wording, *, is_exclusive: bool
    ) -> Iterator[Raw]:
        """Choices that answer by not answering: never to be picked beside another."""
        for code in entry.get("extras", []):
            extra = {"code": code, **self.document["extras"][code]}
            if is_exclusive:
                extra["is_exclusive"] = True
            yield _choice(extra, "extra", wording)


def _choice(entry: Mapping[str, Any], place: str, wording: Wording) -> Raw:
    """A choice that feeds no measure needs no meaning: it counts as neutral."""
    raw: Raw = {key: value for key, value in entry.items() if key != "note"}
    raw.setdefault("meaning", "neutral")
    context = f"{place}/{entry['code']}"
    raw["text"] = dict(wording(entry["text"], context=context, note=entry.get("note", "")))
    return raw


def shipped_sources(folder: Path = INSTRUMENTS) -> list[Source]:
    """Every shipped version of every instrument, in order of code and version."""
    sources = [read_source(path) for path in folder.glob("*/*.toml")]
    return sorted(sources, key=lambda source: (source.document["code"], source.document["version"]))


def read_source(path: Path) -> Source:
    name = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        message = f"{name}: {fault}"
        raise DefinitionError(message) from fault
    return Source(name=name, document=document)


def draft_languages(path: Path = STANDING) -> frozenset[str]:
    standing = tomllib.loads(path.read_text(encoding="utf-8"))
    return frozenset(code for code, entry in standing.items() if not entry["is_reviewed"])
