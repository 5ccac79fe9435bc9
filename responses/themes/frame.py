"""Edited by people in responses/data/themes.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from responses.triage.risk.spelling import fold, ways_of
from responses.triage.risk.words import words_of

FILE = Path(__file__).resolve().parents[1] / "data" / "themes.toml"
SIDES = ("well", "better")
"""Done well, and should have been better."""
KEYS = "abcdefghijklmnopqrstuvwxyz"
"""Each theme is chosen by one letter, in the order of the file."""
STAFF_LANGUAGES = ("en", "cy")
STATES = ("draft", "signed")
_TEXTS = ("name", "about", "include", "exclude")


class FrameError(ValueError):
    """The file is no coding frame."""


@dataclass(frozen=True, kw_only=True)
class Theme:
    code: str
    key: str
    name: Mapping[str, str]
    about: Mapping[str, str]
    include: Mapping[str, str]
    exclude: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class CodingFrame:
    """`signed_by` and `signed_on` are empty while it is a draft."""

    version: int
    signed_by: str
    signed_on: date | None
    themes: tuple[Theme, ...]
    words_read: Mapping[str, str]

    @property
    def is_draft(self) -> bool:
        return self.signed_on is None

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(theme.code for theme in self.themes)

    @property
    def languages(self) -> frozenset[str]:
        """Those in which words suggest themes."""
        return frozenset(language for theme in self.themes for language in theme.words)

    def has_draft_words(self, language: str) -> bool:
        """No speaker of the language has read its words."""
        spoken = language.partition("-")[0]
        return spoken in self.languages - {"en", *self.words_read}


@cache
def coding_frame() -> CodingFrame:
    return parse_frame(FILE.read_text(encoding="utf-8"))


def parse_frame(text: str) -> CodingFrame:
    """Raises FrameError."""
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"The coding frame is no TOML: {error}"
        raise FrameError(message) from error
    themes = tuple(_theme(each, at) for at, each in enumerate(read.get("themes", [])))
    codes = [theme.code for theme in themes]
    if not 1 <= len(codes) <= len(KEYS) or len({*codes}) < len(codes):
        message = f"A frame has 1 to {len(KEYS)} themes, each with a code of its own."
        raise FrameError(message)
    return CodingFrame(
        version=_version(read), themes=themes, words_read=_words_read(read), **_signature(read)
    )


def _version(read: Mapping[str, Any]) -> int:
    version = read.get("version")
    if not isinstance(version, int) or version < 1:
        message = f"version is {version!r}: write a whole number from 1 on."
        raise FrameError(message)
    return version


def _words_read(read: Mapping[str, Any]) -> Mapping[str, str]:
    found: dict[str, str] = read.get("words_read", {})
    is_table = isinstance(found, dict)
    if not (is_table and all(isinstance(who, str) and who for who in found.values())):
        message = f"words_read is {found!r}: write who read the words of each language, and when."
        raise FrameError(message)
    return {language: str(who) for language, who in found.items()}


def _signature(read: Mapping[str, Any]) -> dict[str, Any]:
    state, by, on = (str(read.get(name, "")) for name in ("state", "signed_by", "signed_on"))
    if state not in STATES or (state == "signed") != bool(by) or bool(by) != bool(on):
        message = f"state is {state!r}, by {by!r} on {on!r}: a draft has neither, signed has both."
        raise FrameError(message)
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError as error:
        message = f"signed_on is {on!r}: write a day like 2026-11-27."
        raise FrameError(message) from error
    return {"signed_by": by, "signed_on": day}


def _theme(read: Mapping[str, Any], at: int) -> Theme:
    code = str(read.get("code", ""))
    if not code or not code.replace("-", "").isascii() or not code.replace("-", "").islower():
        message = f"Theme {at + 1} has the code {code!r}: write small letters and hyphens."
        raise FrameError(message)
    texts = {name: read.get(name, {}) for name in _TEXTS}
    for name, given in texts.items():
        if missing := [each for each in STAFF_LANGUAGES if not given.get(each)]:
            message = f"Theme {code} has no {name} in {', '.join(missing)}."
            raise FrameError(message)
    words = {
        language: tuple(str(each) for each in phrases)
        for language, phrases in read.get("words", {}).items()
    }
    return Theme(code=code, key=KEYS[at % len(KEYS)], words=words, **texts)


# Themes suggested by a text's words.
STEM = "*"


def suggest(text: str, *, language: str, frame: CodingFrame) -> tuple[str, ...]:
    spoken = language.partition("-")[0]
    written = [ways_of(word.text, spoken) for word in words_of(text)]
    return tuple(
        theme.code
        for theme in frame.themes
        if any(_stands(phrase, written, spoken) for phrase in theme.words.get(spoken, ()))
    )


def _stands(phrase: str, written: Sequence[frozenset[str]], language: str) -> bool:
    wanted = [_ways(word, language) for word in phrase.split()]
    last = len(written) - len(wanted)
    return any(
        all(_is(one, written[at + place]) for place, one in enumerate(wanted))
        for at in range(last + 1)
    )


def _ways(word: str, language: str) -> frozenset[str]:
    if word.endswith(STEM):
        return frozenset({fold(word.removesuffix(STEM)) + STEM})
    return ways_of(word, language)


def _is(wanted: frozenset[str], ways: frozenset[str]) -> bool:
    stems = tuple(each.removesuffix(STEM) for each in wanted if each.endswith(STEM))
    return bool(wanted & ways) or bool(stems and any(way.startswith(stems) for way in ways))
