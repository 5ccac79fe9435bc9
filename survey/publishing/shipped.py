"""The shipped definitions as they would be published: structure and English from the bank, other
languages from the catalogues, and which languages are drafts from the record of reviews."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from survey.bank import instruments, translation_status, translations
from survey.bank.questions import WordingLookup
from survey.bank.translation_status import TranslationStatuses
from survey.definition.serialising import Raw


def _as_they_ship(lookup: WordingLookup) -> WordingLookup:
    return lookup


def definitions(
    *,
    statuses: TranslationStatuses | None = None,
    over: Callable[[WordingLookup], WordingLookup] = _as_they_ship,
) -> list[Raw]:
    """The definitions that ship, in order of code and version. `over` puts other wordings over
    those of the catalogues, and `statuses` say more than the record of reviews; without them it is
    what ships.

    Raises DefinitionError or TranslationStatusError."""
    known = statuses or translation_status.read_translation_statuses()
    locale = Path(settings.LOCALE_PATHS[0])
    return [
        source.expand(over(translations.translations_for(source, locale=locale)), statuses=known)
        for source in instruments.shipped_instruments()
    ]
