"""Checks take the same time in every case and fail in the same words, so that neither shows whether
a word was agreed, which would reveal the kind of case (SAF-6)."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from responses.case_files.cells.readers import FIRST_BIRTH_YEAR

MAX_TRIES = 3
"""Wrong answers in a row that an invitation allows; after them its link is ended (decision 40)."""

SHORTEST_WORD, LONGEST_WORD = 4, 40
SHORTEST_NEW_WORD = 5
"""The gate still takes shorter words, which were agreed before. Case files and the API bring
hashes, so their systems check the word before they hash it."""
GUESSABLE_WORDS = Path(__file__).resolve().parents[1] / "data" / "guessable_words.txt"
"""Common passwords, words of the survey, and first names. Written from general knowledge."""
BETWEEN_LETTERS = frozenset(" -'’\u200c\u200d")
"""Characters allowed between a word's letters; the last two join letters of some scripts."""

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's first choice of parameters for Argon2id. A hash made by another tool is checked with the
parameters in it."""

_judging = Lock()
"""One hash at a time in a process: each fills 19 MiB, and as much again as many threads judge at
once. More at once than there are cores are not judged sooner."""


@dataclass(frozen=True)
class Gate:
    """The agreed word alone opens it; without one, the year of birth (None if unknown or not
    allowed). `cost_reference_hash` belongs to another word of the force, so that a check costs the
    same where none was agreed."""

    birth_year: int | None
    word_hash: str
    cost_reference_hash: str = ""

    @property
    def is_word_only(self) -> bool:
        return bool(self.word_hash)

    def accepts(self, given: str) -> bool:
        judged_by = self.word_hash or _decoy_hash(self.cost_reference_hash)
        is_the_word = _is_word(given, judged_by)
        is_the_year = self.birth_year is not None and _year(given) == self.birth_year
        return is_the_word if self.is_word_only else is_the_year


def may_be_an_answer(given: str, *, this_year: int) -> bool:
    """Whether the text could be any year of birth or word; it does not see the case (SAF-6)."""
    year = _year(given)
    if year is not None:
        return FIRST_BIRTH_YEAR <= year <= this_year
    return has_shape_of_word(given)


def has_shape_of_word(given: str) -> bool:
    """Letters of any script, with at most a blank, a hyphen or an apostrophe between them."""
    word = normalise_word(given)
    marks = BETWEEN_LETTERS.intersection(word)
    letters = [each for each in word if each not in marks]
    return (
        len(letters) >= SHORTEST_WORD
        and len(word) <= LONGEST_WORD
        and all(unicodedata.category(each)[0] in "LM" for each in letters)
    )


def normalise_word(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().strip()


class WordFault(StrEnum):
    SHAPE = "shape"
    """Too short, too long, or not letters alone."""
    GUESSABLE = "guessable"


def new_word_fault(given: str) -> WordFault | None:
    """Why the text may not be chosen as a new word; None if it may."""
    letters = [each for each in normalise_word(given) if each not in BETWEEN_LETTERS]
    if not has_shape_of_word(given) or len(letters) < SHORTEST_NEW_WORD:
        return WordFault.SHAPE
    return WordFault.GUESSABLE if _folded(given) in _guessable() else None


def hash_word(word: str) -> str:
    return HASHER.hash(normalise_word(word))


def _is_word(given: str, word_hash: str) -> bool:
    try:
        with _judging:
            return HASHER.verify(word_hash, normalise_word(given))
    except (VerificationError, InvalidHashError):
        return False


def _year(given: str) -> int | None:
    digits = given.strip()
    return int(digits) if digits.isdecimal() and len(digits) == len("1999") else None


def _decoy_hash(cost_reference_hash: str) -> str:
    """With the same parameters, because forces hash with different ones."""
    try:
        cost = extract_parameters(cost_reference_hash)
    except InvalidHashError:
        return _hash_of_empty_word(None)
    return _hash_of_empty_word((cost.time_cost, cost.memory_cost, cost.parallelism, cost.hash_len))


@lru_cache(maxsize=64)
def _hash_of_empty_word(cost: tuple[int, int, int, int] | None) -> str:
    if cost is None:
        return hash_word("")
    time_cost, memory_cost, parallelism, hash_len = cost
    hasher = PasswordHasher(
        time_cost=time_cost,
        memory_cost=memory_cost,
        parallelism=parallelism,
        hash_len=hash_len,
    )
    return hasher.hash(normalise_word(""))


@cache
def _guessable() -> frozenset[str]:
    lines = GUESSABLE_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(_folded(line) for line in lines if not line.startswith("#"))


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold()).replace("ł", "l")
    return "".join(
        each for each in apart if each not in BETWEEN_LETTERS and not unicodedata.combining(each)
    ).strip()
