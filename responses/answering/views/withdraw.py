from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods

from access.actor import RESPONDENT
from access.limits import sources
from access.limits.attempts import Trying
from access.limits.table import Kind
from access.web.guards import public
from responses.answering import page_tokens, session
from responses.answering.actions import withdrawals
from responses.answering.forms import WithdrawForm
from responses.answering.presenters import pages as presenters
from responses.answering.selectors.withdrawals import Withdrawal, WithdrawalState
from responses.answering.session import Withdrawn
from responses.answering.views.visit import refuse_for_a_while, respondent_page

FIRST = frozenset({WithdrawalState.WITHDRAWN, WithdrawalState.ERASED})
"""States that a first press leads to."""


@public
@require_http_methods(["GET", "HEAD", "POST"])
@respondent_page
def withdraw(request: HttpRequest, *, at: datetime) -> HttpResponse:
    if request.method != "POST":
        return _page(request, WithdrawForm())
    if "ticket" in request.POST:
        ticket = request.POST["ticket"]
        with Trying(Kind.WORDS, sources.request_sources(request), at=at) as attempt:
            if attempt.is_refused:
                return refuse_for_a_while(request, attempt)
            is_back = withdrawals.bring_back(ticket=ticket, by=RESPONDENT, at=at)
            if is_back:
                attempt.release()
        if not is_back:
            return _page(request, WithdrawForm())
        return render(request, "responses/public/brought_back.html")
    return _again(request, request.session, at=at) or _take_out(request, at=at)


def _take_out(request: HttpRequest, *, at: datetime) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    given = form.cleaned_data["words"]
    with Trying(Kind.WORDS, sources.request_sources(request), at=at) as attempt:
        if attempt.is_refused:
            return refuse_for_a_while(request, attempt)
        withdrawal = _withdraw(request, given, at=at)
        if withdrawal is not None:
            attempt.release()
    if withdrawal is not None and withdrawal.state in FIRST:
        return _show_withdrawn(request, withdrawal)
    again = _again(request, session.as_stored(request.session), at=at)
    if again is not None:
        return again
    if withdrawal is None:
        form.refuse()
        return _page(request, form)
    return _show_withdrawn(request, withdrawal)


def _withdraw(request: HttpRequest, given: str, *, at: datetime) -> Withdrawal | None:
    with transaction.atomic():
        withdrawal = withdrawals.withdraw_by_words(given=given, by=RESPONDENT, at=at)
        if withdrawal is not None and withdrawal.state in FIRST:
            press = Withdrawn(once=page_tokens.value_in(request), state=withdrawal.state)
            session.remember_withdrawn(request.session, press, at=at)
    return withdrawal


def _again(request: HttpRequest, kept: SessionBase, *, at: datetime) -> HttpResponse | None:
    press = session.withdrawn_again(kept, once=page_tokens.value_in(request), at=at)
    return _show_withdrawn(request, Withdrawal(WithdrawalState(press.state))) if press else None


def _show_withdrawn(request: HttpRequest, withdrawal: Withdrawal) -> HttpResponse:
    return render(request, "responses/public/withdrawn.html", {"withdrawal": withdrawal})


def _page(request: HttpRequest, form: WithdrawForm) -> HttpResponse:
    title = presenters.title(has_error=bool(form.errors))
    context = {"title": title, "form": form, "once": get_random_string(page_tokens.LENGTH)}
    return render(request, "responses/public/withdraw.html", context)
