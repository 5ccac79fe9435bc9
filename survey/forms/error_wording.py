"""The error messages beside questions. Each says what to do. Where the instrument has its own
message for an error, that one is used."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from survey.definition.types import Question, QuestionKind, Text
from survey.flow.answer_checks import AnswerFault
from survey.flow.context import EMPTY_CONTEXT, AnswerContext
from survey.forms.question_wording import piped_values, wording


def unanswered_message(question: Question, *, not_saying: str = "") -> str:
    """The message where nothing was answered and Skip was not pressed. `not_saying` are the words
    of the choice that stands in for Skip; "" where there is none."""
    if not_saying:
        return _or_not_to_say(question) % {"not_saying": not_saying}
    return {
        QuestionKind.MULTI: _("Choose one or more answers, or skip this question"),
        QuestionKind.TEXT: _("Write an answer, or skip this question"),
        QuestionKind.INTEGER: _("Enter a number, or skip this question"),
        QuestionKind.DECIMAL: _("Enter a number, or skip this question"),
        QuestionKind.TIME: _("Enter a time, or skip this question"),
        QuestionKind.DATE: _("Enter a date, or skip this question"),
        QuestionKind.ACKNOWLEDGE: _("Tick the box, or skip this question"),
    }.get(question.kind, _("Choose an answer, or skip this question"))


def _or_not_to_say(question: Question) -> str:
    if question.kind is QuestionKind.MULTI:
        return _("Choose one or more answers, or “%(not_saying)s”")
    return _("Choose an answer, or “%(not_saying)s”")


def error_messages(
    question: Question, *, language: str, context: AnswerContext = EMPTY_CONTEXT
) -> Mapping[AnswerFault, str]:
    def own(text: Text, otherwise: str) -> str:
        piped = piped_values([text], language=language, context=context)
        return wording(text, language, piped) or otherwise

    from_shown = _("Choose from the answers shown")
    return {
        AnswerFault.UNKNOWN_CHOICE: from_shown,
        AnswerFault.NOT_ASKED: from_shown,
        AnswerFault.MORE_THAN_ONE: _("Choose one answer only"),
        AnswerFault.EXCLUSIVE_WITH_OTHERS: _(
            "One of your answers cannot be chosen together with the others. "
            "Choose that answer alone, or only the others"
        ),
        AnswerFault.REQUIRED: own(question.required_text, _("Answer this question to go on")),
        AnswerFault.TOO_LONG: _("Your answer is too long. Write at most 1,000 characters"),
        AnswerFault.DETAILS_TOO_LONG: _("This is too long. Write at most 200 characters"),
        AnswerFault.NOT_WHOLE: _("Enter a whole number, such as 12"),
        AnswerFault.NOT_A_NUMBER: _("Enter a number, such as 12 or 12.5"),
        AnswerFault.NOT_A_TIME: _("Enter a time on the 24-hour clock, such as 14:30"),
        AnswerFault.TOO_LARGE: _("Enter a smaller number"),
        AnswerFault.DATE_INCOMPLETE: _("Enter a day, a month and a year"),
        AnswerFault.NOT_A_DATE: _("Enter a real date, such as 27 3 2026"),
        AnswerFault.CONSTRAINT: own(question.constraint_text, _("Check your answer")),
    }
