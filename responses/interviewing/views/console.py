from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.eligibility.selectors import languages as languages_selectors
from responses.interviewing.actions import calling, team
from responses.interviewing.actions import team as danger_actions
from responses.interviewing.actions.team import NoCallError
from responses.interviewing.call_ends import GoneError
from responses.interviewing.dispositions import CallOutcome
from responses.interviewing.forms import EndCallForm, HeardForm, SaidForm, SpokenForm
from responses.interviewing.presenters import console, script
from responses.interviewing.selectors import calls, interview
from responses.interviewing.selectors.calls import RunningCall
from responses.invitations.selectors import outbox
from responses.models import CallAttempt
from responses.vault import sending_hours
from ui.formatting import format_time
from ui.languages import OWN_NAMES

CallStep = CallAttempt.CallStep
SPOKEN = "interview_languages"
PAGE = "responses/staff/call.html"
UNANSWERED = (
    CallOutcome.NO_ANSWER,
    CallOutcome.BUSY,
    CallOutcome.ANSWER_MACHINE,
    CallOutcome.DEAD_NUMBER,
)
TALKED = (
    CallOutcome.APPOINTMENT, CallOutcome.NOT_NOW, CallOutcome.REFUSED_FOR_NOW, CallOutcome.REFUSED,
    CallOutcome.LANGUAGE, CallOutcome.UNABLE,
)  # fmt: skip
ENDS: Mapping[str, Sequence[CallOutcome]] = {
    CallStep.READY: (CallOutcome.NOT_BEGUN,),
    CallStep.RINGING: (*UNANSWERED, CallOutcome.WRONG_NUMBER, *TALKED),
    CallStep.ANSWERED: (CallOutcome.WRONG_NUMBER, *TALKED),
    CallStep.KNOWN: TALKED,
    CallStep.PRIVATE: TALKED,
    CallStep.ASKING: (CallOutcome.BROKE_OFF, *TALKED),
}
"""The possible outcomes of a call at each step."""


@require_safe
@permission_required(Permission.INTERVIEW)
def queue(request: HttpRequest) -> HttpResponse:
    return _queue(request, at=timezone.now())


def _queue(request: HttpRequest, *, at: datetime, form: SpokenForm | None = None) -> HttpResponse:
    viewer, spoken = viewer_of(request), _spoken(request)
    waiting = calls.due_by_language(viewer, at=at)
    is_open, is_stopped = sending_hours.may_send(at), outbox.held_by_hand_since() is not None
    number = sum(count for language, count in waiting.items() if language in spoken)
    shown = {
        "own": calls.running(viewer, at=at),
        "due": console.due_words(number, is_open=is_open, is_stopped=is_stopped),
        "may_call": is_open and not is_stopped and bool(waiting),
        "others": [OWN_NAMES.get(code, code) for code in waiting if code not in spoken],
        "form": form or SpokenForm(languages=_offered(at), chosen=spoken),
    }
    return render(request, "responses/staff/calls.html", shown)


@require_POST
@permission_required(Permission.INTERVIEW)
def take_next(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    form = SpokenForm(request.POST, languages=_offered(at))
    if not form.is_valid():
        return _queue(request, at=at, form=form)
    request.session[SPOKEN] = form.cleaned_data["spoken"]
    taken = calling.take_next(
        viewer=viewer_of(request), spoken=_spoken(request), by=actor_of(request), at=at
    )
    if taken is None:
        messages.info(request, _("Nobody can be called now."))
        return redirect("responses:calls")
    return redirect("responses:call")


def with_call(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """To the list without a call, or where it was taken away."""

    @wraps(view)
    def page(request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        call = calls.running(viewer_of(request), at=at)
        try:
            return view(request, call=call, at=at) if call else _gone(request)
        except GoneError:
            return _gone(request)

    return page


def _gone(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("You hold no call now. What was answered is kept."))
    return redirect("responses:calls")


@require_safe
@permission_required(Permission.INTERVIEW)
@with_call
def call(request: HttpRequest, *, call: RunningCall, at: datetime) -> HttpResponse:
    is_asking = call.attempt.step == CallStep.ASKING
    if is_asking and interview.interview_of(call, at=at) is not None:
        return redirect("responses:call-question")
    return call_page(request, call, at=at)


@require_POST
@permission_required(Permission.INTERVIEW)
@with_call
def number(request: HttpRequest, *, call: RunningCall, at: datetime) -> HttpResponse:
    shown = calling.show_number(viewer=viewer_of(request), by=actor_of(request), at=at)
    again = calls.running(viewer_of(request), at=at)
    if again is None:
        messages.info(request, _("She may not be called now. Take the next call."))
        return redirect("responses:calls")
    if shown is None:
        return redirect("responses:call")
    return call_page(request, again, at=at, number=console.number_words(shown))


@require_POST
@permission_required(Permission.INTERVIEW)
@with_call
def good_time(request: HttpRequest, *, call: RunningCall, at: datetime) -> HttpResponse:
    calling.say_good_time(viewer=viewer_of(request), by=actor_of(request), at=at)
    return redirect("responses:call")


@require_POST
@permission_required(Permission.INTERVIEW)
@with_call
def private(request: HttpRequest, *, call: RunningCall, at: datetime) -> HttpResponse:
    calling.say_private(viewer=viewer_of(request), by=actor_of(request), at=at)
    return redirect("responses:call")


@require_POST
@permission_required(Permission.INTERVIEW)
def danger(request: HttpRequest) -> HttpResponse:
    """Before anything is typed."""
    viewer, by, at = viewer_of(request), actor_of(request), timezone.now()
    form = HeardForm(request.POST) if "heard" in request.POST else HeardForm()
    if not form.is_bound or form.is_valid():
        heard = form.cleaned_data["heard"] if form.is_bound else ""
        try:
            danger_actions.report(viewer=viewer, heard=heard, by=by, at=at)
        except NoCallError:
            return _gone(request)
    attempt = calls.latest_attempt(viewer, at=at)
    if attempt is None:
        return _gone(request)
    shown = {
        "form": HeardForm() if form.is_bound and form.is_valid() else form,
        "sent": format_time(localtime(at).time(), language=get_language() or "en"),
        "running": calls.running(viewer, at=at),
        **spoken_in(attempt.telephone_case.language),
    }
    return render(request, "responses/staff/call_danger.html", shown)


@require_POST
@permission_required(Permission.INTERVIEW)
@with_call
def end(request: HttpRequest, *, call: RunningCall, at: datetime) -> HttpResponse:
    form = end_form_of(call, at=at, data=request.POST)
    if not form.is_valid():
        return call_page(request, call, at=at, end_form=form)
    calling.end_call(
        viewer=viewer_of(request),
        outcome=CallOutcome(form.cleaned_data["outcome"]),
        again=form.next(),
        by=actor_of(request),
        at=at,
    )
    messages.success(request, _("The call is over, and what came of it is kept."))
    return redirect("responses:calls")


@require_POST
@permission_required(Permission.INTERVIEW)
@with_call
def leave(request: HttpRequest, *, call: RunningCall, at: datetime) -> HttpResponse:
    calling.end_not_alone(viewer=viewer_of(request), by=actor_of(request), at=at)
    shown = {"script": script_for(call), **spoken_in(call.case.language)}
    return render(request, "responses/staff/call_left.html", shown)


@require_POST
@permission_required(Permission.INTERVIEW)
@with_call
def declare_conflict(request: HttpRequest, *, call: RunningCall, at: datetime) -> HttpResponse:
    team.declare_conflict(viewer=viewer_of(request), by=actor_of(request), at=at)
    messages.success(request, _("Thank you. You will not see that case again."))
    return redirect("responses:calls")


def call_page(
    request: HttpRequest,
    call: RunningCall,
    *,
    at: datetime,
    number: str = "",
    end_form: EndCallForm | None = None,
    said_form: SaidForm | None = None,
) -> HttpResponse:
    hours = calls.safe_hours(call) if call.attempt.step == CallStep.READY else None
    shown = {
        "call": console.call_facts(call, hours, is_resumed=interview.is_resumed(call)),
        "step": call.attempt.step,
        "number": number,
        "script": script_for(call),
        "said_form": said_form or SaidForm(),
        "end_form": end_form or end_form_of(call, at=at),
        **spoken_in(call.case.language),
    }
    return render(request, PAGE, shown)


def script_for(call: RunningCall) -> script.Script:
    language = call.case.language
    is_past_gate = call.attempt.step == CallStep.PRIVATE
    return script.script_of(
        call.attempt.step,
        language=language,
        shown_number=call.setting.shown_number,
        month=interview.month_of(call, language=language) if is_past_gate else "",
    )


def spoken_in(language: str) -> dict[str, str]:
    is_rtl = get_language_info(language)["bidi"]
    return {"spoken": language, "direction": "rtl" if is_rtl else "ltr"}


def end_form_of(call: RunningCall, *, at: datetime, data: object = None) -> EndCallForm:
    return EndCallForm(
        data,
        outcomes=ENDS[call.attempt.step],
        hours=lambda: calls.callability(call.case, at=at).hours,
        at=at,
        until=call.case.invitation.expires_at,
        languages=[pair for pair in _offered(at) if pair[0] != call.case.language],
    )


def _offered(at: datetime) -> Sequence[tuple[str, str]]:
    return console.language_choices(sorted(languages_selectors.invitation_languages(localdate(at))))


def _spoken(request: HttpRequest) -> list[str]:
    return list(request.session.get(SPOKEN, ["en"]))
