"""Words that readers agreed on, in the place of those that ship. Pure.

They replace exactly the words that they were proposed for: where the catalogue was changed
meanwhile, its new words stand, and nobody has agreed to anything about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from survey.bank.questions import TextLocation, WordingLookup
from survey.reading.texts import TextKind, text_key, words_hash

ENGLISH = "en"


@dataclass(frozen=True)
class AgreedWording:
    """`replaces` is the hash of the words that they stand in place of."""

    replaces: str
    wording: str


@dataclass(frozen=True)
class AgreedWordings:
    """By language and text, in the order in which they were agreed."""

    entries: Mapping[tuple[str, str], Sequence[AgreedWording]] = field(default_factory=dict)

    def wording_of(self, language: str, key: str, shipped: str) -> str:
        """The words of a text once everything that was agreed is in place."""
        for each in self.entries.get((language, key), ()):
            if each.replaces == words_hash(key, shipped):
                shipped = each.wording
        return shipped

    def over(self, lookup: WordingLookup) -> WordingLookup:
        """The lookup of a definition's wordings, with what was agreed."""
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
