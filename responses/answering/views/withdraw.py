"""The page that withdraws answers by six words, and brings them back. It reveals nothing to
anybody without them."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from access.actor import RESPONDENT
from access.limits import sources
from access.limits.table import Kind
from access.limits.tries import Trying
from access.web.guards import public
from responses.answering.actions import withdrawals
from responses.answering.forms import WithdrawForm
from responses.answering.presenters import pages as presenters
from responses.answering.views.visit import refuse_for_a_while, respondent_page


@public
@require_http_methods(["GET", "HEAD", "POST"])
@respondent_page
def withdraw(request: HttpRequest, *, at: datetime) -> HttpResponse:
    if request.method != "POST":
        return _page(request, WithdrawForm())
    if "ticket" in request.POST:
        return _bring_back(request, at=at)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    given = form.cleaned_data["words"]
    with Trying(Kind.WORDS, sources.of_request(request), at=at) as attempt:
        if attempt.is_refused:
            return refuse_for_a_while(request, attempt)
        withdrawal = withdrawals.withdraw_by_words(given=given, by=RESPONDENT, at=at)
        if withdrawal is not None:
            attempt.release()
    if withdrawal is None:
        form.refuse()
        return _page(request, form)
    return render(request, "responses/public/withdrawn.html", {"withdrawal": withdrawal})


def _bring_back(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """Asks for the words again where the page stood open for too long."""
    ticket = request.POST["ticket"]
    with Trying(Kind.WORDS, sources.of_request(request), at=at) as attempt:
        if attempt.is_refused:
            return refuse_for_a_while(request, attempt)
        is_back = withdrawals.bring_back(ticket=ticket, by=RESPONDENT, at=at)
        if is_back:
            attempt.release()
    if not is_back:
        return _page(request, WithdrawForm())
    return render(request, "responses/public/brought_back.html")


def _page(request: HttpRequest, form: WithdrawForm) -> HttpResponse:
    title = presenters.title(has_error=bool(form.errors))
    return render(request, "responses/public/withdraw.html", {"title": title, "form": form})
