"""Which languages people are asked in. One that no native speaker has reviewed is a draft: shown
as such where the people are simulated, and off where they are real (decision 21)."""

from collections.abc import Sequence
from datetime import date

from access import selectors as access_selectors
from access.process_cache import remembered
from responses.sms import texts
from survey import selectors as survey_selectors
from survey.definition.types import Instrument
from survey.selectors import NoVersionInForceError
from ui import languages
from ui.languages import Offer

ENGLISH = "en"


def asked_in(on: date) -> frozenset[str]:
    """The languages in which the survey may be had on a day. Raises NoVersionInForceError."""
    return _without_drafts(survey_selectors.current_instrument(on))


@remembered
def invited_in(on: date) -> frozenset[str]:
    """Those of them that the invitation can be had in as well."""
    return asked_in(on) & frozenset(texts.TEMPLATES)


@remembered
def offered(on: date) -> Sequence[Offer]:
    """What a respondent's page offers: English alone while nothing is published."""
    try:
        instrument = survey_selectors.current_instrument(on)
    except NoVersionInForceError:
        return languages.offers({ENGLISH})
    return offered_by(instrument)


def offered_by(instrument: Instrument) -> Sequence[Offer]:
    codes = _without_drafts(instrument) | {ENGLISH}
    return languages.offers(codes, drafts=instrument.drafts)


def _without_drafts(instrument: Instrument) -> frozenset[str]:
    if access_selectors.is_simulated():
        return frozenset(instrument.languages)
    return instrument.reviewed
