"""The gate page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from access.actor import RESPONDENT
from access.limits import sources
from access.limits.table import Kind
from access.limits.tries import Trying
from access.web.guards import public
from responses.answering import session
from responses.answering.actions import gate
from responses.answering.actions.gate import GateAnswer, GateVerdict
from responses.answering.forms import GateForm
from responses.answering.presenters import pages as presenters
from responses.answering.selectors import respondents
from responses.answering.views.introduction import redirect_into_survey
from responses.answering.views.visit import (
    Sitting,
    during_visit,
    redirect_without_visit,
    refuse_for_a_while,
)

NOT_WRONG = frozenset({GateVerdict.PASSED, GateVerdict.SLIP})


@public
@require_http_methods(["GET", "HEAD", "POST"])
@during_visit
def check(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    if sitting.has_passed_gate:
        return redirect_into_survey(request, sitting)
    if request.method != "POST":
        return _page(request, GateForm())
    form = GateForm(request.POST)
    given = form.cleaned_data["answer"] if form.is_valid() else ""
    with Trying(Kind.GATE, sources.of_request(request), at=sitting.at) as attempt:
        if attempt.is_refused:
            return refuse_for_a_while(request, attempt)
        answer = gate.answer_gate(
            invitation_id=sitting.invitation.pk,
            given=given,
            language=get_language() or "en",
            by=RESPONDENT,
            at=sitting.at,
        )
        if answer.verdict in NOT_WRONG:
            attempt.release()
    if answer.verdict is GateVerdict.PASSED:
        return _let_in(request, sitting, answer)
    if answer.verdict is GateVerdict.SPENT:
        session.destroy(request.session)
        return redirect("feedback:ended")
    _say_why_not(form, answer)
    return _page(request, form)


def _say_why_not(form: GateForm, answer: GateAnswer) -> None:
    """Where nothing was given, the form says so itself."""
    if answer.verdict is GateVerdict.WRONG:
        form.refuse(tries_left=answer.tries_left)
    elif form.is_valid():
        form.say_what_is_wanted()


def _let_in(request: HttpRequest, sitting: Sitting, answer: GateAnswer) -> HttpResponse:
    visit = session.let_in(request.session, sitting.visit, at=sitting.at)
    if not respondents.may_go_on(answer.invitation, has_passed_gate=True, at=sitting.at):
        return redirect_without_visit(request, at=sitting.at)
    entered = Sitting(visit=visit, invitation=answer.invitation, at=sitting.at)
    return redirect_into_survey(request, entered)


def _page(request: HttpRequest, form: GateForm) -> HttpResponse:
    title = presenters.title(has_error=bool(form.errors))
    return render(request, "responses/public/check.html", {"form": form, "title": title})
