from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from survey.bank.translation_status import (
    ENGLISH,
    ReviewState,
    TranslationStatus,
    TranslationStatuses,
)
from survey.definition.types import Instrument
from ui import languages
from ui.formatting import format_date

REVIEWS: Mapping[ReviewState, str | Promise] = {
    ReviewState.MACHINE_DRAFT: gettext_lazy("Not reviewed yet"),
    ReviewState.REVIEWED: gettext_lazy("Reviewed by a native speaker"),
    ReviewState.COGNITIVELY_TESTED: gettext_lazy("Tested with people who speak it"),
}


@dataclass(frozen=True)
class TranslationRow:
    """`is_asked`: real people may be."""

    offer: languages.Offer
    questions: str
    pages: str
    is_asked: bool
    notes: tuple[str, ...]


def translation_rows(
    instrument: Instrument, statuses: TranslationStatuses
) -> tuple[TranslationRow, ...]:
    own = instrument.code, instrument.version
    drafts = statuses.drafts(instrument.languages, code=own[0], version=own[1])
    return tuple(
        _row(offer, statuses.of_version(offer.code, *own), statuses.of_interface(offer.code))
        for offer in languages.offers(instrument.languages, drafts=drafts)
        if offer.code != ENGLISH
    )


def _row(
    offer: languages.Offer, questions: TranslationStatus, pages: TranslationStatus
) -> TranslationRow:
    return TranslationRow(
        offer=offer,
        questions=_words(questions),
        pages=_words(pages),
        is_asked=not offer.is_draft,
        notes=tuple(status.note for status in (questions, pages) if status.note),
    )


def _words(status: TranslationStatus) -> str:
    if status.on is None:
        return str(REVIEWS[status.review])
    return _("%(review)s (%(name)s, %(day)s)") % {
        "review": REVIEWS[status.review],
        "name": status.by,
        "day": format_date(status.on, language=get_language() or ENGLISH),
    }
