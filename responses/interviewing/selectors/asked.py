from collections.abc import Sequence
from datetime import date

from survey import selectors as survey_selectors
from survey.bank.pathways import NATIONAL
from survey.definition.types import Instrument
from survey.selectors import NoVersionInForceError


def asked_instruments(on: date) -> Sequence[Instrument]:
    """Raises NoVersionInForceError."""
    short = survey_selectors.SHORT_CORE
    found = survey_selectors.versions_in_force(short, NATIONAL, on=on)
    if short not in found:
        raise NoVersionInForceError(short)
    asked = (found[code] for code in (short, NATIONAL) if code in found)
    return [survey_selectors.instrument(row) for row in asked]
