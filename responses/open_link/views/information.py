from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.web.guards import public
from responses.answering.views.information import helplines_shown
from responses.answering.views.text_pages import withdraw_address
from responses.open_link import visit
from responses.open_link.views.visit import once_begun, while_open
from responses.open_link.visit import OpenVisit


@public
@require_safe
@while_open
def privacy(request: HttpRequest, *, at: datetime) -> HttpResponse:
    context = {
        "is_begun": visit.visit_in(request.session, at=at) is not None,
        "withdraw_address": withdraw_address(),
    }
    return render(request, "responses/public/open_privacy.html", context)


@public
@require_safe
@once_begun
def support(request: HttpRequest, found: OpenVisit, *, at: datetime) -> HttpResponse:
    context = {"groups": helplines_shown()}
    return render(request, "responses/public/open_help.html", context)


@public
@require_safe
@once_begun
def leaving(request: HttpRequest, found: OpenVisit, *, at: datetime) -> HttpResponse:
    context = {"has_passed_gate": True, "is_without_link": True}
    return render(request, "responses/public/open_leaving.html", context)
