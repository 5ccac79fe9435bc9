"""Also before the gate, for somebody written to by mistake, and undoing it (SAF-12)."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare, get_random_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from access.actor import RESPONDENT
from access.web.guards import public
from responses.answering import page_tokens, session
from responses.answering.session import Ending, Farewell
from responses.answering.views.visit import respondent_page, sitting_of
from responses.invitations.actions import opt_outs, undo_opt_outs
from responses.invitations.selectors import outbox

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
    if sitting_of(request, at=at) is None:
        return redirect("feedback:ended")
    return render(request, "responses/public/stop.html")


def _opt_out(request: HttpRequest, at: datetime) -> HttpResponse:
    """Even where the visit is idle."""
    visit = session.visit_in(request.session)
    if visit is None:
        return _reply(request, session.farewell_again(request.session, at=at))
    with transaction.atomic():
        outbox.lock_links_of_person(visit.invitation_id)
        stored = session.as_stored(request.session)
        earlier = session.farewell_again(stored, at=at)
        if earlier is not None:
            request.session = stored  # what this request read must not be written over it
            return _reply(request, earlier)
        is_wrong_person = "wrong_person" in request.POST
        channel = opt_outs.WRONG_PERSON if is_wrong_person else "web"
        farewell = Farewell(
            ending=Ending.NUMBER_STOPPED if is_wrong_person else Ending.STOPPED,
            language=visit.language,
            once=get_random_string(page_tokens.LENGTH),
            ticket=opt_outs.opt_out(
                invitation_id=visit.invitation_id, channel=channel, by=RESPONDENT, at=at
            ),
        )
        return _reply(request, farewell if session.end(request.session, farewell, at=at) else None)


def _undo(request: HttpRequest, at: datetime) -> HttpResponse:
    farewell = session.farewell_in(request.session, at=at)
    given = page_tokens.value_in(request)
    if farewell is None or not constant_time_compare(given, farewell.once):
        return _reply(request, None)
    if farewell.ticket and undo_opt_outs.undo(ticket=farewell.ticket, by=RESPONDENT, at=at):
        farewell = replace(farewell, ending=Ending.STOP_UNDONE, ticket="")
        if not session.end(request.session, farewell, at=at):
            return _reply(request, None)
    return _confirm(request, farewell, can_be_undone=False)


def _reply(request: HttpRequest, farewell: Farewell | None) -> HttpResponse:
    if farewell is None:
        session.destroy(request.session)
        return redirect("feedback:ended")
    return _confirm(request, farewell, can_be_undone=bool(farewell.ticket))


def _confirm(request: HttpRequest, farewell: Farewell, *, can_be_undone: bool) -> HttpResponse:
    context = {
        "heading": str(HEADINGS[farewell.ending]),
        "ending": farewell.ending.name,
        "can_be_undone": can_be_undone,
        "once": farewell.once,
    }
    return render(request, "responses/public/stopped.html", context)
