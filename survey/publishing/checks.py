"""The publish gate: rules, earlier versions, evidence on wordings, rendering."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from survey import selectors
from survey.definition.types import Instrument, Question, QuestionKind
from survey.evidence import rules as evidence_rules
from survey.evidence import selectors as evidence_selectors
from survey.evidence.records import read_evidence
from survey.publishing import rendering_check
from survey.publishing import rules as publishing_rules
from survey.recordings import files
from survey.recordings.clips import (
    SIGNED_LANGUAGES,
    Recording,
    RecordingKind,
    has_other_words,
    read_recordings,
    recording_of,
)
from ui import catalogues as interface_catalogues

UNSHOWN = {QuestionKind.CALCULATED, QuestionKind.HIDDEN}


def notices(instrument: Instrument, recordings: Sequence[Recording]) -> list[str]:
    """For each language and kind that lacks recordings or has other words."""
    place = f"{instrument.code} version {instrument.version}"
    return [f"{place}, {notice}" for notice in _notices(instrument, recordings)]


def wanted(instrument: Instrument) -> Iterator[tuple[RecordingKind, str]]:
    for language in instrument.languages:
        yield RecordingKind.SPEECH, language
        if language in SIGNED_LANGUAGES:
            yield RecordingKind.SIGN, language


def missing(
    instrument: Instrument, recordings: Sequence[Recording], *, kind: RecordingKind, language: str
) -> list[Question]:
    """Without a recording of today's words."""
    return [
        question
        for question in instrument.questions
        if question.kind not in UNSHOWN
        and recording_of(recordings, question, language=language, kind=kind) is None
    ]


def _notices(instrument: Instrument, recordings: Sequence[Recording]) -> Iterator[str]:
    shown = [question for question in instrument.questions if question.kind not in UNSHOWN]
    for kind, language in wanted(instrument):
        lacking = missing(instrument, recordings, kind=kind, language=language)
        if lacking:
            yield f"{kind} in {language}: {len(lacking)} of {len(shown)} questions have none"
        for question in lacking:
            if has_other_words(recordings, question, language=language, kind=kind):
                yield f"question {question.code}: its {kind} in {language} says other words"


def faults_in(instrument: Instrument) -> list[str]:
    """Rendering is tried only if no rule is broken."""
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
    newest = selectors.newest_revision(instrument.code, instrument.version)
    if newest is not None:
        yield selectors.instrument(newest)


@lru_cache(maxsize=16)
def _drawing_faults(instrument: Instrument) -> tuple[str, ...]:
    return tuple(rendering_check.faults_in(instrument))


def faults_around(languages: Iterable[str]) -> list[str]:
    """A language needs every word of the pages."""
    return interface_catalogues.faults_in(sorted(set(languages)), Path(settings.LOCALE_PATHS[0]))


def notices_on_recordings(instrument: Instrument) -> list[str]:
    """Missing, with other words, or not as they were checked."""
    recordings = read_recordings()
    if not recordings:
        return []
    codes = instrument.places.keys()
    own = [each for each in recordings if each.question in codes]
    return [
        *notices(instrument, recordings),
        *(f"{each.file} is not as it was checked" for each in own if not files.is_unchanged(each)),
    ]
