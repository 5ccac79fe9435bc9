"""The whole publish gate: the rules (survey.publishing.rules), what was asked before, and whether
the pages can be drawn."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from survey import selectors
from survey.definition.types import Instrument
from survey.publishing import rendering_check
from survey.publishing import rules as publishing_rules
from ui import catalogues as interface_catalogues


def faults_in(instrument: Instrument) -> list[str]:
    """All that stands in the way of publishing; none is a pass. Nothing is drawn of what breaks a
    rule: the same mistake would be named twice."""
    asked = selectors.asked_besides(instrument.code, instrument.version)
    return publishing_rules.faults_in(instrument, published=asked) or list(
        _drawing_faults(instrument)
    )


@lru_cache(maxsize=16)
def _drawing_faults(instrument: Instrument) -> tuple[str, ...]:
    """Drawing two hundred questions in nine languages takes seconds, and comes to the same for the
    same content: the page of a draft asks again at every visit."""
    return tuple(rendering_check.faults_in(instrument))


def faults_around(languages: Iterable[str]) -> list[str]:
    """What is missing around the questions: a language is offered with every word of its pages,
    or not at all."""
    return interface_catalogues.faults_in(sorted(set(languages)), Path(settings.LOCALE_PATHS[0]))
