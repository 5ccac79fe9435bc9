"""Opting out with one press, before the gate, also by a person who was texted by mistake
(SAF-12)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.actor import RESPONDENT
from access.web.guards import public
from responses.answering import session
from responses.answering.presenters import pages as presenters
from responses.answering.session import Ending, Farewell
from responses.answering.views.visit import respondent_page, sitting_of
from responses.invitations.actions import opt_outs


@public
@require_http_methods(["GET", "HEAD", "POST"])
@respondent_page
def stop(request: HttpRequest, *, at: datetime) -> HttpResponse:
    if request.method == "POST":
        return _opt_out(request, at)
    farewell = session.farewell_in(request.session, at=at)
    if farewell is not None and farewell.ending is Ending.STOPPED:
        return _page(request, "stopped", _("We will not contact you again"))
    if sitting_of(request, at=at) is None:
        return redirect("feedback:ended")
    return _page(request, "stop", _("Do not contact me again"))


def _opt_out(request: HttpRequest, at: datetime) -> HttpResponse:
    """Opt the person out, even where the idle time of the visit is over. Nobody is ever told to
    wait."""
    visit = session.visit_in(request.session)
    if visit is None:
        return redirect("feedback:stop")
    channel = opt_outs.WRONG_PERSON if "wrong_person" in request.POST else "web"
    opt_outs.opt_out(invitation_id=visit.invitation_id, channel=channel, by=RESPONDENT, at=at)
    farewell = Farewell(ending=Ending.STOPPED, language=visit.language)
    session.end(request.session, farewell, at=at)
    return redirect("feedback:stop")


def _page(request: HttpRequest, name: str, heading: str) -> HttpResponse:
    context = {"title": presenters.title(heading)}
    return render(request, f"responses/public/{name}.html", context)
