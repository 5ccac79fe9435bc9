"""They replace exactly the words they were proposed for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from survey.bank.questions import TextLocation, WordingLookup
from survey.reading.texts import TextKind, text_key, words_hash

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
