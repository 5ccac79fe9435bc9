"""Which languages have every text of an instrument. Pure."""

from collections.abc import Iterable, Iterator

from survey.definition.fields import Shape, names_of
from survey.definition.types import Choice, Instrument, Question, Section, Text


def complete_languages(instrument: Instrument) -> tuple[str, ...]:
    """Those that have each text which any language has. The others are shown to nobody: half a page
    in another language says less than none."""
    texts = list(all_texts((instrument, *instrument.sections, *instrument.questions)))
    return tuple(code for code in instrument.languages if all(code in text for text in texts))


def all_texts(parts: Iterable[Instrument | Section | Question | Choice]) -> Iterator[Text]:
    """Each text that the parts, and the choices of questions, have in any language."""
    for part in parts:
        yield from filter(None, (getattr(part, name) for name in names_of(type(part), Shape.TEXT)))
        if isinstance(part, Question):
            yield from all_texts(part.choices)
