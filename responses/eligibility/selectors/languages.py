"""Languages in which people are asked."""

from collections.abc import Sequence
from datetime import date

from access import selectors as access_selectors
from access.process_cache import cached_in_process
from responses.sms import texts
from survey import selectors as survey_selectors
from survey.definition.types import Instrument
from survey.selectors import NoVersionInForceError
from ui import languages
from ui.languages import Offer

ENGLISH = "en"


def survey_languages(on: date) -> frozenset[str]:
    """Raises NoVersionInForceError."""
    return _without_drafts(survey_selectors.current_instrument(on))


@cached_in_process
def invitation_languages(on: date) -> frozenset[str]:
    """Raises NoVersionInForceError."""
    return survey_languages(on) & frozenset(texts.TEMPLATES)


@cached_in_process
def offered_languages(on: date) -> Sequence[Offer]:
    """Only English while no survey is published."""
    try:
        instrument = survey_selectors.current_instrument(on)
    except NoVersionInForceError:
        return languages.offers({ENGLISH})
    return languages_offered_by(instrument)


def languages_offered_by(instrument: Instrument) -> Sequence[Offer]:
    codes = _without_drafts(instrument) | {ENGLISH}
    return languages.offers(codes, drafts=instrument.drafts)


def _without_drafts(instrument: Instrument) -> frozenset[str]:
    if access_selectors.is_simulated():
        return frozenset(instrument.languages)
    return instrument.reviewed
