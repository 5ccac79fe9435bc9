"""Brings the interface's catalogues up to date with the texts in code and templates."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.management.commands import makemessages

from config.catalogues import respondents_catalogue, update_catalogue
from ui.catalogues import ENGLISH, catalogue_path, name_in_header

FOLDERS_WITHOUT_WORDS = [".venv", ".data", "tests", "requirements", "docs"]
HEADER = """\
# Texts of respondents' pages, found by ./dev fix. Who has reviewed which language stands in
# survey/instruments/translations.toml.
#"""


class MakeMessages(makemessages.Command):
    """Django's command without fuzzy matching: a changed text has no translation until a person
    makes one."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # runs before catalogues are compiled
    help = (
        "Extract words into locale/*/LC_MESSAGES/django.po; keeps translations that stand. Welsh "
        "holds every word, the other languages those of respondents' pages."
    )

    def handle(self, *args: object, **options: object) -> None:
        staff = [code for code in settings.STAFF_LANGUAGES if code != ENGLISH]
        call_command(
            MakeMessages(),
            locale=staff,
            ignore_patterns=FOLDERS_WITHOUT_WORDS,
            add_location="file",
            no_obsolete=True,
            no_wrap=True,
            verbosity=0,
        )
        locale = Path(settings.LOCALE_PATHS[0])
        template = respondents_catalogue(_read(staff[0], locale))
        for code in dict(settings.LANGUAGES).keys() - settings.STAFF_LANGUAGES:
            _write(update_catalogue(_read(code, locale), template), code, locale)


def _read(language: str, locale: Path) -> Catalog:
    path = catalogue_path(language, locale)
    if not path.exists():
        return Catalog(
            locale=name_in_header(language),
            header_comment=HEADER,
            project="National Victim Survey",
            version="1",
            msgid_bugs_address="translations@example.org",
            last_translator="Nobody yet",
            language_team=name_in_header(language),
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file)


def _write(catalogue: Catalog, language: str, locale: Path) -> None:
    path = catalogue_path(language, locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, include_lineno=False)
