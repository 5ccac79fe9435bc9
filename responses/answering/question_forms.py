"""The same for a link, a code or an uninvited respondent (SAF-8)."""

from collections.abc import Collection

from django.http import HttpRequest, QueryDict

from responses.answering import page_tokens
from responses.answering.journey import Journey
from responses.answering.page_tokens import Pressed
from survey.definition.types import Question
from survey.flow.context import AnswerContext
from survey.forms.answer_form import AnswerForm, emptied, page_form
from ui import languages, views


def question_form(
    journey: Journey,
    asked: Question,
    *,
    context: AnswerContext,
    language: str,
    data: QueryDict | None = None,
    shown: Collection[str] = (),
) -> AnswerForm:
    """Its own earlier answer is shown only if its code is in `shown`."""
    hidden = {asked.code: ()} if journey.has_answer(asked) else {}
    initial = journey.answers if asked.code in shown else hidden
    return page_form([asked], language=language, data=data, initial=initial, context=context)


def held(request: HttpRequest, visit: Pressed, form: AnswerForm) -> AnswerForm:
    """Empty unless the press came from the open page: one from the history sends again what was
    picked on it then."""
    return form if page_tokens.is_own(request, visit) else emptied(form)


def changes_look(request: HttpRequest) -> bool:
    return bool(languages.requested_language(request) or views.requested_size(request))
