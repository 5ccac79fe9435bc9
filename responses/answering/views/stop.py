"""Opting out with one press, before the gate, also by a person who was written to by mistake; and
undoing it, on the page that confirms it (SAF-12)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from access.actor import RESPONDENT
from access.web.guards import public
from responses.answering import session
from responses.answering.session import Ending, Farewell
from responses.answering.views.visit import respondent_page, sitting_of
from responses.invitations.actions import opt_outs, undo_opt_outs

HEADINGS: dict[Ending, Promise] = {
    Ending.STOPPED: gettext_lazy("We will not contact you again"),
    Ending.NUMBER_STOPPED: gettext_lazy("We will not write to this number or address again"),
    Ending.STOP_UNDONE: gettext_lazy("We have undone that"),
}


@public
@require_http_methods(["GET", "HEAD", "POST"])
@respondent_page
def stop(request: HttpRequest, *, at: datetime) -> HttpResponse:
    if request.method == "POST":
        return _undo(request, at) if "undo" in request.POST else _opt_out(request, at)
    farewell = session.farewell_in(request.session, at=at)
    if farewell is not None:
        return _confirm(request, farewell)
    if sitting_of(request, at=at) is None:
        return redirect("feedback:ended")
    return render(request, "responses/public/stop.html")


def _confirm(request: HttpRequest, farewell: Farewell) -> HttpResponse:
    """Undo is offered on the page to which the press leads, and not to who opens it again."""
    if request.method == "GET":
        session.tell(request.session)
    context = {
        "heading": str(HEADINGS[farewell.ending]),
        "ending": farewell.ending.name,
        "can_be_undone": bool(farewell.ticket) and not farewell.is_told,
    }
    return render(request, "responses/public/stopped.html", context)


def _opt_out(request: HttpRequest, at: datetime) -> HttpResponse:
    """Opt the person out, even where the idle time of the visit is over. Nobody is ever told to
    wait."""
    visit = session.visit_in(request.session)
    if visit is None:
        return redirect("feedback:stop")
    is_wrong_person = "wrong_person" in request.POST
    channel = opt_outs.WRONG_PERSON if is_wrong_person else "web"
    ticket = opt_outs.opt_out(
        invitation_id=visit.invitation_id, channel=channel, by=RESPONDENT, at=at
    )
    ending = Ending.NUMBER_STOPPED if is_wrong_person else Ending.STOPPED
    farewell = Farewell(ending=ending, language=visit.language, ticket=ticket)
    session.end(request.session, farewell, at=at)
    return redirect("feedback:stop")


def _undo(request: HttpRequest, at: datetime) -> HttpResponse:
    """Where it can no longer be undone, the page says again what holds."""
    farewell = session.farewell_in(request.session, at=at)
    if farewell is None or not farewell.ticket:
        return redirect("feedback:stop")
    if undo_opt_outs.undo(ticket=farewell.ticket, by=RESPONDENT, at=at):
        undone = Farewell(ending=Ending.STOP_UNDONE, language=farewell.language)
        session.end(request.session, undone, at=at)
    else:
        session.forget_ticket(request.session)
    return redirect("feedback:stop")
