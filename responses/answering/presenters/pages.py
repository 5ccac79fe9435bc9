"""Words of respondents' pages: titles, answers to check, helplines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from responses.answering.helplines import Helpline, HelplineAudience
from responses.answering.journey import Journey
from responses.answering.presenters import equality
from responses.answering.you_said import PublishedChange, recent_changes
from survey.definition.types import Block, Question, QuestionKind, Text
from survey.flow.context import AnswerContext
from survey.forms import question_wording
from ui.formatting import format_month


@dataclass(frozen=True)
class ReviewRow:
    """`answers` are the words of the choices; empty where they may not be shown again."""

    question: str
    number: int
    answers: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class HelplineRow:
    name: str
    about: str
    number: str
    dial: str
    text_number: str
    is_always_open: bool
    is_for_wales: bool


@dataclass(frozen=True)
class HelplineGroup:
    heading: str
    lines: tuple[HelplineRow, ...]


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


def sign_language_video(question: Question) -> str:
    """The address of the question's video in British Sign Language; "" where there is none or it
    is no https address."""
    return question.bsl_video if question.bsl_video.startswith("https://") else ""


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
        question=asked.legend,
        number=journey.number_of(question),
        answers=words if context.may_tell(question.code) else (),
        state=_("Answered") if journey.answers[question.code] else _("Skipped"),
    )


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


def helpline_groups(helplines: Sequence[Helpline], *, language: str) -> tuple[HelplineGroup, ...]:
    headings = _headings()
    order = list(HelplineAudience)
    in_order = sorted(helplines, key=lambda line: order.index(line.group))
    return tuple(
        HelplineGroup(
            heading=headings[group],
            lines=tuple(_helpline_row(line, language) for line in lines),
        )
        for group, lines in groupby(in_order, key=lambda line: line.group)
    )


def _headings() -> Mapping[HelplineAudience, str]:
    return {
        HelplineAudience.URGENT: _("If you need help now"),
        HelplineAudience.ANYONE: _("Someone to talk to"),
        HelplineAudience.ABUSE: _("Domestic abuse, stalking and abuse of older people"),
        HelplineAudience.SEXUAL: _("Sexual violence and abuse"),
        HelplineAudience.FAMILY: _("Forced marriage, honour-based abuse, modern slavery"),
        HelplineAudience.CHILDREN: _("Children and young people"),
        HelplineAudience.REPORT: _("To report something"),
    }


def _helpline_row(line: Helpline, language: str) -> HelplineRow:
    return HelplineRow(
        name=_wording(line.name, language),
        about=_wording(line.about, language),
        number=line.number,
        dial=line.number.replace(" ", ""),
        text_number=line.text_number,
        is_always_open=line.is_always_open,
        is_for_wales=line.is_for_wales,
    )


def _wording(text: Text, language: str) -> str:
    return text.get(language) or text["en"]
