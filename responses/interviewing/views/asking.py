from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_POST

from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.answering.actions.gate import GateVerdict
from responses.answering.presenters import equality, pages
from responses.answering.question_forms import question_form
from responses.answering.selectors import respondents, withdrawals
from responses.answering.views.information import helplines_shown
from responses.answering.views.visit import withdraw_address
from responses.interviewing.actions import asking
from responses.interviewing.forms import SaidForm, as_read_out
from responses.interviewing.presenters import show_cards
from responses.interviewing.selectors import interview
from responses.interviewing.selectors.calls import RunningCall
from responses.interviewing.selectors.interview import Interview, asked_instruments
from responses.interviewing.views.console import (
    call_page,
    end_form_of,
    script_for,
    spoken_in,
    with_call,
)
from responses.own_words.forms import OwnTextForm, WishForm
from responses.triage.selectors import texts
from responses.triage.selectors.desks import NATIONAL
from responses.triage.selectors.texts import ReadingHours
from responses.vault.sealed.wishes import SafeWay
from survey.definition.types import Question
from survey.flow.steps import Ask, OfferFurther, OfferMore
from survey.forms.answer_form import AnswerForm

EXPLAINED, WORDS_DONE, WISH_DONE = "interview_equality", "interview_words", "interview_wish"
"""Session keys of the attempt in which the respondent agreed to the optional questions, was asked
for her own words, and was asked about a wish to be contacted."""


@require_POST
@permission_required(Permission.INTERVIEW)
@with_call
def gate(request: HttpRequest, *, call: RunningCall, at: datetime) -> HttpResponse:
    form = SaidForm(request.POST)
    if not form.is_valid():
        return call_page(request, call, at=at, said_form=form)
    heard = asking.pass_gate(
        viewer=viewer_of(request),
        given=form.cleaned_data["given"],
        by=actor_of(request),
        at=at,
    )
    if heard.verdict is GateVerdict.PASSED:
        return redirect("responses:call")
    if heard.verdict is GateVerdict.SPENT:
        return render(request, "responses/staff/call_spent.html")
    form.refuse(is_slip=heard.verdict is GateVerdict.SLIP, tries_left=heard.tries_left)
    return call_page(request, call, at=at, said_form=form)


@require_POST
@permission_required(Permission.INTERVIEW)
@with_call
def begin(request: HttpRequest, *, call: RunningCall, at: datetime) -> HttpResponse:
    asking.begin_asking(viewer=viewer_of(request), by=actor_of(request), at=at)
    return redirect("responses:call-question")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.INTERVIEW)
@with_call
def question(request: HttpRequest, *, call: RunningCall, at: datetime) -> HttpResponse:
    """Show the next question."""
    found = interview.interview_of(call, at=at)
    if found is None or call.attempt.step != call.attempt.CallStep.ASKING:
        return redirect("responses:call")
    asked = found.question(request.POST.get("asked", ""))
    if request.method != "POST" or asked is None:
        return _next_page(request, found)
    if "back" in request.POST:
        return _question_page(request, found, found.before(asked) or asked)
    return _answer(request, found, asked)


def _answer(request: HttpRequest, found: Interview, asked: Question) -> HttpResponse:
    form = _form(found, asked, data=request.POST)
    if "skip" in request.POST and not form.is_unskippable:
        asking.save_answer(
            viewer=viewer_of(request),
            question_code=asked.code,
            picked=(),
            details={},
            by=actor_of(request),
            at=found.at,
        )
        return redirect("responses:call-question")
    if not form.is_valid():
        return _question_page(request, found, asked, form=form)
    asking.save_answer(
        viewer=viewer_of(request),
        question_code=asked.code,
        picked=form.picked(),
        details=form.details(),
        by=actor_of(request),
        at=found.at,
    )
    return redirect("responses:call-question")


def _next_page(request: HttpRequest, found: Interview) -> HttpResponse:
    is_wanted = request.session.get(EXPLAINED) == found.call.attempt.pk
    step = found.next_step(is_more_wanted=is_wanted)
    match step:
        case Ask(question=asked):
            return _question_page(request, found, asked)
        case OfferFurther():
            return _page(request, found, "further", {"offer": found.offer})
        case OfferMore():
            with translation.override(found.language):
                explainer = equality.explainer(found.journey.instrument)
            return _page(request, found, "equality", {"explainer": explainer})
        case _:
            session, attempt = request.session, found.call.attempt.pk
            hours = None if session.get(WORDS_DONE) == attempt else interview.words_hours(found)
            if hours is not None:
                return _words_page(request, found, OwnTextForm(), hours)
            if session.get(WISH_DONE) != attempt and interview.may_wish(found):
                return _page(request, found, "wish", {"form": WishForm()})
            return _page(request, found, "send", {})


def _words_page(
    request: HttpRequest, found: Interview, form: OwnTextForm, hours: ReadingHours
) -> HttpResponse:
    with translation.override(found.language):
        until = pages.clock(hours.until) if hours.until else ""
        back = pages.day_and_clock(hours.back) if hours.back else ""
    context = {"form": form, "until": until, "back": back, "is_national": hours.desk == NATIONAL}
    return _page(request, found, "words", context)


@require_POST
@permission_required(Permission.INTERVIEW)
@with_call
def words(request: HttpRequest, *, call: RunningCall, at: datetime) -> HttpResponse:
    found = interview.interview_of(call, at=at)
    if found is None or not found.journey.is_done:
        return redirect("responses:call-question")
    form = OwnTextForm(request.POST)
    if "skip" not in request.POST:
        if not form.is_valid():
            return _words_page(
                request, found, form, texts.reading_hours(found.response.invitation, at=at)
            )
        asking.send_words(
            viewer=viewer_of(request),
            words=form.words(),
            may_be_quoted=bool(form.cleaned_data["may_be_quoted"]),
            by=actor_of(request),
            at=at,
        )
    request.session[WORDS_DONE] = call.attempt.pk
    return redirect("responses:call-question")


@require_POST
@permission_required(Permission.INTERVIEW)
@with_call
def wish(request: HttpRequest, *, call: RunningCall, at: datetime) -> HttpResponse:
    found = interview.interview_of(call, at=at)
    if found is None or not found.journey.is_done:
        return redirect("responses:call-question")
    form = WishForm(request.POST)
    if "skip" not in request.POST:
        if not form.is_valid():
            return _page(request, found, "wish", {"form": form})
        asking.send_wish(
            viewer=viewer_of(request),
            safe_way=SafeWay(**form.cleaned_data),
            by=actor_of(request),
            at=at,
        )
    request.session[WISH_DONE] = call.attempt.pk
    return redirect("responses:call-question")


@require_POST
@permission_required(Permission.INTERVIEW)
@with_call
def further(request: HttpRequest, *, call: RunningCall, at: datetime) -> HttpResponse:
    asking.choose_further(
        viewer=viewer_of(request), is_wanted="yes" in request.POST, by=actor_of(request), at=at
    )
    return redirect("responses:call-question")


@require_POST
@permission_required(Permission.INTERVIEW)
@with_call
def optional(request: HttpRequest, *, call: RunningCall, at: datetime) -> HttpResponse:
    if "yes" in request.POST:
        request.session[EXPLAINED] = call.attempt.pk
    else:
        asking.skip_equality(viewer=viewer_of(request), by=actor_of(request), at=at)
    return redirect("responses:call-question")


@require_POST
@permission_required(Permission.INTERVIEW)
@with_call
def send(request: HttpRequest, *, call: RunningCall, at: datetime) -> HttpResponse:
    """The reply, shown once, has the six words to read out."""
    seed = asking.send_in(viewer=viewer_of(request), by=actor_of(request), at=at)
    if seed is None:
        return redirect("responses:call-question")
    language = call.case.language
    with translation.override(language):
        shown = {
            "words": withdrawals.words().written(withdrawals.code_of(seed), language=language),
            "address": withdraw_address(),
            "groups": helplines_shown(),
            "bodies": {
                code: body.named_in(language) for code, body in respondents.rights_bodies().items()
            },
        }
    return render(request, "responses/staff/call_done.html", {**shown, **spoken_in(language)})


def _form(found: Interview, asked: Question, *, data: QueryDict | None = None) -> AnswerForm:
    with translation.override(found.language):
        form = question_form(
            found.journey, asked, context=found.context, language=found.language, data=data
        )
        form.is_valid()
    return as_read_out(form, asked)


def _question_page(
    request: HttpRequest, found: Interview, asked: Question, *, form: AnswerForm | None = None
) -> HttpResponse:
    shown = form or _form(found, asked)
    progress = pages.progress_row(asked, found.journey.progress_at(asked))
    context = {
        "form": shown,
        "asked": asked.code,
        "progress": progress,
        "has_before": found.before(asked) is not None,
        "card": show_cards.card_at_hand(
            asked,
            asked_instruments(timezone.localdate(found.at)),
            language=found.language,
            context=found.context,
        ),
    }
    return _page(request, found, "question", context)


def _page(
    request: HttpRequest, found: Interview, part: str, context: dict[str, object]
) -> HttpResponse:
    shown = {
        "part": part,
        "script": script_for(found.call),
        "end_form": end_form_of(found.call, at=found.at),
        **context,
        **spoken_in(found.language),
    }
    return render(request, "responses/staff/call_question.html", shown)
