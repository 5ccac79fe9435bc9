from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from access.actor import RESPONDENT
from access.web.guards import public
from responses.answering import page_tokens
from responses.answering.presenters import pages as presenters
from responses.answering.views.visit import (
    Page,
    Sitting,
    after_gate,
    expired_sitting_of,
    go_on,
    redirect_to_current_page,
    save_visit,
    show_page,
)
from responses.follow_up import actions as follow_up
from responses.follow_up import selectors as follow_ups
from responses.own_words.forms import LateOwnWordsForm, OwnWordsForm
from responses.triage.actions import sending
from responses.triage.risk.reading import OF_RISK
from responses.triage.selectors import duty, texts
from responses.triage.selectors.desks import NATIONAL

GO_ON = "go_on"


def saving_late_words(view: Page) -> Page:
    """After the idle time."""

    @wraps(view)
    def page(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and page_tokens.SHOW not in request.POST:
            sitting = expired_sitting_of(request, at=timezone.now())
            if sitting is not None and sitting.journey.is_done:
                _send(request, sitting, LateOwnWordsForm(request.POST))
        return view(request)

    return page


def _send(request: HttpRequest, sitting: Sitting, form: OwnWordsForm) -> bool:
    """Returns whether there was either."""
    if "skip" in request.POST or GO_ON in request.POST or sitting.response is None:
        return False
    if not form.is_valid():
        return False
    number, language = sitting.response.pk, get_language() or "en"
    words, safe_way = form.words(), form.safe_way()
    if words:
        quoted = bool(form.cleaned_data["may_be_quoted"])
        sending.send_words(
            response_id=number, words=words, may_be_quoted=quoted, language=language,
            by=RESPONDENT, at=sitting.at,
        )  # fmt: skip
    if safe_way is not None:
        follow_up.ask(
            response_id=number, safe_way=safe_way, language=language, by=RESPONDENT, at=sitting.at
        )
    return bool(words) or safe_way is not None


@public
@require_http_methods(["GET", "HEAD", "POST"])
@saving_late_words
@after_gate
def own_text(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Apart from the answers, and never shown again."""
    response, visit = sitting.response, sitting.visit
    if response is None or not sitting.journey.is_done:
        return redirect_to_current_page(sitting)
    if request.method == "POST" and page_tokens.SHOW not in request.POST:
        return _take(request, sitting)
    if visit.has_sent_text:
        return _sent_page(request, save_visit(request, sitting, has_sent_text=False))
    has_used_it = follow_ups.has_written_or_asked(response.pk)
    if has_used_it or not texts.is_asked_now(sitting.invitation, at=sitting.at):
        return _go_on(request, sitting)
    return _form_page(request, sitting, OwnWordsForm())


def _take(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    if "skip" in request.POST or GO_ON in request.POST:
        return _go_on(request, sitting)
    form = OwnWordsForm(request.POST)
    if form.is_valid():
        if not _send(request, sitting, form):
            return _go_on(request, sitting)
        save_visit(
            request, sitting, has_sent_text=True, is_own_text_settled=True,
            led_to=reverse("feedback:own-text"),
        )  # fmt: skip
        return redirect("feedback:own-text")
    if page_tokens.is_own(request, sitting.visit):
        return _form_page(request, sitting, form)
    return redirect_to_current_page(sitting)


def _go_on(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    settled = save_visit(request, sitting, is_own_text_settled=True, has_sent_text=False)
    return go_on(request, settled, sitting.journey)


def _form_page(request: HttpRequest, sitting: Sitting, form: OwnWordsForm) -> HttpResponse:
    hours = texts.reading_hours(sitting.invitation, at=sitting.at)
    is_today = hours.until is not None and localdate(hours.until) == localdate(sitting.at)
    context = {
        "title": presenters.title(has_error=bool(form.errors)),
        "form": form,
        "is_on_duty": hours.until is not None,
        "until": presenters.clock(hours.until) if hours.until and is_today else "",
        "back": _moment(hours.back),
        "is_national": hours.desk == NATIONAL,
    }
    return show_page(request, sitting, "own_text", context)


def _sent_page(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """By the rotas at this moment."""
    response_id = sitting.response.pk if sitting.response else 0
    text = texts.text_of_response(response_id)
    readers = duty.readership_of(text, at=sitting.at) if text else None
    context = {
        "title": presenters.title(has_error=False),
        "is_danger": text is not None and text.category in OF_RISK,
        "is_on_duty": readers is not None and readers.is_now,
        "due": _moment(text.due_at) if text else "",
        "back": _moment(readers.first_at) if readers else "",
        "has_text": text is not None,
        "has_wish": follow_ups.has_asked(response_id),
    }
    return show_page(request, sitting, "own_text_sent", context)


def _moment(at: datetime | None) -> str:
    return presenters.day_and_clock(at) if at else ""
