"""Rules for choosing an agreed word. Case files and the API bring hashes, so their systems apply
the same rules before they hash. The gate still takes shorter words, which were agreed before."""

import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path

from responses.answering.gate import BETWEEN_LETTERS, has_shape_of_word, normalise_word

SHORTEST_NEW_WORD = 5
GUESSABLE_WORDS = Path(__file__).resolve().parents[1] / "data" / "guessable_words.txt"
"""Common passwords, words of the survey, and first names. Written from general knowledge."""


class WordFault(StrEnum):
    SHAPE = "shape"
    """Too short, too long, or not letters alone."""
    GUESSABLE = "guessable"


def fault_of(given: str) -> WordFault | None:
    """Return why the text may not be chosen as a new word; None if it may."""
    letters = [each for each in normalise_word(given) if each not in BETWEEN_LETTERS]
    if not has_shape_of_word(given) or len(letters) < SHORTEST_NEW_WORD:
        return WordFault.SHAPE
    return WordFault.GUESSABLE if _folded(given) in _guessable() else None


@cache
def _guessable() -> frozenset[str]:
    lines = GUESSABLE_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(_folded(line) for line in lines if not line.startswith("#"))


def _folded(text: str) -> str:
    """The letters alone, without case and accents, and with the Polish ł as l."""
    apart = unicodedata.normalize("NFKD", text.casefold()).replace("ł", "l")
    return "".join(
        each for each in apart if each not in BETWEEN_LETTERS and not unicodedata.combining(each)
    ).strip()
