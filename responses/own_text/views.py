"""The pages on which respondents may write in their own words, and say whether they wish to be
contacted, in the hours in which people are there for it."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from access.actor import RESPONDENT
from access.web.guards import public
from responses.answering import own_presses
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
from responses.own_text.forms import LateTextForm, LateWishForm, OwnTextForm, WishForm
from responses.triage.actions import sending
from responses.triage.selectors import texts
from responses.triage.selectors.desks import NATIONAL
from responses.triage.selectors.texts import ReadingHours
from responses.vault.sealed.wishes import SafeWay


def saving_late_words(send: Callable[..., object]) -> Callable[[Page], Page]:
    """Send what is sent after the idle time: the visit is over, but nobody writes in vain. No page
    can be shown again on which too long a text might be made shorter, so it is taken as it is."""

    def keeping(view: Page) -> Page:
        @wraps(view)
        def page(request: HttpRequest) -> HttpResponse:
            if request.method == "POST" and own_presses.SHOW not in request.POST:
                sitting = expired_sitting_of(request, at=timezone.now())
                if sitting is not None and sitting.journey.is_done:
                    send(request, sitting, is_late=True)
            return view(request)

        return page

    return keeping


def _send_words(
    request: HttpRequest, sitting: Sitting, *, is_late: bool = False
) -> OwnTextForm | None:
    """The form where it has faults; else what it says is sent."""
    form = LateTextForm(request.POST) if is_late else OwnTextForm(request.POST)
    if "skip" in request.POST or sitting.response is None:
        return None
    if not form.is_valid():
        return form
    sending.send_words(
        response_id=sitting.response.pk,
        words=form.words(),
        may_be_quoted=bool(form.cleaned_data["may_be_quoted"]),
        language=get_language() or "en",
        by=RESPONDENT,
        at=sitting.at,
    )
    return None


def _send_wish(
    request: HttpRequest, sitting: Sitting, *, is_late: bool = False
) -> WishForm | LateWishForm | None:
    """The form where it has faults; else what it asks is kept."""
    form = LateWishForm(request.POST) if is_late else WishForm(request.POST)
    if "skip" in request.POST or sitting.response is None:
        return None
    if not form.is_valid():
        return form
    follow_up.ask(
        response_id=sitting.response.pk,
        safe_way=SafeWay(**form.cleaned_data),
        language=get_language() or "en",
        by=RESPONDENT,
        at=sitting.at,
    )
    return None


@public
@require_http_methods(["GET", "HEAD", "POST"])
@saving_late_words(_send_words)
@after_gate
def own_text(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """What is sent goes to be read at once, apart from the answers, and is not shown again. Where
    the hours ended while somebody wrote, their words are taken all the same, and wait."""
    if sitting.response is None or not sitting.journey.is_done:
        return redirect_to_current_page(sitting)
    hours = texts.reading_hours(sitting.invitation, at=sitting.at)
    if request.method == "POST" and own_presses.SHOW not in request.POST:
        faulty = _send_words(request, sitting)
        if faulty and own_presses.is_own(request, sitting.visit):
            return _text_page(request, sitting, faulty, hours)
        return _go_on(request, sitting, is_own_text_settled=faulty is None)
    if hours.until is None or texts.has_written(sitting.response.pk):
        return _go_on(request, sitting, is_own_text_settled=True)
    return _text_page(request, sitting, OwnTextForm(), hours)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@saving_late_words(_send_wish)
@after_gate
def wish(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """What is given here goes to who rings or writes, and nothing else that was answered does."""
    if sitting.response is None or not sitting.journey.is_done:
        return redirect_to_current_page(sitting)
    if request.method == "POST" and own_presses.SHOW not in request.POST:
        faulty = _send_wish(request, sitting)
        if faulty and own_presses.is_own(request, sitting.visit):
            return _wish_page(request, sitting, faulty)
        return _go_on(request, sitting, is_wish_settled=faulty is None)
    is_asked = texts.is_asked_now(sitting.invitation, at=sitting.at)
    if not is_asked or follow_ups.has_asked(sitting.response.pk):
        return _go_on(request, sitting, is_wish_settled=True)
    return _wish_page(request, sitting, WishForm())


def _go_on(request: HttpRequest, sitting: Sitting, **settled: bool) -> HttpResponse:
    return go_on(request, save_visit(request, sitting, **settled), sitting.journey)


def _text_page(
    request: HttpRequest, sitting: Sitting, form: OwnTextForm, hours: ReadingHours
) -> HttpResponse:
    context = {
        "title": presenters.title(has_error=bool(form.errors)),
        "form": form,
        "until": presenters.clock(hours.until) if hours.until else "",
        "back": presenters.day_and_clock(hours.back) if hours.back else "",
        "is_national": hours.desk == NATIONAL,
    }
    return show_page(request, sitting, "own_text", context)


def _wish_page(
    request: HttpRequest, sitting: Sitting, form: WishForm | LateWishForm
) -> HttpResponse:  # fmt: skip
    context = {"title": presenters.title(has_error=bool(form.errors)), "form": form}
    return show_page(request, sitting, "wish", context)
