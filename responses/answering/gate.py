"""The gate: what a person must know to pass. Pure.

Every case takes the same time to judge and fails in the same words, so that neither tells
whether a word was agreed, which would tell what kind of case it is (SAF-6)."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

MOST_TRIES = 3
"""Wrong answers an invitation allows in all; then its link is spent (decision 28)."""

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's first choice for Argon2id; what another tool hashed is judged at that tool's cost."""


@dataclass(frozen=True)
class Gate:
    """`is_word_only`: a sensitive case with an agreed word accepts nothing else. `costs_as` is
    some word's hash of the same force: where no word was agreed, judging costs as much."""

    birth_year: int | None
    word_hash: str
    is_word_only: bool
    costs_as: str = ""

    def accepts(self, given: str) -> bool:
        judged_by = self.word_hash or _decoy(self.costs_as)
        is_the_word = _is_word(given, judged_by) and bool(self.word_hash)
        is_the_year = self.birth_year is not None and _year(given) == self.birth_year
        return is_the_word or (is_the_year and not self.is_word_only)


def normalise_word(word: str) -> str:
    """As the agreed word was written before it was hashed (the case file says how)."""
    return unicodedata.normalize("NFKC", word).casefold().strip()


def hash_word(word: str) -> str:
    return HASHER.hash(normalise_word(word))


def _is_word(given: str, word_hash: str) -> bool:
    try:
        return HASHER.verify(word_hash, normalise_word(given))
    except (VerificationError, InvalidHashError):
        return False


def _year(given: str) -> int | None:
    """Digits of any script are a number to Python, as they are to the person who writes them."""
    digits = given.strip()
    return int(digits) if digits.isdecimal() and len(digits) == len("1999") else None


def _decoy(costs_as: str) -> str:
    """Forces hash their words with tools and costs of their own."""
    try:
        cost = extract_parameters(costs_as)
    except InvalidHashError:
        return _hash_of_nothing(None)
    return _hash_of_nothing((cost.time_cost, cost.memory_cost, cost.parallelism, cost.hash_len))


@lru_cache(maxsize=64)
def _hash_of_nothing(cost: tuple[int, int, int, int] | None) -> str:
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
