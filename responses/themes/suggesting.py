"""Themes suggested by a text's words."""

from collections.abc import Sequence

from responses.themes.frame import CodingFrame
from responses.triage.risk.spelling import fold, ways_of
from responses.triage.risk.words import words_of

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
