from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from survey.bank import instruments, translation_status, translations
from survey.bank.questions import WordingLookup
from survey.bank.translation_status import TranslationStatuses
from survey.definition.serialising import Raw


def _shipped_wording(lookup: WordingLookup) -> WordingLookup:
    return lookup


def definitions(
    *,
    statuses: TranslationStatuses | None = None,
    over: Callable[[WordingLookup], WordingLookup] = _shipped_wording,
) -> list[Raw]:
    """By code and version. Raises DefinitionError or TranslationStatusError."""
    known = statuses or translation_status.read_translation_statuses()
    locale = Path(settings.LOCALE_PATHS[0])
    return [
        source.expand(over(translations.translations_for(source, locale=locale)), statuses=known)
        for source in instruments.shipped_instruments()
    ]
