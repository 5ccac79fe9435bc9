import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.management.commands import makemessages

from ui.catalogues import (
    ENGLISH,
    catalogue_path,
    name_in_header,
    respondents_catalogue,
    update_catalogue,
)

FOLDERS_WITHOUT_WORDS = [".venv", ".data", "tests", "requirements", "docs"]
CREATION_DATE = re.compile(r'^"POT-Creation-Date: .*"$', re.MULTILINE)
HEADER = """\
# Texts of respondents' pages, found by ./dev fix. Who has reviewed which language stands in
# survey/instruments/translations.toml.
#"""


class MakeMessages(makemessages.Command):
    """Without fuzzy matching: a changed text has no translation."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # runs before catalogues are compiled
    help = (
        "Extract words into locale/*/LC_MESSAGES/django.po; keeps translations that stand. Welsh "
        "holds every word, the other languages those of respondents' pages."
    )

    def handle(self, *args: object, **options: object) -> None:
        staff = [code for code in settings.STAFF_LANGUAGES if code != ENGLISH]
        locale = Path(settings.LOCALE_PATHS[0])
        with _unchanged_creation_dates(catalogue_path(code, locale) for code in staff):
            call_command(
                MakeMessages(),
                locale=staff,
                ignore_patterns=FOLDERS_WITHOUT_WORDS,
                add_location="file",
                no_obsolete=True,
                no_wrap=True,
                verbosity=0,
            )
        template = respondents_catalogue(_read_catalogue(staff[0], locale))
        for code in dict(settings.LANGUAGES).keys() - settings.STAFF_LANGUAGES:
            _write(update_catalogue(_read_catalogue(code, locale), template), code, locale)


@contextmanager
def _unchanged_creation_dates(paths: Iterable[Path]) -> Iterator[None]:
    """Branches would conflict over dates that gettext renews."""
    before = {path: CREATION_DATE.search(path.read_text()) for path in paths if path.exists()}
    yield
    for path, date in before.items():
        text = path.read_text()
        if date is not None and (renewed := CREATION_DATE.search(text)):
            path.write_text(text.replace(renewed[0], date[0], 1))


def _read_catalogue(language: str, locale: Path) -> Catalog:
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
