"""Placeholders, numbers, markup and lines stay."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from survey.reading.texts import ReadableText, TextKind

FILLED_IN = re.compile(r"%\([^()\s]*\)?[a-zA-Z]?|%[a-zA-Z]|\(\(\w+\)\)|\{\w+\}")
"""Also what only looks so, such as "%(name)r": a page that fills it in would break."""
TAG = re.compile(r"</?[a-zA-Z][^<>]*>?|<[!?][^<>]*>?")
"""Also matches an unclosed tag, because a browser reads on to the next closing bracket."""
NUMBER = re.compile(r"\d+(?:[,. \u00a0\u202f٬]\d{3})*(?!\d)")
SEPARATORS = re.compile(r"\D")
LONGEST = 3_000


class WordingFault(StrEnum):
    EMPTY = "empty"
    SAME = "same"
    LONG = "long"
    FILLED_IN = "filled_in"
    TAGS = "tags"
    NUMBERS = "numbers"
    LINES = "lines"


@dataclass(frozen=True)
class WordingFinding:
    fault: WordingFault
    expected: tuple[str, ...] = ()
    found: tuple[str, ...] = ()


def wording_findings(text: ReadableText, proposed: str) -> tuple[WordingFinding, ...]:
    """Empty where they can be asked about."""
    if not proposed.strip():
        return (WordingFinding(WordingFault.EMPTY),)
    if proposed == text.wording:
        return (WordingFinding(WordingFault.SAME),)
    if text.kind is TextKind.RISK_RULE:
        return ()
    return tuple(_findings(text, proposed))


def _findings(text: ReadableText, proposed: str) -> Iterator[WordingFinding]:
    if len(proposed) > LONGEST:
        yield WordingFinding(WordingFault.LONG)
    for fault, pattern in ((WordingFault.FILLED_IN, FILLED_IN), (WordingFault.TAGS, TAG)):
        expected, found = _find_kept_words(pattern, text), _find_words(pattern, proposed)
        if expected != found:
            yield WordingFinding(fault, expected, found)
    numbers = numbers_in(proposed)
    if numbers not in (numbers_in(text.english), numbers_in(text.wording)):
        yield WordingFinding(WordingFault.NUMBERS, tuple(numbers_in(text.english)), tuple(numbers))
    lines = len(text.wording.splitlines())
    if text.is_by_line and len(proposed.splitlines()) != lines:
        found = (str(len(proposed.splitlines())),)
        yield WordingFinding(WordingFault.LINES, (str(lines),), found)


def _find_kept_words(pattern: re.Pattern[str], text: ReadableText) -> tuple[str, ...]:
    is_said_by_words = text.is_by_line and text.wording
    return _find_words(pattern, text.wording if is_said_by_words else text.english)


def _find_words(pattern: re.Pattern[str], words: str) -> tuple[str, ...]:
    return tuple(sorted(set(pattern.findall(words))))


def numbers_in(words: str) -> list[str]:
    """In any script's digits, without separators, in order."""
    plain = FILLED_IN.sub(" ", TAG.sub(" ", words))
    digits = "".join(_latin(letter) for letter in plain)
    counted = Counter(SEPARATORS.sub("", number) for number in NUMBER.findall(digits))
    return sorted(counted.elements())


def _latin(letter: str) -> str:
    digit = unicodedata.digit(letter, None)
    return letter if digit is None else str(digit)
