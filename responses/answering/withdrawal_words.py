"""Four words by which a person takes her answers out again (docs/adr/0014). Pure.

A code is four numbers, written in the words of a language; the same code can be read and typed
in any of them. The database holds a keyed hash of the numbers and nothing else."""

import csv
import hashlib
import hmac
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WORDS_IN_A_CODE = 4
WORDS_IN_A_LIST = 1024
"""Four of 1024 words are 2 to the 40th codes."""

Code = tuple[int, ...]


class WordListError(ValueError):
    """The list of words is wrong. The message says where and why."""


@dataclass(frozen=True)
class WordBook:
    """`words` by language, each list in the order of its numbers; `numbers` by written word."""

    words: Mapping[str, Sequence[str]]
    numbers: Mapping[str, int]

    def written(self, code: Code, *, language: str) -> str:
        """In English where a language has no list of its own."""
        words = self.words.get(language) or self.words["en"]
        return " ".join(words[number] for number in code)

    def read(self, given: str) -> Code | None:
        """The code that was typed, whatever its spaces, capitals, commas and accents."""
        typed = [normalise(part) for part in given.replace(",", " ").split()]
        if len(typed) != WORDS_IN_A_CODE or not all(word in self.numbers for word in typed):
            return None
        return tuple(self.numbers[word] for word in typed)


def parse_words(text: str) -> WordBook:
    """A column for each language. Raises WordListError where a word would mean two numbers."""
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
    parted = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def make_seed(*, key: bytes, response_id: int, attempt: int) -> str:
    """What a visit that has ended may keep for half an hour to show the words again: without the
    key it leads to nobody and to no words."""
    name = f"withdrawal:{response_id}:{attempt}".encode()
    return hmac.new(key, name, hashlib.sha256).hexdigest()


def code_of_seed(seed: str, *, key: bytes) -> Code:
    digest = hmac.digest(key, b"withdrawal code:" + seed.encode(), "sha256")
    number = int.from_bytes(digest, "big")
    return tuple(
        number // WORDS_IN_A_LIST**place % WORDS_IN_A_LIST for place in range(WORDS_IN_A_CODE)
    )


def hash_code(code: Code, *, key: bytes) -> str:
    """All that the database knows. Keyed: 2 to the 40th plain hashes are tried in minutes."""
    written = "withdrawal hash:" + ",".join(map(str, code))
    return hmac.new(key, written.encode(), hashlib.sha256).hexdigest()
