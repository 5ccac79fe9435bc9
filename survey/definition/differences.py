"""What changed between two versions of an instrument, question by question. Pure.

Wordings are compared language by language, choices by their codes. A question that kept its place
among those around it is not moved, however many were added before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from survey.definition.expressions import Expression
from survey.definition.types import Choice, Instrument, Question, Section, Text


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
class Change:
    """`place` is the code of a question or section, empty for the whole; `part` is the choice or
    the field, `language` that of a wording. Before and after are words, codes or conditions."""

    aspect: Aspect
    place: str = ""
    part: str = ""
    language: str = ""
    before: str | Expression | None = ""
    after: str | Expression | None = ""


DETAILS = (
    "block", "kind", "scale", "measure", "right", "code_version", "privacy", "harmonised", "module",
    "rank", "replaces", "section", "is_required", "default", "is_shuffled", "seed", "appearance",
    "bsl_video",
)  # fmt: skip
CONDITIONS = ("shown_if", "constraint", "calculation", "choice_filter")
MESSAGES = ("required_text", "constraint_text")


def between(before: Instrument, after: Instrument) -> tuple[Change, ...]:
    """The whole first, then what was taken out, then the rest in the order it is asked now."""
    return tuple(_between(before, after))


def _between(before: Instrument, after: Instrument) -> Iterator[Change]:
    yield from _languages(before, after)
    yield from _wordings(Aspect.TITLE, "", before.title, after.title)
    yield from _sections(before, after)
    old = {question.code: question for question in before.questions}
    new = {question.code: question for question in after.questions}
    for code in old:
        if code not in new:
            yield Change(Aspect.REMOVED, code)
    moved = _moved([code for code in old if code in new], [code for code in new if code in old])
    for code, question in new.items():
        if code not in old:
            yield Change(Aspect.ADDED, code)
            continue
        if code in moved:
            yield Change(Aspect.MOVED, code)
        yield from _question(old[code], question)


def _languages(before: Instrument, after: Instrument) -> Iterator[Change]:
    for language in before.languages:
        if language not in after.languages:
            yield Change(Aspect.LANGUAGE_REMOVED, language=language)
    for language in after.languages:
        if language not in before.languages:
            yield Change(Aspect.LANGUAGE_ADDED, language=language)
        elif (language in before.drafts) is not (language in after.drafts):
            yield Change(
                Aspect.STANDING,
                language=language,
                before=_standing(before, language),
                after=_standing(after, language),
            )


def _standing(instrument: Instrument, language: str) -> str:
    return "draft" if language in instrument.drafts else "reviewed"


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Those that do not stand in the longest stretches that are the same in both."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {code for block in blocks for code in old[block.a : block.a + block.size]}
    return set(new) - kept


def _sections(before: Instrument, after: Instrument) -> Iterator[Change]:
    old = {section.code: section for section in before.sections}
    new = {section.code: section for section in after.sections}
    for code in old:
        if code not in new:
            yield Change(Aspect.REMOVED, code)
    for code, section in new.items():
        if code not in old:
            yield Change(Aspect.ADDED, code)
            continue
        yield from _wordings(Aspect.WORDING, code, old[code].text, section.text)
        yield from _details(old[code], section, ("parent", "is_page"))
        yield from _condition(old[code], section, "shown_if")


def _question(before: Question, after: Question) -> Iterator[Change]:
    code = after.code
    yield from _wordings(Aspect.WORDING, code, before.text, after.text)
    yield from _wordings(Aspect.HINT, code, before.hint, after.hint)
    for name in MESSAGES:
        yield from _wordings(
            Aspect.MESSAGE, code, getattr(before, name), getattr(after, name), part=name
        )
    yield from _choices(before, after)
    for name in CONDITIONS:
        yield from _condition(before, after, name)
    yield from _details(before, after, DETAILS)


def _wordings(
    aspect: Aspect, place: str, before: Text, after: Text, *, part: str = ""
) -> Iterator[Change]:
    for language in dict.fromkeys([*before, *after]):
        old, new = before.get(language, ""), after.get(language, "")
        if old != new:
            yield Change(aspect, place, part, language, old, new)


def _choices(before: Question, after: Question) -> Iterator[Change]:
    old = {choice.code: choice for choice in before.choices}
    new = {choice.code: choice for choice in after.choices}
    for code in old:
        if code not in new:
            yield Change(Aspect.CHOICE_REMOVED, after.code, part=code)
    for code in new:
        if code not in old:
            yield Change(Aspect.CHOICE_ADDED, after.code, part=code)
        else:
            yield from _choice(after.code, old[code], new[code])
    if [code for code in old if code in new] != [code for code in new if code in old]:
        yield Change(Aspect.CHOICES_MOVED, after.code, before=", ".join(old), after=", ".join(new))


def _choice(place: str, before: Choice, after: Choice) -> Iterator[Change]:
    code = after.code
    yield from _wordings(Aspect.CHOICE_WORDING, place, before.text, after.text, part=code)
    yield from _wordings(Aspect.CHOICE_WORDING, place, before.details, after.details, part=code)
    if before.meaning is not after.meaning:
        yield Change(
            Aspect.MEANING, place, code, before=before.meaning.value, after=after.meaning.value
        )
    for name in ("is_apart", "is_exclusive", "symbol"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Change(
                Aspect.DETAIL, place, f"{code} {name}", before=_said(old), after=_said(new)
            )


def _condition(
    before: Question | Section, after: Question | Section, name: str
) -> Iterator[Change]:
    old, new = getattr(before, name), getattr(after, name)
    if old != new:
        yield Change(Aspect.CONDITION, after.code, part=name, before=old, after=new)


def _details(
    before: Question | Section, after: Question | Section, names: Sequence[str]
) -> Iterator[Change]:
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Change(Aspect.DETAIL, after.code, name, before=_said(old), after=_said(new))


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
