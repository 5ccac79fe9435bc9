"""Without a fixed form they are known by preceding words and capitals."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from responses.triage.redaction.numbers import EntityKind, FoundEntity

FILE = Path(__file__).resolve().parents[2] / "data" / "redaction.toml"
"""The words by which names and streets are known, as people read and correct them."""

_WORDS = {
    kind: [word.replace("_", " ") for word in words.split()]
    for kind, words in tomllib.loads(FILE.read_text(encoding="utf-8")).items()
}
NO_NAMES = frozenset(_WORDS["no_names"])
SHORTEST = 3
"""The parts of a name that is found, from so many letters on, are looked for in all of the text."""


def _any_of(words: Sequence[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) + ")"


_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢȘȚŤŪŮŰŲŴŶŸŹŻŽẀẂẄỲ"
_LOW = "a-zß-öø-ÿāăąćčďđēėęěğģīįıķĺļľłńņňōőœŕřśşšţșțťūůűųŵŷźżžẁẃẅỳ"
_PARTICLE = r"(?:Mc|Mac|O['’]|D['’]|ap |ab |ferch |al-|El-)"
_CAPITAL = rf"(?:{_PARTICLE}?[{_UP}][{_LOW}'’]+(?:-[{_UP}][{_LOW}]+)?)"
_NAME = rf"{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}}"
_OTHER = r"[\u0590-\u06ff\u0900-\u0aff\u200c\u200d]+"
"""A word in Arabic script or in scripts from India to Bangladesh."""

_NUMBER = r"\d{1,4}\s?[A-Za-z]?"
_IN_A_HOUSE = rf"(?:flat|apartment|apt|unit|room|fflat)\s+{_NUMBER}"
_FLAT = rf"(?:{_IN_A_HOUSE},?\s+)"
_STREET = _any_of(_WORDS["streets"])
_BEFORE = _any_of(_WORDS["streets_before"])
_ABROAD = _any_of(_WORDS["streets_abroad"])
_OF = r"(?:(?:de|da|do|del|della|dei|la)\s+)"
_HOUSE_NUMBER = r"(?:,?\s+(?:nr\.?\s*|n[ºo°]?\s*)?\d+\w?)"
_LIVES = r"(?i:live|living|lives|stay|staying|moved|house|byw|address|cyfeiriad|number|no)"

ADDRESSES = (
    re.compile(
        rf"\b{_FLAT}?{_NUMBER},?\s+(?:[\w'’\-]+\s+){{1,3}}?{_STREET}\b\.?(?!\w)", re.IGNORECASE
    ),
    re.compile(rf"\b(?i:{_FLAT})?(?:{_NUMBER},?\s+)?{_BEFORE}(?:\s+(?:y|yr|{_CAPITAL})\b){{1,3}}"),
    re.compile(rf"\b(?i:{_FLAT})?(?:{_CAPITAL}\s+){{1,2}}{_STREET}\b"),
    re.compile(rf"\b(?i:{_IN_A_HOUSE}),?(?:\s+{_CAPITAL}){{0,3}}"),
    re.compile(rf"\b(?i:{_ABROAD})\s+{_OF}?{_CAPITAL}(?:\s+{_CAPITAL})*{_HOUSE_NUMBER}?"),
    re.compile(
        rf"\b{_LIVES}\s+(?i:at|is|to|yn|yw)\s+(?P<found>{_NUMBER}\s+{_CAPITAL}(?:\s+{_CAPITAL})?)"
    ),
)
_LIKELY = (
    re.compile(rf"\b{_any_of(_WORDS['titles'])}\.?\s+(?:\x00+\s+)?(?P<found>{_NAME})"),
    re.compile(
        rf"\b{_any_of(_WORDS['titles_of_anybody'])}\.?\s+(?P<found>[{_LOW}'’\-]{{2,}})",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?i:{_any_of(_WORDS['people'])})(?:\s+(?:meu|mea))?\s*,?\s+(?P<found>{_NAME})"),
    re.compile(rf"(?<!\w)(?i:{_any_of(_WORDS['named'])})[,:]?\s+(?P<found>{_NAME})"),
    re.compile(rf"\b(?i:{_any_of(_WORDS['dealt_with'])})\s+(?P<found>{_NAME})"),
    re.compile(rf"{_any_of(_WORDS['other_titles'])}\s+(?P<found>{_OTHER}(?:\s+{_OTHER})?)"),
    re.compile(rf"{_any_of(_WORDS['other_named'])}\s+(?P<found>{_OTHER})"),
    re.compile(rf"(?<![.!?]\s)(?<!^)\b(?P<found>{_CAPITAL}(?:\s+{_CAPITAL}){{1,3}})"),
    re.compile(rf"(?:^|(?<=[.!?]\s))(?P<found>{_CAPITAL}\s+{_CAPITAL})\b"),
)


def addresses_in(text: str) -> Iterator[FoundEntity]:
    for pattern in ADDRESSES:
        for found in pattern.finditer(text):
            start, end = found.span("found" if "found" in pattern.groupindex else 0)
            yield FoundEntity(EntityKind.ADDRESS, start, start + len(text[start:end].rstrip()))


def names_in(text: str) -> Iterator[FoundEntity]:
    """Names after introducing words, two capitalised words in a row, and later parts of found
    names."""
    parts: set[str] = set()
    for pattern in _LIKELY:
        for found in pattern.finditer(text):
            for start, end in _without_other_words(text, *found.span("found")):
                yield FoundEntity(EntityKind.NAME, start, end)
                parts |= {word for word in text[start:end].split() if len(word) >= SHORTEST}
    for part in parts:
        for again in re.finditer(rf"(?<!\w){re.escape(part)}(?!\w)", text):
            yield FoundEntity(EntityKind.NAME, again.start(), again.end())


def _without_other_words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    run: list[tuple[int, int]] = []
    for word in re.finditer(r"\S+", text[start:end]):
        bare = re.sub(r"['’]s?$", "", word.group())
        place = (start + word.start(), start + word.start() + len(bare))
        if bare.lower() in NO_NAMES:
            if run:
                yield run[0][0], run[-1][1]
            run = []
        else:
            run.append(place)
    if run:
        yield run[0][0], run[-1][1]
