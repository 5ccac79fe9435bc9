from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from access.actor import RESPONDENT
from access.web.guards import public
from responses.answering import page_tokens
from responses.answering.actions import answers, further
from responses.answering.journey import Journey
from responses.answering.presenters import equality
from responses.answering.presenters import pages as presenters
from responses.answering.question_forms import changes_look, held, question_form
from responses.answering.views import finish
from responses.answering.views.visit import (
    Page,
    Sitting,
    address_of,
    after_gate,
    expired_sitting_of,
    go_on,
    redirect_to_current_page,
    save_visit,
    show_page,
    with_offer,
)
from survey.definition.types import Question
from survey.forms.answer_form import AnswerForm, redraw
from survey.recordings import files
from survey.recordings.clips import RecordingKind

STOP = "stop"
"""The name of the button that ends the further questions."""


def saving_late_answers(view: Page) -> Page:
    """The visit is over, but the answer counts."""

    @wraps(view)
    def page(request: HttpRequest, **kwargs: int) -> HttpResponse:
        if request.method == "POST":
            _save_late_answer(request, number=kwargs["number"], at=timezone.now())
        return view(request, **kwargs)

    return page


def _save_late_answer(request: HttpRequest, *, number: int, at: datetime) -> None:
    sitting = expired_sitting_of(request, at=at)
    asked = sitting.journey.reachable(number) if sitting else None
    if sitting is None or asked is None or changes_look(request):
        return
    form = _form(sitting, asked, data=request.POST)
    is_kept = form.is_blank and sitting.journey.has_answer(asked)
    if form.is_valid() and not is_kept:
        _store(sitting, asked, form.picked(), form.details())
    if STOP in request.POST and sitting.journey.is_further(asked):
        _stopped(sitting)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@saving_late_answers
@after_gate
def question(request: HttpRequest, sitting: Sitting, *, number: int) -> HttpResponse:
    asked = sitting.journey.reachable(number)
    if asked is None:
        return redirect_to_current_page(sitting)
    if request.method != "POST":
        return _page(request, sitting, asked, form=_form(sitting, asked))
    if page_tokens.SHOW in request.POST:
        shown = sitting.visit.answered
        return _page(request, sitting, asked, form=_form(sitting, asked, shown=shown))
    return _answer(request, sitting, asked)


def _answer(request: HttpRequest, sitting: Sitting, asked: Question) -> HttpResponse:
    form = _form(sitting, asked, data=request.POST)
    if changes_look(request):
        return _page(request, sitting, asked, form=held(request, sitting.visit, redraw(form)))
    if STOP in request.POST and sitting.journey.is_further(asked):
        seen = sitting
        if form.is_valid() and not form.is_blank:
            _store(sitting, asked, form.picked(), form.details())
            answered = sitting.visit.with_answered(asked.code).answered
            seen = save_visit(request, sitting, answered=answered)
        return go_on(request, seen, _stopped(sitting))
    if "skip" in request.POST and not form.is_unskippable:
        return _save(request, sitting, asked, (), {})
    if form.is_blank and sitting.journey.has_answer(asked):
        return go_on(request, sitting, sitting.journey)
    if not form.is_valid():
        return _page(request, sitting, asked, form=held(request, sitting.visit, form))
    return _save(request, sitting, asked, form.picked(), form.details())


def _stopped(sitting: Sitting) -> Journey:
    return further.stop(
        invitation_id=sitting.invitation.pk,
        attempt_id=sitting.visit.attempt_id,
        by=RESPONDENT,
        at=sitting.at,
    )


def _save(
    request: HttpRequest,
    sitting: Sitting,
    asked: Question,
    picked: Sequence[str],
    details: Mapping[str, str],
) -> HttpResponse:
    journey = _store(sitting, asked, picked, details)
    answered = sitting.visit.with_answered(asked.code).answered
    return go_on(request, save_visit(request, sitting, answered=answered), journey)


def _store(
    sitting: Sitting, asked: Question, picked: Sequence[str], details: Mapping[str, str]
) -> Journey:
    is_apart = bool(sitting.visit.further_language) and sitting.journey.is_further(asked)
    language = sitting.response.language if sitting.response and is_apart else _language()
    return answers.save_answer(
        invitation_id=sitting.invitation.pk,
        attempt_id=sitting.visit.attempt_id,
        question_code=asked.code,
        picked=picked,
        details=details,
        language=language,
        by=RESPONDENT,
        at=sitting.at,
        last_read=sitting.response,
    )


def _form(
    sitting: Sitting,
    asked: Question,
    *,
    data: QueryDict | None = None,
    shown: Collection[str] = (),
) -> AnswerForm:
    """Earlier answers are shown only where this request may show them (SAF-8)."""
    journey = sitting.journey
    context = journey.context(
        today=localdate(sitting.at),
        seed=str(sitting.invitation.pk),
        facts={"month": _month(sitting)},
        tellable=sitting.visit.answered,
    )
    return question_form(
        journey, asked, context=context, language=_language(), data=data, shown=shown
    )


def _month(sitting: Sitting) -> str:
    return presenters.month(sitting.invitation.stage_event.case.reported_on)


def _page(
    request: HttpRequest, sitting: Sitting, asked: Question, *, form: AnswerForm
) -> HttpResponse:
    journey = sitting.journey
    progress = journey.progress_at(asked)
    before = journey.step_before(asked)
    context = {
        "title": presenters.question_title(progress.number, has_error=form.has_faults),
        "form": form,
        "progress": presenters.progress_row(asked, progress),
        "back": address_of(before) if before else "",
        "first": None if before else {"month": _month(sitting)},
        "is_kept": journey.has_answer(asked) and form.is_blank,
        "may_stop": journey.is_further(asked),
        "recordings": _recordings(asked, number=journey.number_of(asked)),
    }
    return show_page(request, sitting, "question", context)


def _recordings(asked: Question, *, number: int) -> dict[str, str]:
    return {
        kind: reverse("feedback:recording", kwargs={"number": number, "kind": kind})
        for kind in RecordingKind
        if files.playable(asked, language=_language(), kind=kind)
    }


@public
@require_http_methods(["GET", "HEAD", "POST"])
@after_gate
def more(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    journey = sitting.journey
    if not journey.is_all_before_equality_done:
        return redirect_to_current_page(sitting)
    if request.method == "POST" and page_tokens.SHOW not in request.POST:
        if "skip" in request.POST:
            journey = answers.skip_equality(
                invitation_id=sitting.invitation.pk,
                attempt_id=sitting.visit.attempt_id,
                language=_language(),
                by=RESPONDENT,
                at=sitting.at,
            )
        return go_on(request, save_visit(request, sitting, is_equality_explained=True), journey)
    before = with_offer(sitting, journey).step_before_more()
    explainer = equality.explainer(journey.instrument)
    context = {
        "explainer": explainer,
        "back": address_of(before) if before else "",
    }
    return show_page(request, sitting, "more", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@finish.once_more
@after_gate
def review(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    journey = sitting.journey
    if not journey.is_done:
        return redirect_to_current_page(sitting)
    if request.method == "POST" and not changes_look(request):
        return finish.send_in(request, sitting)
    rows = presenters.review_rows(
        journey,
        shown=sitting.visit.answered,
        language=_language(),
        facts={"month": _month(sitting)},
    )
    context = {
        "rows": rows,
        "back": rows[-1].number,
    }
    return show_page(request, sitting, "review", context)


def _language() -> str:
    return get_language() or "en"
