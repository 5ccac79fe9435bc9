import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from survey.bank.questions import TextLocation, WordingLookup

HASH_LENGTH = 16
BETWEEN = "\x1f"


class TextKind(StrEnum):
    QUESTION = "question"
    PAGE = "page"
    MESSAGE = "message"
    HELPLINE = "helpline"
    WITHDRAWAL_WORDS = "withdrawal_words"
    RISK_RULE = "risk_rule"


MET_BY_RESPONDENTS = frozenset(TextKind) - {TextKind.RISK_RULE}
"""The kinds that respondents see themselves. Rules of triage are read by the machine alone."""


@dataclass(frozen=True, kw_only=True)
class ReadableText:
    kind: TextKind
    place: str
    english: str
    wording: str
    where: Sequence[str] = ()
    note: str = ""
    is_by_line: bool = False

    @cached_property
    def key(self) -> str:
        return text_key(self.kind, self.place, self.english)

    @cached_property
    def words(self) -> str:
        return words_hash(self.key, self.wording)


def text_key(kind: TextKind, place: str, english: str) -> str:
    """Another English is another text."""
    return _hash(kind, place, english)


def words_hash(key: str, wording: str) -> str:
    """With one wording in one language."""
    return _hash(key, wording)


def _hash(*parts: str) -> str:
    return hashlib.sha256(BETWEEN.join(parts).encode()).hexdigest()[:HASH_LENGTH]


# They replace exactly the words they were proposed for.
ENGLISH = "en"


@dataclass(frozen=True)
class AgreedWording:
    """`replaces` is a hash."""

    replaces: str
    wording: str


@dataclass(frozen=True)
class AgreedWordings:
    """In the order of agreement."""

    entries: Mapping[tuple[str, str], Sequence[AgreedWording]] = field(default_factory=dict)

    def wording_of(self, language: str, key: str, shipped: str) -> str:
        for each in self.entries.get((language, key), ()):
            if each.replaces == words_hash(key, shipped):
                shipped = each.wording
        return shipped

    def over(self, lookup: WordingLookup) -> WordingLookup:
        return _AgreedLookup(lookup, self)


@dataclass(frozen=True)
class _AgreedLookup:
    shipped: WordingLookup
    agreed: AgreedWordings

    def __call__(self, english: str, place: TextLocation) -> Mapping[str, str]:
        key = text_key(TextKind.QUESTION, place.context, english)
        return {
            language: wording
            if language == ENGLISH
            else self.agreed.wording_of(language, key, wording)
            for language, wording in self.shipped(english, place).items()
        }
