"""The gate: what a person must know to pass it. Pure.

Checking takes the same time in every case, and a failure has the same words, so that neither shows
whether a word was agreed, which would reveal the kind of case (SAF-6)."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

MAX_TRIES = 3
"""Wrong answers that an invitation allows in all; after them its link is ended (decision 28)."""

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's first choice of parameters for Argon2id. A hash made by another tool is checked with the
parameters in it."""


@dataclass(frozen=True)
class Gate:
    """What a case accepts. `is_word_only` is True for a sensitive case with an agreed word, which
    accepts nothing else. `cost_reference_hash` is a hash of an agreed word of the same force: where
    no word was agreed, a check with its parameters takes the same time."""

    birth_year: int | None
    word_hash: str
    is_word_only: bool
    cost_reference_hash: str = ""

    def accepts(self, given: str) -> bool:
        judged_by = self.word_hash or _decoy_hash(self.cost_reference_hash)
        is_the_word = _is_word(given, judged_by) and bool(self.word_hash)
        is_the_year = self.birth_year is not None and _year(given) == self.birth_year
        return is_the_word or (is_the_year and not self.is_word_only)


def normalise_word(word: str) -> str:
    """The word as it is written before hashing, by the rule of the case file."""
    return unicodedata.normalize("NFKC", word).casefold().strip()


def hash_word(word: str) -> str:
    return HASHER.hash(normalise_word(word))


def _is_word(given: str, word_hash: str) -> bool:
    try:
        return HASHER.verify(word_hash, normalise_word(given))
    except (VerificationError, InvalidHashError):
        return False


def _year(given: str) -> int | None:
    """The year, or None where the text is not four digits. Digits of any script count."""
    digits = given.strip()
    return int(digits) if digits.isdecimal() and len(digits) == len("1999") else None


def _decoy_hash(cost_reference_hash: str) -> str:
    """A hash with the same parameters, because forces hash their words with different ones."""
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
