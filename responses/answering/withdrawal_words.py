"""Six words with which a respondent withdraws their answers (docs/adr/0014). Pure.

A code is six numbers. Each number has a word in every language, so a code can be shown and typed
in any of them. The database stores only a keyed hash of the numbers."""

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
"""Letters that keyboards of different languages give for one, and letters with an accent that
Unicode does not take apart, each to the letter that stands for it."""

LEFT_OUT = frozenset("ـਂੰੱঁ")
"""The Arabic stretching of letters, and the marks of Panjabi and Bengali for a nasal or a doubled
sound, which many people do not type."""

BETWEEN_WORDS = re.compile(r"[\s\d.,;:()/|،؛۔।\-–—]+")
"""What may stand between words: also the numbers of the lines on which they were shown."""


class WordListError(ValueError):
    """The list of words is not valid. The message names the place and the reason."""


@dataclass(frozen=True)
class WordBook:
    """`words` maps a language to its words in the order of their numbers; `numbers` maps a
    normalised word to its number."""

    words: Mapping[str, Sequence[str]]
    numbers: Mapping[str, int]

    def written(self, code: Code, *, language: str) -> str:
        """The words of a code in their order, with a space between them; in English where the
        language has no list."""
        words = self.words.get(language) or self.words["en"]
        return " ".join(words[number] for number in code)

    def read(self, given: str) -> Code | None:
        """The code that was typed, in any language and whatever its spaces, commas, numbers of
        lines, capitals and accents; None where it is not six known words."""
        typed = [normalise(part) for part in BETWEEN_WORDS.split(given) if part]
        if len(typed) != WORDS_IN_A_CODE or not all(word in self.numbers for word in typed):
            return None
        return tuple(self.numbers[word] for word in typed)


def parse_words(text: str) -> WordBook:
    """The words of a CSV text with one column for each language. Raises WordListError for a wrong
    number of rows, or a word that stands twice."""
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
    """The word in small letters without accents, vowel points and invisible signs, in one form of
    each letter."""
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
    """The seed of a code, which a session may store for two minutes to show the words again.
    Without the key neither the words nor the person can be found from it."""
    name = f"withdrawal:{response_id}:{attempt}".encode()
    return hmac.new(key, name, hashlib.sha256).hexdigest()


def make_paper_seed(*, key: bytes, attempt_id: int, again: int) -> str:
    """The seed of the code that stands on a form of paper, before there is any response."""
    name = f"withdrawal on paper:{attempt_id}:{again}".encode()
    return hmac.new(key, name, hashlib.sha256).hexdigest()


def code_of_seed(seed: str, *, key: bytes) -> Code:
    digest = hmac.digest(key, b"withdrawal code:" + seed.encode(), "sha256")
    number = int.from_bytes(digest, "big")
    return tuple(
        number // WORDS_IN_A_LIST**place % WORDS_IN_A_LIST for place in range(WORDS_IN_A_CODE)
    )


def hash_code(code: Code, *, key: bytes) -> str:
    """The hash that the database stores. It is keyed, so that nobody who reads the database can
    try codes against it."""
    written = "withdrawal hash:" + ",".join(map(str, code))
    return hmac.new(key, written.encode(), hashlib.sha256).hexdigest()
