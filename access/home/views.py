from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from access.home import choices, presenters, selectors
from access.home.choices import HomeRefusal, SinceWhen, shown_to
from access.presenters import body_name
from access.web.guards import signed_in, viewer_of


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    viewer, at = viewer_of(request), timezone.now()
    shown = list(shown_to(viewer))
    counted = selectors.counts_for(viewer)
    offered = [presenters.since_choice(at)] if counted else []
    offered += [choice for part, acting in shown for choice in part.choices(acting)]
    if refused := choices.refusals(offered, request.GET, address=request.path):
        return _refused(request, refused)
    asked = choices.choose_options(offered, request.GET)
    when = SinceWhen(asked.get(presenters.SINCE, SinceWhen.MONDAY))
    came = selectors.came_since(viewer, counted, since=when.moment(at))
    told = [(part.template, part.context(acting, at, asked)) for part, acting in shown]
    context = {
        "has_role": bool(viewer.roles),
        "body": body_name(viewer.body),
        "waiting": presenters.lines(selectors.waiting_for(viewer, at=at), at=at),
        "since": presenters.since(came, when, at=at) if counted else None,
        "parts": [(template, part) for template, part in told if part is not None],
    }
    return render(request, "access/home.html", context)


def _refused(request: HttpRequest, refused: Sequence[HomeRefusal]) -> HttpResponse:
    told = {"refused": refused, "address": request.path}
    return render(request, "ui/address_refused.html", told, status=404)
