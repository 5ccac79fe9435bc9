"""What the publish gate says of recordings: which are missing, and which were made for other words.
Pure.

None of this stops an instrument from being published: a recording that is missing, or says other
words, is simply not offered."""

from collections.abc import Iterator, Sequence

from survey.definition.types import Instrument, Question, QuestionKind
from survey.recordings.clips import (
    SIGNED_LANGUAGES,
    Recording,
    RecordingKind,
    has_other_words,
    recording_of,
)

UNSHOWN = {QuestionKind.CALCULATED, QuestionKind.HIDDEN}


def notices(instrument: Instrument, recordings: Sequence[Recording]) -> list[str]:
    """One sentence for each language and kind that lacks recordings, and for each recording of
    other words than those of the instrument; an empty list where all is recorded."""
    place = f"{instrument.code} version {instrument.version}"
    return [f"{place}, {notice}" for notice in _notices(instrument, recordings)]


def wanted(instrument: Instrument) -> Iterator[tuple[RecordingKind, str]]:
    """Each kind with each language in which it is wanted."""
    for language in instrument.languages:
        yield RecordingKind.SPEECH, language
        if language in SIGNED_LANGUAGES:
            yield RecordingKind.SIGN, language


def missing(
    instrument: Instrument, recordings: Sequence[Recording], *, kind: RecordingKind, language: str
) -> list[Question]:
    """The questions shown that have no recording of their words of today."""
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
