"""Catalogues locale/<language>/LC_MESSAGES/instruments.po, made from the shipped instruments and
read at publishing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from survey.bank.instruments import ENGLISH, ShippedInstrument
from survey.bank.questions import TextLocation
from ui.catalogues import folder, name_in_header, update_catalogue

DOMAIN = "instruments"
PROJECT = "National Victim Survey"
# Babel requires a line number; it is not written, so that moved lines change no catalogue.
WHOLE_FILE = 0
HEADER = """\
# Texts of the survey instruments, made from survey/instruments/ by
# `./dev manage extract_instruments`. Who has reviewed which language stands in
# survey/instruments/translations.toml.
#"""


@dataclass(frozen=True)
class TemplateCollector:
    catalogue: Catalog

    def __call__(self, english: str, place: TextLocation) -> Mapping[str, str]:
        self.catalogue.add(
            english,
            context=place.context,
            locations=[(place.file, WHOLE_FILE)],
            auto_comments=[place.note] if place.note else [],
        )
        return {ENGLISH: english}


@dataclass(frozen=True)
class Translations:
    catalogues: Mapping[str, Catalog] = field(default_factory=dict)

    def __call__(self, english: str, place: TextLocation) -> Mapping[str, str]:
        wordings = {ENGLISH: english}
        for language, catalogue in self.catalogues.items():
            message = catalogue.get(english, context=place.context)
            if message and message.string and not message.fuzzy:
                wordings[language] = str(message.string)
        return wordings


def template_of(sources: Iterable[ShippedInstrument], *, at: datetime) -> Catalog:
    catalogue = _empty(None, at=at)
    for source in sources:
        source.expand(TemplateCollector(catalogue))
    return catalogue


def translations_for(source: ShippedInstrument, *, locale: Path) -> Translations:
    paths = {code: catalogue_path(code, locale) for code in source.languages if code != ENGLISH}
    return Translations(
        {
            code: _once(code, locale, path.stat().st_mtime_ns if path.is_file() else 0)
            for code, path in paths.items()
        }
    )


@lru_cache(maxsize=32)
def _once(language: str, locale: Path, changed_at: int) -> Catalog:
    return read_catalogue(language, locale)


def catalogue_path(language: str, locale: Path) -> Path:
    return locale / folder(language) / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(language: str, locale: Path) -> Catalog:
    """Empty where there is no file."""
    return _read_catalogue(catalogue_path(language, locale)) or Catalog(
        locale=name_in_header(language)
    )


@dataclass(frozen=True)
class CatalogueFile:
    """On disk: None where there is no file."""

    path: Path
    catalogue: Catalog
    on_disk: Catalog | None

    @property
    def is_outdated(self) -> bool:
        """Whether the extracted messages differ."""
        return self.on_disk is None or _extracted(self.on_disk) != _extracted(self.catalogue)

    def write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("wb") as file:
            write_po(file, self.catalogue, width=100, include_lineno=False)


def expected_files(
    shipped: Iterable[ShippedInstrument], *, locale: Path, at: datetime
) -> Iterator[CatalogueFile]:
    shipped = list(shipped)
    path = locale / f"{DOMAIN}.pot"
    template, on_disk = template_of(shipped, at=at), _read_catalogue(path)
    if on_disk is not None:
        template.creation_date = on_disk.creation_date
    yield CatalogueFile(path, template, on_disk)
    languages = {language for source in shipped for language in source.languages}
    for language in sorted(languages - {ENGLISH}):
        asked = [source for source in shipped if language in source.languages]
        path = catalogue_path(language, locale)
        updated = update_catalogue(
            _read_catalogue(path) or _empty(language, at=at), template_of(asked, at=at)
        )
        yield CatalogueFile(path, updated, _read_catalogue(path))


def _empty(language: str | None, *, at: datetime) -> Catalog:
    return Catalog(
        locale=language and name_in_header(language),
        domain=DOMAIN,
        header_comment=HEADER,
        project=PROJECT,
        version="1",
        msgid_bugs_address="translations@example.org",
        creation_date=at,
        revision_date=at,
        last_translator="Nobody yet",
        language_team=(language and name_in_header(language)) or "Every language",
        charset="utf-8",
        fuzzy=False,
    )


def _read_catalogue(path: Path) -> Catalog | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return read_po(file, domain=DOMAIN)


def _extracted(catalogue: Catalog) -> set[tuple[Any, ...]]:
    return {
        (
            message.context,
            message.id,
            tuple(file for file, _line in message.locations),
            tuple(message.auto_comments),
        )
        for message in catalogue
        if message.id
    }
