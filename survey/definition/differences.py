from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from survey.definition.expressions import Expression
from survey.definition.fields import PLAIN, DefinitionPart, Shape, names_of
from survey.definition.types import Choice, Instrument, Question, Text


class Aspect(StrEnum):
    LANGUAGE_ADDED = "language_added"
    LANGUAGE_REMOVED = "language_removed"
    STANDING = "standing"
    TITLE = "title"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    WORDING = "wording"
    HINT = "hint"
    MESSAGE = "message"
    CHOICE_ADDED = "choice_added"
    CHOICE_REMOVED = "choice_removed"
    CHOICES_MOVED = "choices_moved"
    CHOICE_WORDING = "choice_wording"
    MEANING = "meaning"
    CONDITION = "condition"
    DETAIL = "detail"


@dataclass(frozen=True)
class DefinitionChange:
    """`place` is a question or section, "" for the instrument; `part` the choice or field;
    `language` that of a wording."""

    aspect: Aspect
    place: str = ""
    part: str = ""
    language: str = ""
    before: str | Expression | None = ""
    after: str | Expression | None = ""


WORDINGS = {"text": Aspect.WORDING, "hint": Aspect.HINT}
"""All other texts of a question are messages, distinguished by name."""


def between(before: Instrument, after: Instrument) -> tuple[DefinitionChange, ...]:
    """The instrument, sections, removed questions, then the others as asked now."""
    return tuple(_between(before, after))


def _between(before: Instrument, after: Instrument) -> Iterator[DefinitionChange]:
    yield from _languages(before, after)
    yield from _wordings(Aspect.TITLE, "", before.title, after.title)
    yield from _sections(before, after)
    old = {question.code: question for question in before.questions}
    new = {question.code: question for question in after.questions}
    for code in old:
        if code not in new:
            yield DefinitionChange(Aspect.REMOVED, code)
    moved = _moved([code for code in old if code in new], [code for code in new if code in old])
    for code, question in new.items():
        if code not in old:
            yield DefinitionChange(Aspect.ADDED, code)
            continue
        if code in moved:
            yield DefinitionChange(Aspect.MOVED, code)
        yield from _question(old[code], question)
        yield from _rotation(code, before, after)


def _rotation(code: str, before: Instrument, after: Instrument) -> Iterator[DefinitionChange]:
    old, new = code in before.rotating, code in after.rotating
    if old is not new:
        yield DefinitionChange(
            Aspect.DETAIL, code, "rotating", before=_display_value(old), after=_display_value(new)
        )


def _languages(before: Instrument, after: Instrument) -> Iterator[DefinitionChange]:
    for language in before.languages:
        if language not in after.languages:
            yield DefinitionChange(Aspect.LANGUAGE_REMOVED, language=language)
    for language in after.languages:
        if language not in before.languages:
            yield DefinitionChange(Aspect.LANGUAGE_ADDED, language=language)
        elif (language in before.drafts) is not (language in after.drafts):
            yield DefinitionChange(
                Aspect.STANDING,
                language=language,
                before=_standing(before, language),
                after=_standing(after, language),
            )


def _standing(instrument: Instrument, language: str) -> str:
    return "draft" if language in instrument.drafts else "reviewed"


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {code for block in blocks for code in old[block.a : block.a + block.size]}
    return set(new) - kept


def _sections(before: Instrument, after: Instrument) -> Iterator[DefinitionChange]:
    old = {section.code: section for section in before.sections}
    new = {section.code: section for section in after.sections}
    for code in old:
        if code not in new:
            yield DefinitionChange(Aspect.REMOVED, code)
    for code, section in new.items():
        if code not in old:
            yield DefinitionChange(Aspect.ADDED, code)
            continue
        yield from _wordings(Aspect.WORDING, code, old[code].text, section.text)
        yield from _details(old[code], section)
        yield from _conditions(old[code], section)


def _question(before: Question, after: Question) -> Iterator[DefinitionChange]:
    code = after.code
    for name in names_of(Question, Shape.TEXT):
        aspect = WORDINGS.get(name, Aspect.MESSAGE)
        part = "" if name in WORDINGS else name
        yield from _wordings(aspect, code, getattr(before, name), getattr(after, name), part=part)
    yield from _choices(before, after)
    yield from _conditions(before, after)
    yield from _details(before, after)


def _wordings(
    aspect: Aspect, place: str, before: Text, after: Text, *, part: str = ""
) -> Iterator[DefinitionChange]:
    for language in dict.fromkeys([*before, *after]):
        old, new = before.get(language, ""), after.get(language, "")
        if old != new:
            yield DefinitionChange(aspect, place, part, language, old, new)


def _choices(before: Question, after: Question) -> Iterator[DefinitionChange]:
    old = {choice.code: choice for choice in before.choices}
    new = {choice.code: choice for choice in after.choices}
    for code in old:
        if code not in new:
            yield DefinitionChange(Aspect.CHOICE_REMOVED, after.code, part=code)
    for code in new:
        if code not in old:
            yield DefinitionChange(Aspect.CHOICE_ADDED, after.code, part=code)
        else:
            yield from _choice(after.code, old[code], new[code])
    if [code for code in old if code in new] != [code for code in new if code in old]:
        yield DefinitionChange(
            Aspect.CHOICES_MOVED, after.code, before=", ".join(old), after=", ".join(new)
        )


def _choice(place: str, before: Choice, after: Choice) -> Iterator[DefinitionChange]:
    code = after.code
    for name in names_of(Choice, Shape.TEXT):
        old, new = getattr(before, name), getattr(after, name)
        yield from _wordings(Aspect.CHOICE_WORDING, place, old, new, part=code)
    for name, old, new in _plain(before, after):
        if name == "meaning":
            yield DefinitionChange(Aspect.MEANING, place, code, before=old, after=new)
        else:
            yield DefinitionChange(Aspect.DETAIL, place, f"{code} {name}", before=old, after=new)


def _conditions(before: DefinitionPart, after: DefinitionPart) -> Iterator[DefinitionChange]:
    for name in names_of(type(after), Shape.EXPRESSION):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield DefinitionChange(Aspect.CONDITION, after.code, part=name, before=old, after=new)


def _details(before: DefinitionPart, after: DefinitionPart) -> Iterator[DefinitionChange]:
    for name, old, new in _plain(before, after):
        yield DefinitionChange(Aspect.DETAIL, after.code, name, before=old, after=new)


def _plain(before: DefinitionPart, after: DefinitionPart) -> Iterator[tuple[str, str, str]]:
    for name in names_of(type(after), *PLAIN):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield name, _display_value(old), _display_value(new)


def _display_value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
