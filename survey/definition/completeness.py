from collections.abc import Iterable, Iterator

from survey.definition.fields import Shape, names_of
from survey.definition.types import Choice, Instrument, Question, Section, Text


def complete_languages(instrument: Instrument) -> tuple[str, ...]:
    texts = list(all_texts((instrument, *instrument.sections, *instrument.questions)))
    return tuple(code for code in instrument.languages if all(code in text for text in texts))


def all_texts(parts: Iterable[Instrument | Section | Question | Choice]) -> Iterator[Text]:
    for part in parts:
        yield from filter(None, (getattr(part, name) for name in names_of(type(part), Shape.TEXT)))
        if isinstance(part, Question):
            yield from all_texts(part.choices)
