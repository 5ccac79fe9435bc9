"""Words of respondents' pages: titles, answers to check, changes that answers led to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from responses.answering.journey import Journey
from responses.answering.presenters import equality
from responses.answering.you_said import PublishedChange, recent_changes
from survey.definition.types import Block, Question, QuestionKind
from survey.flow.context import AnswerContext
from survey.forms import question_wording
from ui.formatting import format_month


@dataclass(frozen=True)
class ReviewRow:
    """`section` is the heading that it stands under. `answers` are the words of the choices; empty
    where they may not be shown again."""

    section: str
    question: str
    number: int
    answers: tuple[str, ...]
    state: str


def title(page: str, *, has_error: bool = False) -> str:
    """The title of a page, neutral in tabs and history: no crime, no police, no case (SAF-5)."""
    whole = _("%(page)s – Service feedback") % {"page": page}
    return _("Error: %(title)s") % {"title": whole} if has_error else whole


def question_title(question: Question, number: int, *, has_error: bool) -> str:
    """The title of a question page. `number` counts within the block, as on the page."""
    if question.block is Block.EQUALITY and equality.is_of_another(question):
        page = _("About the person, question %(number)s") % {"number": number}
    elif question.block is Block.EQUALITY:
        page = _("About you, question %(number)s") % {"number": number}
    else:
        page = _("Question %(number)s") % {"number": number}
    return title(page, has_error=has_error)


def month(day: date) -> str:
    return format_month(day, language=get_language() or "en")


def review_rows(
    journey: Journey,
    *,
    shown: Iterable[str],
    language: str,
    facts: Mapping[str, str] | None = None,
) -> tuple[ReviewRow, ...]:
    """One row for each answered or skipped question on the path. Only answers given in this sitting
    are shown (SAF-8), here and where a later question repeats them."""
    context = journey.context(tellable=frozenset(shown), facts=facts)
    return tuple(
        _answer_row(journey, question, language, context)
        for question in journey.path
        if journey.has_answer(question) and question.kind is not QuestionKind.NOTE
    )


def _answer_row(
    journey: Journey, question: Question, language: str, context: AnswerContext
) -> ReviewRow:
    asked = question_wording.question_words(question, language=language, context=context)
    words = question_wording.answer_words(question, journey.answers, language=language)
    return ReviewRow(
        section=_section_of(question),
        question=asked.legend,
        number=journey.number_of(question),
        answers=words if context.may_tell(question.code) else (),
        state=_("Answered") if journey.answers[question.code] else _("Skipped"),
    )


def _section_of(question: Question) -> str:
    if question.block is not Block.EQUALITY:
        return _("About the service")
    return _("About the person") if equality.is_of_another(question) else _("About you")


@dataclass(frozen=True)
class ChangeRow:
    month: str
    said: str
    did: str


def change_rows(
    changes: Sequence[PublishedChange], *, language: str, on: date
) -> tuple[ChangeRow, ...]:
    return tuple(
        ChangeRow(month=month(change.on), said=change.said[language], did=change.did[language])
        for change in recent_changes(changes, language=language, on=on)
    )
