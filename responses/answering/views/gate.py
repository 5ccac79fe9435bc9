"""The gate page."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from access.actor import RESPONDENT
from access.limits import sources
from access.limits.attempts import Trying
from access.limits.table import Kind
from access.web.guards import public
from responses.answering import session
from responses.answering.actions import gate, gate_attempts
from responses.answering.actions.gate import GateAnswer, GateVerdict
from responses.answering.device import device_of
from responses.answering.forms import GateForm
from responses.answering.presenters import pages as presenters
from responses.answering.selectors import attempts as attempts_selectors
from responses.answering.views import own_word
from responses.answering.views.visit import (
    Sitting,
    during_visit,
    redirect_to_current_page,
    refuse_for_a_while,
)

NOT_WRONG = frozenset({GateVerdict.PASSED, GateVerdict.SLIP})


@public
@require_http_methods(["GET", "HEAD", "POST"])
@during_visit
def check(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    if sitting.has_passed_gate:
        return redirect_to_current_page(sitting)
    attempt_id = sitting.visit.attempt_id
    if attempt_id is not None and attempts_selectors.opens_alone(attempt_id):
        return own_word.open_alone(request, sitting)
    if request.method != "POST":
        return _page(request, GateForm())
    return _answer(request, sitting, GateForm(request.POST))


def _answer(request: HttpRequest, sitting: Sitting, form: GateForm) -> HttpResponse:
    given = form.cleaned_data["answer"] if form.is_valid() else ""
    with Trying(Kind.GATE, sources.request_sources(request), at=sitting.at) as attempt:
        if attempt.is_refused:
            return refuse_for_a_while(request, attempt)
        answer = _judged(request, sitting, given)
        if answer.verdict in NOT_WRONG:
            attempt.release()
    if answer.verdict is GateVerdict.PASSED:
        visit = session.let_in(request.session, sitting.visit, at=sitting.at)
        if answer.invitation.opted_out_at is not None:
            return redirect("feedback:ended")
        if visit.attempt_id is not None and not attempts_selectors.has_own_word(visit.attempt_id):
            return redirect("feedback:word")
        entered = replace(
            sitting, visit=visit, invitation=answer.invitation, response=answer.response
        )
        return redirect_to_current_page(entered)
    if answer.verdict is GateVerdict.SPENT:
        session.destroy(request.session)
        return redirect("feedback:ended")
    if answer.verdict is GateVerdict.WRONG:
        form.refuse(tries_left=answer.tries_left)
    elif form.is_valid():
        form.say_what_is_wanted()
    return _page(request, form)


def _judged(request: HttpRequest, sitting: Sitting, given: str) -> GateAnswer:
    language, attempt_id = get_language() or "en", sitting.visit.attempt_id
    if attempt_id is not None:
        return gate_attempts.answer_gate(
            attempt_id=attempt_id,
            given=given,
            language=language,
            device=device_of(request.headers),
            by=RESPONDENT,
            at=sitting.at,
        )
    return gate.answer_gate(
        invitation_id=sitting.invitation.pk,
        given=given,
        language=language,
        device=device_of(request.headers),
        by=RESPONDENT,
        at=sitting.at,
    )


def _page(request: HttpRequest, form: GateForm) -> HttpResponse:
    title = presenters.title(has_error=bool(form.errors))
    return render(request, "responses/public/check.html", {"form": form, "title": title})
