"""The page between the gate and the first question."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from access.web.guards import public
from responses.answering.presenters import pages as presenters
from responses.answering.views.visit import (
    Sitting,
    address_of,
    after_gate,
    redirect_to_current_page,
)


@public
@require_safe
@after_gate
def introduction(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Says what is asked and never asked, how many questions there are, who sees the answers and
    how to leave. All of it would tell before the gate what this is about (decision 38)."""
    journey = sitting.journey
    context = {
        "month": presenters.month(sitting.invitation.stage_event.case.reported_on),
        "core": journey.core_length,
        "equality": journey.equality_length,
        "onward": address_of(journey.next_step(is_more_wanted=False)),
    }
    return render(request, "responses/public/introduction.html", context)


def redirect_into_survey(sitting: Sitting) -> HttpResponse:
    """Redirect who has passed the gate: to the introduction, or where something was answered, to
    the next question."""
    if sitting.journey.counted_answers:
        return redirect_to_current_page(sitting)
    return redirect("feedback:introduction")
