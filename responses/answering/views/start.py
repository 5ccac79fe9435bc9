import logging
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from access.actor import RESPONDENT
from access.limits import sources
from access.limits.attempts import Trying
from access.limits.table import Kind
from access.web.guards import public
from responses.answering import session
from responses.answering.actions import answers
from responses.answering.forms import CodeForm, GateForm
from responses.answering.presenters import pages as presenters
from responses.answering.selectors import attempts, respondents
from responses.answering.session import Visit
from responses.answering.views.visit import (
    Sitting,
    during_visit,
    offered_or_english,
    refuse_for_a_while,
    respondent_page,
)
from responses.eligibility.selectors.languages import ENGLISH
from responses.models import CodeAttempt, Invitation
from responses.trials import rules as trial_rules
from responses.trials import selectors as trials
from ui import languages
from ui import views as ui_views
from ui.views import STAFF_PREFIX

logger = logging.getLogger(__name__)
PAST_GATE = frozenset(
    f"feedback:{name}"
    for name in (
        "question", "further", "more", "own-text", "wish", "review",
        "open-about", "open-question", "open-more", "open-review",
    )
)  # fmt: skip
"""Pages that open only during a visit."""


@public
@require_safe
@respondent_page
def open_link(request: HttpRequest, *, token: str, at: datetime) -> HttpResponse:
    invitation = respondents.invitation_by_token(token, at=at)
    if invitation is None:
        return _refuse(request, at)
    if request.method == "GET":
        begin_visit(request, invitation, at=at)
    return redirect("feedback:start")


def begin_visit(
    request: HttpRequest,
    invitation: Invitation,
    *,
    at: datetime,
    attempt: CodeAttempt | None = None,
) -> None:
    visit = Visit(
        invitation_id=invitation.pk,
        attempt_id=attempt.pk if attempt else None,
        language=_first_language(request, recorded=invitation.language),
        has_others_first=attempt is None
        and trials.language_order(invitation) == trial_rules.OTHERS_FIRST,
    )
    session.begin(request.session, visit, at=at)


def _first_language(request: HttpRequest, *, recorded: str) -> str:
    language = offered_or_english(request, recorded)
    if language != ENGLISH:
        return language
    return languages.browser_language(request, languages.offers_for(request)) or ENGLISH


@public
@require_safe
@respondent_page
def open_mistyped(request: HttpRequest, *, at: datetime) -> HttpResponse:
    return _refuse(request, at)


def _refuse(request: HttpRequest, at: datetime) -> HttpResponse:
    with Trying(Kind.LINK, sources.request_sources(request), at=at) as attempt:
        if attempt.is_refused:
            return refuse_for_a_while(request, attempt)
    return redirect("feedback:ended")


@public
@require_safe
@during_visit
def start(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """The first page."""
    attempt_id = sitting.visit.attempt_id
    opens_alone = attempt_id is not None and attempts.opens_alone(attempt_id)
    is_open = sitting.has_passed_gate or opens_alone
    form = None if is_open else GateForm.on_first_page()
    return render(request, "responses/public/start.html", {"form": form})


@public
@csrf_exempt
@require_http_methods(["GET", "POST"])
@respondent_page
def leave(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """Destroy the session first, and leave even where the database fails (SAF-7)."""
    try:
        visit = session.visit_in(request.session)
        session.destroy(request.session)
        if visit is not None:
            answers.record_exit(invitation_id=visit.invitation_id, by=RESPONDENT, at=at)
    except DatabaseError:
        logger.exception("A visit could not be ended in the store; its cookie was taken away.")
        request.session = type(request.session)()
    is_posted = request.method == "POST"
    response = HttpResponse(status=204) if is_posted else redirect(settings.EXIT_URL)
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return response


@public
@require_safe
def still_open(request: HttpRequest) -> HttpResponse:
    """410 if the session or visit has ended, else 204."""
    is_over = request.session.is_empty() or session.has_ended_visit(request.session)
    return HttpResponse(status=410 if is_over else 204)


@public
@require_safe
@respondent_page
def ended(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """The same page for every link, session or answer at the gate that leads nowhere."""
    shown = {"telephone": settings.SERVICE_DESK_NUMBER}
    return render(request, "responses/public/ended.html", shown)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The neutral page, if Exit this page ended the session while a page was made."""
    if isinstance(exception, SessionInterrupted) and not request.path.startswith(STAFF_PREFIX):
        return redirect("feedback:ended")
    return ui_views.bad_request(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A press after the session has ended leads where every address of that visit leads."""
    match = request.resolver_match
    if match and match.view_name in PAST_GATE and request.session.is_empty():
        return redirect("feedback:ended")
    return ui_views.csrf_failure(request, reason)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@respondent_page
def code(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """Every code that does not work is refused in the same words."""
    if request.method != "POST":
        return _page(request, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    with Trying(Kind.CODE, sources.request_sources(request), at=at) as attempt:
        if attempt.is_refused:
            return refuse_for_a_while(request, attempt)
        opened = attempts.attempt_by_code(form.cleaned_data["code"], at=at)
        if opened is not None:
            attempt.release()
    if opened is None:
        form.refuse()
        return _page(request, form)
    begin_visit(request, opened.invitation, attempt=opened, at=at)
    return redirect("feedback:start")


def _page(request: HttpRequest, form: CodeForm) -> HttpResponse:
    title = presenters.title(has_error=bool(form.errors))
    return render(request, "responses/public/code.html", {"title": title, "form": form})
