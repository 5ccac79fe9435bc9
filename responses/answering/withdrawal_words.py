"""The database stores only a keyed hash of their numbers (ADR 14)."""

import csv
import hashlib
import hmac
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WORDS_IN_A_CODE = 6
WORDS_IN_A_LIST = 512
"""Six of 512 words give 2 to the 54th codes."""

Code = tuple[int, ...]

SAME_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ى": "ي",
        "ی": "ي",
        "ے": "ي",
        "ک": "ك",
        "ہ": "ه",
        "ھ": "ه",
        "ة": "ه",
        "ۃ": "ه",
        "ں": "ن",
        "ৎ": "ত",
    }
)
"""Letters that different keyboards give for the same one, and accented letters that Unicode does
not decompose, each mapped to its replacement."""

LEFT_OUT = frozenset("ـਂੰੱঁ")
"""The Arabic stretching of letters, and the marks of Panjabi and Bengali for a nasal or a doubled
sound, which many people do not type."""

BETWEEN_WORDS = re.compile(r"[\s\d.,;:()/|،؛۔।\-–—]+")
"""Separators between words, including the numbers of the lines on which they were shown."""


class WordListError(ValueError):
    """The list of words is not valid."""


@dataclass(frozen=True)
class WordBook:
    words: Mapping[str, Sequence[str]]
    numbers: Mapping[str, int]

    def written(self, code: Code, *, language: str) -> str:
        """In English where the language has no list."""
        words = self.words.get(language) or self.words["en"]
        return " ".join(words[number] for number in code)

    def read(self, given: str) -> Code | None:
        """In any language, and whatever its spaces, commas, capitals and accents; None where it is
        not six known words."""
        typed = [normalise(part) for part in BETWEEN_WORDS.split(given) if part]
        if len(typed) != WORDS_IN_A_CODE or not all(word in self.numbers for word in typed):
            return None
        return tuple(self.numbers[word] for word in typed)


def parse_words(text: str) -> WordBook:
    """Raises WordListError for a wrong number of rows or a repeated word."""
    rows = list(csv.DictReader(io.StringIO(text)))
    if len(rows) != WORDS_IN_A_LIST:
        message = f"{len(rows)} rows, not {WORDS_IN_A_LIST}"
        raise WordListError(message)
    words = {language: tuple(row[language] for row in rows) for language in rows[0]}
    numbers: dict[str, int] = {}
    for listed in words.values():
        for number, word in enumerate(listed):
            if normalise(word) in numbers:
                message = f"line {number + 2}: {word!r} stands twice"
                raise WordListError(message)
            numbers[normalise(word)] = number
    return WordBook(words=words, numbers=numbers)


def normalise(word: str) -> str:
    """Small letters, without accents, vowel points and invisible signs."""
    parted = unicodedata.normalize("NFKD", word.casefold())
    letters = (
        letter
        for letter in parted
        if not unicodedata.combining(letter)
        and unicodedata.category(letter) != "Cf"
        and letter not in LEFT_OUT
    )
    return "".join(letters).translate(SAME_LETTERS)


def make_seed(*, key: bytes, response_id: int, attempt: int) -> str:
    name = f"withdrawal:{response_id}:{attempt}".encode()
    return hmac.new(key, name, hashlib.sha256).hexdigest()


def make_paper_seed(*, key: bytes, attempt_id: int, again: int) -> str:
    name = f"withdrawal on paper:{attempt_id}:{again}".encode()
    return hmac.new(key, name, hashlib.sha256).hexdigest()


def code_of_seed(seed: str, *, key: bytes) -> Code:
    digest = hmac.digest(key, b"withdrawal code:" + seed.encode(), "sha256")
    number = int.from_bytes(digest, "big")
    return tuple(
        number // WORDS_IN_A_LIST**place % WORDS_IN_A_LIST for place in range(WORDS_IN_A_CODE)
    )


def hash_code(code: Code, *, key: bytes) -> str:
    """The hash that the database stores."""
    written = "withdrawal hash:" + ",".join(map(str, code))
    return hmac.new(key, written.encode(), hashlib.sha256).hexdigest()
