from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.web.guards import public
from responses.answering.presenters import pages as presenters
from responses.answering.views.visit import Sitting, address_of, after_gate


@public
@require_safe
@after_gate
def introduction(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Only after the gate: all of it tells what this is about."""
    journey = sitting.journey
    context = {
        "month": presenters.month(sitting.invitation.stage_event.case.reported_on),
        "core": journey.core_length,
        "equality": journey.equality_length,
        "onward": address_of(journey.next_step(is_more_wanted=False)),
    }
    return render(request, "responses/public/introduction.html", context)
