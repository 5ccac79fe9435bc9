from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey.bank.questions import Bank, WordingLookup, path_in_project, read_bank, read_toml
from survey.bank.translation_status import TranslationStatuses
from survey.definition.json_entry import DefinitionError
from survey.definition.serialising import Raw

INSTRUMENTS = Path(__file__).resolve().parent.parent / "instruments"
BANK = INSTRUMENTS / "bank"
ENGLISH = "en"


@dataclass(frozen=True)
class ShippedInstrument:
    name: str
    document: Mapping[str, Any]
    bank: Bank

    @property
    def languages(self) -> list[str]:
        return list(self.document.get("languages", [ENGLISH]))

    def expand(self, wording: WordingLookup, *, statuses: TranslationStatuses | None = None) -> Raw:
        """Raises DefinitionError where the file lacks a key or names a code that the bank lacks."""
        document = self.document
        try:
            drafts = _drafts(statuses, document, self.languages)
            return {
                "code": document["code"],
                "version": document["version"],
                "languages": self.languages,
                "drafts": sorted(drafts),
                "questions": [self.bank.expand(code, wording) for code in document["questions"]],
                **({"rotating": document["rotating"]} if "rotating" in document else {}),
            }
        except KeyError as missing:
            message = f"{self.name}: {missing} is missing"
            raise DefinitionError(message) from missing


def shipped_instruments(folder: Path = INSTRUMENTS) -> list[ShippedInstrument]:
    """By code and version. Raises DefinitionError for a file that is not TOML."""
    shipped = [
        read_shipped_instrument(path) for path in folder.glob("*/*.toml") if path.stem.isdigit()
    ]
    return sorted(shipped, key=lambda each: (each.document["code"], each.document["version"]))


def read_shipped_instrument(path: Path) -> ShippedInstrument:
    return ShippedInstrument(
        path_in_project(path), read_toml(path), read_bank(path.parent.parent / BANK.name)
    )


def _drafts(
    statuses: TranslationStatuses | None, document: Mapping[str, Any], languages: list[str]
) -> frozenset[str]:
    if statuses is None:
        return frozenset()
    return statuses.drafts(languages, code=document["code"], version=document["version"])
