"""The error messages beside questions. Each says what to do. An instrument's own message replaces
ours."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from survey.definition.types import Question, Text
from survey.flow.answer_checks import AnswerFault
from survey.flow.context import EMPTY_CONTEXT, AnswerContext
from survey.forms.question_wording import piped_values, wording


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
