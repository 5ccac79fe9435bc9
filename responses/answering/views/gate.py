"""The gate page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.actor import RESPONDENT
from access.web import rate_limits
from access.web.guards import public
from responses.answering import session
from responses.answering.actions import gate
from responses.answering.actions.gate import Verdict
from responses.answering.forms import GateForm
from responses.answering.presenters import pages as presenters
from responses.answering.views.visit import (
    Sitting,
    during_visit,
    onward,
    sitting_of,
    wait,
    way_out,
)

WRONG_ANSWERS = rate_limits.Limit("gate", most=60)
"""From one internet address, over all invitations: judging one is work, on purpose."""


@public
@require_http_methods(["GET", "HEAD", "POST"])
@during_visit
def check(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    if sitting.has_passed_gate:
        return onward(request, sitting)
    if request.method != "POST":
        return _page(request, GateForm())
    if WRONG_ANSWERS.is_reached(request, at=sitting.at):
        return wait(request)
    form = GateForm(request.POST)
    given = form.cleaned_data["answer"] if form.is_valid() else ""
    answer = gate.answer_gate(
        invitation_id=sitting.invitation.pk,
        given=given,
        language=get_language() or "en",
        by=RESPONDENT,
        at=sitting.at,
    )
    if answer.verdict is Verdict.PASSED:
        return _let_in(request, sitting)
    if answer.verdict is not Verdict.BLANK:
        WRONG_ANSWERS.count(request, at=sitting.at)
    if answer.verdict is Verdict.SPENT:
        session.destroy(request.session)
        return redirect("feedback:ended")
    if answer.verdict is Verdict.WRONG:
        form.refuse(tries_left=answer.tries_left)
    return _page(request, form)


def _let_in(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    session.let_in(request.session, sitting.visit, at=sitting.at)
    entered = sitting_of(request, at=sitting.at)
    return onward(request, entered) if entered else way_out(request, at=sitting.at)


def _page(request: HttpRequest, form: GateForm) -> HttpResponse:
    title = presenters.title(_("Before you start"), has_error=bool(form.errors))
    return render(request, "responses/public/check.html", {"form": form, "title": title})
