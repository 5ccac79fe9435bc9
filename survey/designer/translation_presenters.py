"""How far each translation of an instrument has come, in words for designers."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from survey.bank.translation_status import ENGLISH, Review, Standing, Standings
from survey.definition.types import Instrument
from ui import languages
from ui.formatting import format_date

REVIEWS: Mapping[Review, str | Promise] = {
    Review.MACHINE_DRAFT: gettext_lazy("Not reviewed yet"),
    Review.REVIEWED: gettext_lazy("Reviewed by a native speaker"),
    Review.COGNITIVELY_TESTED: gettext_lazy("Tested with people who speak it"),
}


@dataclass(frozen=True)
class StandingRow:
    """A language, how far its questions and the pages around them have come, and whether real
    people may be asked in it."""

    offer: languages.Offer
    questions: str
    pages: str
    is_asked: bool
    notes: tuple[str, ...]


def rows(instrument: Instrument, standings: Standings) -> tuple[StandingRow, ...]:
    """By the record as it stands; what was published keeps the drafts of its day."""
    own = instrument.code, instrument.version
    drafts = standings.drafts(instrument.languages, code=own[0], version=own[1])
    return tuple(
        _row(offer, standings.of_version(offer.code, *own), standings.of_interface(offer.code))
        for offer in languages.offers(instrument.languages, drafts=drafts)
        if offer.code != ENGLISH
    )


def _row(offer: languages.Offer, questions: Standing, pages: Standing) -> StandingRow:
    return StandingRow(
        offer=offer,
        questions=_words(questions),
        pages=_words(pages),
        is_asked=not offer.is_draft,
        notes=tuple(standing.note for standing in (questions, pages) if standing.note),
    )


def _words(standing: Standing) -> str:
    if standing.on is None:
        return str(REVIEWS[standing.status])
    return _("%(review)s (%(name)s, %(day)s)") % {
        "review": REVIEWS[standing.status],
        "name": standing.by,
        "day": format_date(standing.on, language=get_language() or ENGLISH),
    }
