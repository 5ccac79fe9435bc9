"""Sending the answers in."""

from datetime import datetime
from functools import wraps

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.timezone import localdate
from django.utils.translation import get_language

from access.actor import RESPONDENT
from responses.answering import page_tokens, session
from responses.answering.actions import answers
from responses.answering.presenters import pages as presenters
from responses.answering.selectors import respondents, withdrawals
from responses.answering.session import Sent
from responses.answering.views.information import helplines_shown
from responses.answering.views.visit import (
    Page,
    Sitting,
    redirect_to_current_page,
    withdraw_address,
)
from responses.helplines.presenters.listings import first_help


def send_in(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    once, language = page_tokens.value_in(request), get_language() or "en"
    with transaction.atomic():
        seed = answers.send_in(
            invitation_id=sitting.invitation.pk,
            attempt_id=sitting.visit.attempt_id,
            by=RESPONDENT,
            at=sitting.at,
        )
        if seed is None:
            return redirect_to_current_page(sitting)
        sent = Sent(once=once, language=language, seed=seed)
        is_here = session.finish(request.session, sent, at=sitting.at)
    return last_page(request, seed, sitting.at) if is_here else leave_finished(request)


def leave_finished(request: HttpRequest) -> HttpResponse:
    """Exit this page was pressed meanwhile in another tab: show nothing of the answers (SAF-7)."""
    session.destroy(request.session)
    return redirect("feedback:ended")


def once_more(view: Page) -> Page:
    """For the same press within two minutes: its first reply may have been lost."""

    @wraps(view)
    def page(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if request.method != "POST":
            return view(request, **kwargs)
        again = _again(request, request.session)
        if again is not None:
            return again
        if session.is_over(request.session):
            session.destroy(request.session)
        response = view(request, **kwargs)
        has_sent_nothing = response.status_code == 302
        stored = session.as_stored(request.session) if has_sent_nothing else None
        return (_again(request, stored) if stored else None) or response

    return page


def _again(request: HttpRequest, kept: SessionBase) -> HttpResponse | None:
    at = timezone.now()
    sent = session.sent_again(kept, once=page_tokens.value_in(request), at=at)
    if sent is None:
        return None
    with translation.override(sent.language):
        response = last_page(request, sent.seed, at)
    response["Content-Language"] = sent.language
    return response


def last_page(request: HttpRequest, seed: str, at: datetime) -> HttpResponse:
    """No address leads to it."""
    language = get_language() or "en"
    words = withdrawals.words().written(withdrawals.code_of(seed), language=language)
    changes = presenters.change_rows(respondents.changes(), language=language, on=localdate(at))
    groups = helplines_shown()
    context = {
        "words": words,
        "address": withdraw_address(),
        "bodies": _bodies(language),
        "groups": groups,
        "first_help": first_help(groups),
        "changes": changes,
    }
    return render(request, "responses/public/finished.html", context)


def _bodies(language: str) -> dict[str, str]:
    return {code: body.named_in(language) for code, body in respondents.rights_bodies().items()}
