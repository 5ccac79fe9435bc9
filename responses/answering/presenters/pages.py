from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from responses.answering.journey import Journey
from responses.answering.presenters import equality
from responses.answering.you_said import PublishedChange, recent_changes
from survey.definition.types import Block, Question, QuestionKind
from survey.flow.context import AnswerContext
from survey.flow.progress import StepProgress
from survey.forms import question_wording
from ui.formatting import format_date, format_month, format_time


@dataclass(frozen=True)
class ReviewRow:
    section: str
    question: str
    number: int
    answers: tuple[str, ...]
    state: str
    language: str = ""
    """That of its words, where it is not that of the page."""


def title(*, has_error: bool = False) -> str:
    """The same before and after the gate, so that tabs and history tell nothing (SAF-5)."""
    return _with_error(_("Service feedback")) if has_error else _("Service feedback")


def question_title(number: int, *, has_error: bool) -> str:
    """The title of a question page (decision 8)."""
    page = _("Question %(number)s") % {"number": number}
    whole = _("%(page)s – Service feedback") % {"page": page}
    return _with_error(whole) if has_error else whole


@dataclass(frozen=True)
class ProgressRow:
    words: str
    number: int
    most: int


def progress_row(question: Question, progress: StepProgress) -> ProgressRow:
    return ProgressRow(
        words=_progress_words(question, progress) % {
            "number": progress.number, "most": progress.most,
        },
        number=progress.number,
        most=progress.most,
    )  # fmt: skip


def _progress_words(question: Question, progress: StepProgress) -> str:
    if question.block is Block.EQUALITY and equality.is_of_another(question):
        return _("About the person: question %(number)s of at most %(most)s")
    if question.block is Block.EQUALITY:
        return _("About you: question %(number)s of at most %(most)s")
    if progress.is_fixed:
        return _("Question %(number)s of %(most)s")
    return _("Question %(number)s of at most %(most)s")


def _with_error(whole: str) -> str:
    return _("Error: %(title)s") % {"title": whole}


def month(day: date) -> str:
    return format_month(day, language=get_language() or "en")


def clock(at: datetime) -> str:
    return format_time(localtime(at).time(), language=get_language() or "en")


def day_and_clock(at: datetime) -> str:
    day = format_date(localtime(at).date(), language=get_language() or "en")
    return f"{day}, {clock(at)}"


def review_rows(
    journey: Journey,
    *,
    shown: Iterable[str],
    language: str,
    facts: Mapping[str, str] | None = None,
) -> tuple[ReviewRow, ...]:
    """A row for each answered or skipped question. Only answers of this sitting are shown, and of
    further questions, whose words may name the crime, only those answered in it (SAF-8, SAF-19)."""
    told = frozenset(shown)
    context = journey.context(tellable=told, facts=facts)
    return tuple(
        _answer_row(journey, question, language, context)
        for question in journey.path
        if journey.has_answer(question)
        and question.kind is not QuestionKind.NOTE
        and (question.code in told or not journey.is_further(question))
    )


def _answer_row(
    journey: Journey, question: Question, language: str, context: AnswerContext
) -> ReviewRow:
    is_foreign = (
        journey.longer is not None
        and journey.is_further(question)
        and language not in journey.longer.languages
    )
    spoken = "en" if is_foreign else language
    asked = question_wording.question_words(question, language=spoken, context=context)
    words = question_wording.answer_words(question, journey.answers, language=spoken)
    return ReviewRow(
        section=_section_of(journey, question),
        question=asked.legend,
        number=journey.number_of(question),
        answers=words if context.may_tell(question.code) else (),
        state=_("Answered") if journey.answers[question.code] else _("Skipped"),
        language=spoken if spoken != language else "",
    )


def _section_of(journey: Journey, question: Question) -> str:
    if journey.is_further(question):
        return _("More about the service")
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
