"""The form of one question, and what a press on its page may put back there: the same for whoever
came by a link, by a code, or unasked (SAF-8, decision 39)."""

from collections.abc import Collection

from django.http import HttpRequest, QueryDict

from responses.answering import own_presses
from responses.answering.journey import Journey
from responses.answering.own_presses import Pressed
from survey.definition.types import Question
from survey.flow.context import AnswerContext
from survey.forms.answer_form import AnswerForm, emptied, page_form
from ui import languages, text_size


def question_form(
    journey: Journey,
    asked: Question,
    *,
    context: AnswerContext,
    language: str,
    data: QueryDict | None = None,
    shown: Collection[str] = (),
) -> AnswerForm:
    """Its own earlier answer is shown only if its code is in `shown`; `context` says which earlier
    answers may be repeated in its words."""
    hidden = {asked.code: ()} if journey.has_answer(asked) else {}
    initial = journey.answers if asked.code in shown else hidden
    return page_form([asked], language=language, data=data, initial=initial, context=context)


def held(request: HttpRequest, visit: Pressed, form: AnswerForm) -> AnswerForm:
    """The form with what the open page holds; emptied where the press is not one on the open page,
    because a page out of the history sends again what was picked on it then."""
    return form if own_presses.is_own(request, visit) else emptied(form)


def changes_look(request: HttpRequest) -> bool:
    """Whether the press only asks for another language or text size."""
    return bool(languages.requested_language(request) or text_size.requested_size(request))
