"""Public notices: a page served by a separate process (SERVES=published), and the same page for
staff.
"""

import sys

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access import selectors as access_selectors
from access.permissions import Permission
from access.status import presenters as status_presenters
from access.status import selectors as status_selectors
from access.web.guards import actor_of, national_viewer, permission_required, public
from access.web.middleware import may_be_stored
from access.web.not_found import out_of_reach_is_absent
from analytics.casebook.actions import notices as actions
from analytics.you_said_we_did import presenters, selectors
from ui.failing import outages

KEPT_SECONDS = 300
"""Caches may keep the page, and so a withdrawn notice, this long."""

STATUS_KEPT_SECONDS = 30

NO_PAGE = "There is no page here.\nNid oes tudalen yma.\n"
NOT_NOW = (
    "This page cannot be shown now. Please come back later.\n"
    "Ni ellir dangos y dudalen hon nawr. Dewch yn ôl yn nes ymlaen.\n"
)


@require_safe
@public
def published(request: HttpRequest, language: str) -> HttpResponse:
    if selectors.is_outdated_copy():
        return _plain(503)
    response = _page(request, language, is_published=True)
    response["Content-Language"] = language
    return may_be_stored(response, seconds=KEPT_SECONDS)


@require_safe
@public
def status(request: HttpRequest, language: str) -> HttpResponse:
    """Render without the request, which would query a database that may be unavailable."""
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
    """Return 503 with a retry time if the database does not answer."""
    is_outage = outages.is_outage(sys.exc_info()[1])
    return outages.mark(_plain(503)) if is_outage else _plain(500)


def _plain(status: int) -> HttpResponse:
    text = NOT_NOW if status >= 500 else NO_PAGE
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


@require_safe
@permission_required(Permission.VIEW_ALERTS)
def public_page_for_staff(request: HttpRequest) -> HttpResponse:
    return _page(request, get_language() or "en", is_published=False)


@require_safe
@permission_required(Permission.KEEP_SAID_AND_DONE)
def kept_notices(request: HttpRequest) -> HttpResponse:
    viewer = national_viewer(request)
    rows = presenters.kept_notice_rows(selectors.public_notices(), reader=viewer.user_id)
    return render(request, "analytics/told_kept.html", {"rows": rows})


@require_POST
@permission_required(Permission.KEEP_SAID_AND_DONE)
@out_of_reach_is_absent
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    national_viewer(request)
    found, by, at = selectors.public_notice(pk), actor_of(request), timezone.now()
    is_asked = found.unwanted_at is not None
    act = actions.withdraw if is_asked else actions.request_withdrawal
    if request.POST.get("written_at") != found.written_at.isoformat():
        messages.info(request, _("The words changed since you read them. Please read them again."))
        return redirect("analytics:told_kept")
    try:
        act(told=found, by=by, at=at)
    except actions.UnableToWithdrawError:
        messages.error(request, _("Somebody else than who asked has to agree, once."))
    else:
        done = _("Nobody may read it any more.")
        messages.success(request, done if is_asked else _("It waits for a second person."))
    return redirect("analytics:told_kept")


def _page(request: HttpRequest, language: str, *, is_published: bool) -> HttpResponse:
    with override(language):
        shown = {
            "told": presenters.notice_words(selectors.public_notices()),
            "is_published": is_published,
            "is_simulated": access_selectors.is_simulated(),
        }
        return render(request, "analytics/told_published.html", shown)
