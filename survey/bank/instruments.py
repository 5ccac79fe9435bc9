"""Instruments as they ship: each a list of codes of the question bank, expanded here into the
definition that is published. English stands in the bank, other languages in gettext catalogues.

One walk over the questions serves both ends: `Wording` is told of every text and where it stands,
and answers with the wordings to put there. The translators' template is made by listening."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey.bank.questions import Bank, Wording, name_of, read_bank, read_toml
from survey.bank.translation_status import Standings
from survey.definition.json_entry import DefinitionError
from survey.definition.serialising import Raw

INSTRUMENTS = Path(__file__).resolve().parent.parent / "instruments"
BANK = INSTRUMENTS / "bank"
ENGLISH = "en"


@dataclass(frozen=True)
class Source:
    """One file under survey/instruments/: which questions of the bank are asked, in which order
    and in which languages."""

    name: str
    document: Mapping[str, Any]
    bank: Bank

    @property
    def languages(self) -> list[str]:
        return list(self.document.get("languages", [ENGLISH]))

    def expand(self, wording: Wording, *, standings: Standings | None = None) -> Raw:
        """The definition with every question written out; without standings every language counts
        as reviewed.

        Raises DefinitionError for what the file or the bank does not have."""
        document = self.document
        try:
            drafts = _drafts(standings, document, self.languages)
            return {
                "code": document["code"],
                "version": document["version"],
                "languages": self.languages,
                "drafts": sorted(drafts),
                "questions": [self.bank.expand(code, wording) for code in document["questions"]],
            }
        except KeyError as missing:
            message = f"{self.name}: {missing} is missing"
            raise DefinitionError(message) from missing


def shipped_sources(folder: Path = INSTRUMENTS) -> list[Source]:
    """Every shipped version of every instrument, in order of code and version."""
    sources = [read_source(path) for path in folder.glob("*/*.toml") if path.stem.isdigit()]
    return sorted(sources, key=lambda source: (source.document["code"], source.document["version"]))


def read_source(path: Path) -> Source:
    return Source(name_of(path), read_toml(path), read_bank(path.parent.parent / BANK.name))


def _drafts(
    standings: Standings | None, document: Mapping[str, Any], languages: list[str]
) -> frozenset[str]:
    if standings is None:
        return frozenset()
    return standings.drafts(languages, code=document["code"], version=document["version"])
