from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from access.web.guards import signed_in, viewer_of
from responses.invitations import presenters
from responses.invitations.selectors import outbox as selectors

MOST_SHOWN = 50


@signed_in
def outbox(request: HttpRequest) -> HttpResponse:
    messages = selectors.readable_messages(viewer_of(request), limit=MOST_SHOWN)
    rows = presenters.outbox_rows(messages)
    return render(request, "responses/staff/outbox.html", {"rows": rows})
