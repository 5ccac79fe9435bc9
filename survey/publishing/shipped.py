"""The shipped definitions as they would be published: structure and English from the bank, other
languages from the catalogues, and which languages are drafts from the record of reviews."""

from pathlib import Path

from django.conf import settings

from survey.bank import instruments, translation_status, translations
from survey.definition.serialising import Raw


def definitions() -> list[Raw]:
    """In order of code and version.

    Raises DefinitionError or TranslationStatusError."""
    statuses = translation_status.read_translation_statuses()
    locale = Path(settings.LOCALE_PATHS[0])
    return [
        source.expand(translations.translations_for(source, locale=locale), statuses=statuses)
        for source in instruments.shipped_instruments()
    ]
