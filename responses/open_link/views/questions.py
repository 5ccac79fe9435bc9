from collections.abc import Collection, Mapping, Sequence

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from access.actor import RESPONDENT
from access.web.guards import public
from responses.answering import page_tokens, session
from responses.answering.journey import Journey
from responses.answering.presenters import equality
from responses.answering.presenters import pages as presenters
from responses.answering.question_forms import changes_look, held, question_form
from responses.answering.session import Sent
from responses.answering.views import finish
from responses.open_link import actions, visit
from responses.open_link.views.visit import (
    address_of,
    go_on,
    keep,
    once_said,
    redirect_to_current_page,
    show_page,
)
from responses.open_link.visit import OpenSitting
from survey.definition.types import Block, Question
from survey.forms.answer_form import AnswerForm, redraw


@public
@require_http_methods(["GET", "HEAD", "POST"])
@once_said
def question(request: HttpRequest, sitting: OpenSitting, *, number: int) -> HttpResponse:
    asked = sitting.journey.reachable(number)
    if asked is None:
        return redirect_to_current_page(sitting)
    if request.method != "POST":
        return _page(request, sitting, asked, form=_form(sitting, asked))
    if page_tokens.SHOW in request.POST:
        shown = sitting.visit.answered
        return _page(request, sitting, asked, form=_form(sitting, asked, shown=shown))
    return _answer(request, sitting, asked)


def _answer(request: HttpRequest, sitting: OpenSitting, asked: Question) -> HttpResponse:
    form = _form(sitting, asked, data=request.POST)
    if changes_look(request):
        return _page(request, sitting, asked, form=held(request, sitting.visit, redraw(form)))
    if "skip" in request.POST and not form.is_unskippable:
        return _save(request, sitting, asked, {asked.code: ()})
    if form.is_blank and sitting.journey.has_answer(asked):
        return go_on(request, sitting, sitting.journey)
    if not form.is_valid():
        return _page(request, sitting, asked, form=held(request, sitting.visit, form))
    return _save(request, sitting, asked, form.given)


def _save(
    request: HttpRequest,
    sitting: OpenSitting,
    asked: Question,
    given: Mapping[str, Sequence[str]],
) -> HttpResponse:
    journey = _with(sitting, given)
    answered = sitting.visit.with_answered(asked.code).answered
    saved = keep(request, sitting, answers=_document(journey), answered=answered)
    return go_on(request, saved, journey)


def _with(sitting: OpenSitting, given: Mapping[str, Sequence[str]]) -> Journey:
    return sitting.journey.with_answers({code: tuple(picked) for code, picked in given.items()})


def _document(journey: Journey) -> dict[str, list[str]]:
    return {code: list(picked) for code, picked in journey.counted_answers.items()}


def _form(
    sitting: OpenSitting,
    asked: Question,
    *,
    data: QueryDict | None = None,
    shown: Collection[str] = (),
) -> AnswerForm:
    journey = sitting.journey
    context = journey.context(
        today=localdate(sitting.at), seed=sitting.visit.seed, tellable=sitting.visit.answered
    )
    return question_form(
        journey, asked, context=context, language=_language(), data=data, shown=shown
    )


def _page(
    request: HttpRequest, sitting: OpenSitting, asked: Question, *, form: AnswerForm
) -> HttpResponse:
    journey = sitting.journey
    progress = journey.progress_at(asked)
    context = {
        "title": presenters.question_title(progress.number, has_error=form.has_faults),
        "form": form,
        "progress": presenters.progress_row(asked, progress),
        "back": address_of(journey.step_before(asked)),
        "is_kept": journey.has_answer(asked) and form.is_blank,
    }
    return show_page(request, sitting, "open_question", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@once_said
def more(request: HttpRequest, sitting: OpenSitting) -> HttpResponse:
    journey = sitting.journey
    if not journey.is_core_done:
        return redirect_to_current_page(sitting)
    if request.method == "POST" and page_tokens.SHOW not in request.POST:
        return _start_or_skip(request, sitting)
    context = {
        "explainer": equality.explainer(journey.instrument),
        "back": address_of(journey.step_before_more()),
    }
    return show_page(request, sitting, "open_more", context)


def _start_or_skip(request: HttpRequest, sitting: OpenSitting) -> HttpResponse:
    journey = sitting.journey
    if "skip" in request.POST:
        journey = _with(
            sitting,
            dict.fromkeys(
                [
                    asked.code
                    for asked in journey.path
                    if asked.block is Block.EQUALITY and not journey.has_answer(asked)
                ],
                (),
            ),
        )
        sitting = keep(request, sitting, answers=_document(journey))
    return go_on(request, keep(request, sitting, is_equality_explained=True), journey)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@finish.once_more
@once_said
def review(request: HttpRequest, sitting: OpenSitting) -> HttpResponse:
    journey = sitting.journey
    if not journey.is_done:
        return redirect_to_current_page(sitting)
    if request.method == "POST" and not changes_look(request):
        return _send_in(request, sitting)
    rows = presenters.review_rows(journey, shown=sitting.visit.answered, language=_language())
    context = {
        "rows": rows,
        "back": rows[-1].number,
        "question_route": "feedback:open-question",
    }
    return show_page(request, sitting, "open_review", context)


def _send_in(request: HttpRequest, sitting: OpenSitting) -> HttpResponse:
    once, said = page_tokens.value_in(request), sitting.said
    seed = actions.send_in(
        seed=sitting.visit.seed,
        who=said.who,
        force=said.force,
        stage=said.stage,
        version_id=said.version_id,
        language=_language(),
        answers=_document(sitting.journey),
        by=RESPONDENT,
        at=sitting.at,
    )
    visit.forget(request.session)
    sent = Sent(once=once, language=_language(), seed=seed)
    is_here = session.finish(request.session, sent, at=sitting.at)
    return (
        finish.last_page(request, seed, sitting.at) if is_here else finish.leave_finished(request)
    )


def _language() -> str:
    return get_language() or "en"
