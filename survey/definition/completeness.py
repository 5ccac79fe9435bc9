"""Which languages have every text of an instrument. Pure."""

from collections.abc import Iterator

from survey.definition.fields import Shape, names_of
from survey.definition.types import Choice, Instrument, Question, Section, Text


def complete_languages(instrument: Instrument) -> tuple[str, ...]:
    """Those that have each text which any language has. The others are shown to nobody: half a page
    in another language says less than none."""
    texts = [text for part in _parts(instrument) for text in _texts(part) if text]
    return tuple(code for code in instrument.languages if all(code in text for text in texts))


def _parts(instrument: Instrument) -> Iterator[Instrument | Section | Question | Choice]:
    yield instrument
    yield from instrument.sections
    for question in instrument.questions:
        yield question
        yield from question.choices


def _texts(part: Instrument | Section | Question | Choice) -> Iterator[Text]:
    for name in names_of(type(part), Shape.TEXT):
        yield getattr(part, name)
