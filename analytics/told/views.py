"""What victims said and what was done about it: a page for everybody, answered by a process of its
own (SERVES=published), and the same page for staff."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from access import selectors as access_selectors
from access.permissions import Permission
from access.status import presenters as status_presenters
from access.status import selectors as status_selectors
from access.web.guards import permission_required, public
from access.web.storing import may_be_stored
from analytics.told import presenters, selectors
from ui.failing import outages

KEPT_SECONDS = 300
"""How long others may keep the page: what is taken back is gone everywhere after that."""

STATUS_KEPT_SECONDS = 30

NO_PAGE = "There is no page here.\nNid oes tudalen yma.\n"
NOT_NOW = (
    "This page cannot be shown now. Please come back later.\n"
    "Ni ellir dangos y dudalen hon nawr. Dewch yn ôl yn nes ymlaen.\n"
)


@require_safe
@public
def published(request: HttpRequest, language: str) -> HttpResponse:
    if selectors.is_held():
        return _plain(503)
    response = _page(request, language, is_published=True)
    response["Content-Language"] = language
    return may_be_stored(response, seconds=KEPT_SECONDS)


@require_safe
@public
def status(request: HttpRequest, language: str) -> HttpResponse:
    """Rendered without the request, for which the database would be asked: it may be away."""
    found = status_selectors.read_status(at=timezone.now())
    with override(language):
        shown = {"sentence": status_presenters.status_sentence(found)}
        response = HttpResponse(render_to_string("analytics/status.html", shown))
    response["Content-Language"] = language
    return may_be_stored(response, seconds=STATUS_KEPT_SECONDS)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain(400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the error is handled: 503, and when to ask again, where the database does not
    answer for the moment."""
    is_outage = outages.is_outage(sys.exc_info()[1])
    return outages.mark(_plain(503)) if is_outage else _plain(500)


def _plain(status: int) -> HttpResponse:
    """Without a template that asks for a session."""
    text = NOT_NOW if status >= 500 else NO_PAGE
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


@require_safe
@permission_required(Permission.VIEW_ALERTS)
def as_published(request: HttpRequest) -> HttpResponse:
    return _page(request, get_language() or "en", is_published=False)


def _page(request: HttpRequest, language: str, *, is_published: bool) -> HttpResponse:
    with override(language):
        shown = {
            "told": presenters.told_words(selectors.told_to_everybody()),
            "is_published": is_published,
            "is_simulated": access_selectors.is_simulated(),
        }
        return render(request, "analytics/told_published.html", shown)
