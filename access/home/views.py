"""The home page of staff: what waits for somebody, and what there is to know."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from access.home import presenters, selectors
from access.home.parts import shown_to
from access.presenters import body_name
from access.web.current import viewer_of
from access.web.guards import signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """For any role: each sees what their roles may see. A viewer without a role gets a page that
    says what to do."""
    viewer, at = viewer_of(request), timezone.now()
    told = [(part.template, part.context(acting, at)) for part, acting in shown_to(viewer)]
    context = {
        "has_role": bool(viewer.roles),
        "body": body_name(viewer.body),
        "waiting": presenters.lines(selectors.waiting_for(viewer, at=at), at=at),
        "parts": [(template, part) for template, part in told if part is not None],
    }
    return render(request, "access/home.html", context)
