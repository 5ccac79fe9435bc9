"""Complete, equal placeholders, no markup but <strong>, short and plain in English (decision
31)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from survey.definition.expression_checks import placeholders_in
from survey.definition.fields import Shape, names_of
from survey.definition.types import Instrument, Question, Section, Text
from survey.publishing import readability

ENGLISH = "en"
EASY_READ = "en-x-easy"


@dataclass(frozen=True)
class Limits:
    """`grade` of a text with its hint; `words` of a question's text."""

    name: str
    grade: float
    words: int
    words_of_a_choice: int


LIMITS = {
    ENGLISH: Limits("", grade=7.0, words=30, words_of_a_choice=12),
    EASY_READ: Limits(" in Easy Read", grade=4.0, words=20, words_of_a_choice=12),
}


def question_faults(question: Question, languages: tuple[str, ...]) -> Iterator[str]:
    for place, text in _wordings(question):
        yield from _text(place, text, languages)
    for language in LIMITS:
        if language in languages:
            yield from _reading(question, language)


def section_faults(section: Section, languages: tuple[str, ...]) -> Iterator[str]:
    if section.text:
        yield from _text("text", section.text, languages)


def title_faults(instrument: Instrument) -> Iterator[str]:
    if instrument.title:
        yield from _text("title", instrument.title, instrument.languages)


def _wordings(question: Question) -> Iterator[tuple[str, Text]]:
    for place in names_of(Question, Shape.TEXT):
        text = getattr(question, place)
        if text or place == "text":
            yield place, text
    for choice in question.choices:
        yield f"choice {choice.code}", choice.text
        if choice.details:
            yield f"details of choice {choice.code}", choice.details


def _text(place: str, text: Text, languages: tuple[str, ...]) -> Iterator[str]:
    for language in languages:
        if not text.get(language, "").strip():
            yield f"{place} has no wording in {language}"
    for language in sorted(set(text) - set(languages)):
        yield f"{place} has a wording in {language}, which is not offered"
    for language, wording in text.items():
        without = re.sub(r"<strong>[^<>]*</strong>", "", wording)
        if not ("<" not in without and ">" not in without):
            yield f"{place} has markup other than <strong> in {language}"
    yield from _placeholders(place, text)


def _placeholders(place: str, text: Text) -> Iterator[str]:
    expected = placeholders_in(text.get(ENGLISH, ""))
    for language, wording in text.items():
        found = placeholders_in(wording)
        for name in sorted(expected - found) if wording.strip() else ():
            yield f"{place} has no {{{name}}} in {language}, as it has in English"
        for name in sorted(found - expected):
            yield f"{place} has {{{name}}} in {language}, which English has not"


def placeholders_of(question: Question) -> frozenset[str]:
    return frozenset(
        name for _, text in _wordings(question) for name in placeholders_in(text.get(ENGLISH, ""))
    )


def _reading(question: Question, language: str) -> Iterator[str]:
    limits = LIMITS[language]
    text, hint = question.text.get(language, ""), question.hint.get(language, "")
    if (count := len(readability.words(text))) > limits.words:
        yield f"text has {count} words{limits.name}, at most {limits.words} are allowed"
    if (grade := readability.grade(text, hint)) > limits.grade:
        yield (
            f"text and hint read at grade {grade:.1f}{limits.name}, "
            f"at most {limits.grade:.0f} is allowed"
        )
    for choice in question.choices:
        count = len(readability.words(choice.text.get(language, "")))
        if count > limits.words_of_a_choice:
            yield (
                f"choice {choice.code} has {count} words{limits.name}, "
                f"at most {limits.words_of_a_choice} are allowed"
            )
