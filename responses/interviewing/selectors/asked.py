"""Reads what interviewers ask: the short form, and what follows for who says more."""

from collections.abc import Sequence
from datetime import date

from survey import selectors as survey_selectors
from survey.bank.pathways import NATIONAL
from survey.definition.types import Instrument
from survey.selectors import NoVersionInForceError


def asked_instruments(on: date) -> Sequence[Instrument]:
    """Those of a day, in the order in which they are asked. Raises NoVersionInForceError where
    there is no short form."""
    short = survey_selectors.current_instrument(on)
    try:
        further = survey_selectors.version_in_force(NATIONAL, on=on)
    except NoVersionInForceError:
        return (short,)
    return (short, survey_selectors.instrument(further))
