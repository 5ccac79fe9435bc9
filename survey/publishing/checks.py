"""The whole publish gate: the rules (survey.publishing.rules), compared with what was asked before,
whether people were asked about new wordings of the core, and whether every question can be
rendered."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from survey import selectors
from survey.definition.types import Instrument
from survey.evidence import rules as evidence_rules
from survey.evidence import selectors as evidence_selectors
from survey.evidence.records import read_evidence
from survey.publishing import recordings as publishing_recordings
from survey.publishing import rendering_check
from survey.publishing import rules as publishing_rules
from survey.recordings import files
from survey.recordings.clips import read_recordings
from ui import catalogues as interface_catalogues


def faults_in(instrument: Instrument) -> list[str]:
    """Everything wrong with the instrument; an empty list passes. Questions are rendered only when
    no rule is broken, so that no mistake is named twice."""
    asked = selectors.other_published_instruments(instrument.code, instrument.version)
    untested = evidence_rules.faults(
        instrument,
        published=[*asked, *_published_before(instrument)],
        shipped=read_evidence(),
        entered=evidence_selectors.entered_on(instrument.places.keys()),
    )
    faults = [*publishing_rules.faults_in(instrument, published=asked), *untested]
    return faults or list(_drawing_faults(instrument))


def _published_before(instrument: Instrument) -> Iterator[Instrument]:
    """The revision before, of which this one mends a translation."""
    newest = selectors.newest_revision(instrument.code, instrument.version)
    if newest is not None:
        yield selectors.instrument(newest)


@lru_cache(maxsize=16)
def _drawing_faults(instrument: Instrument) -> tuple[str, ...]:
    """Cached, since rendering two hundred questions in nine languages takes seconds and the page of
    a draft asks at every visit."""
    return tuple(rendering_check.faults_in(instrument))


def faults_around(languages: Iterable[str]) -> list[str]:
    """Words of the respondents' pages that are missing in these languages: a language is offered
    only with every word of its pages."""
    return interface_catalogues.faults_in(sorted(set(languages)), Path(settings.LOCALE_PATHS[0]))


def notices_on_recordings(instrument: Instrument) -> list[str]:
    """Once any recordings are listed: which are missing, say other words, or are not on this
    machine as they were checked. None of it stops publishing."""
    recordings = read_recordings()
    if not recordings:
        return []
    codes = instrument.places.keys()
    own = [each for each in recordings if each.question in codes]
    return [
        *publishing_recordings.notices(instrument, recordings),
        *(f"{each.file} is not as it was checked" for each in own if not files.is_unchanged(each)),
    ]
