from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from access.actor import RESPONDENT
from access.web.guards import public
from responses.answering.actions import further as actions
from responses.answering.presenters import further as presenters
from responses.answering.selectors import further as selectors
from responses.answering.views.visit import (
    Sitting,
    address_of,
    after_gate,
    go_on,
    redirect_to_current_page,
    save_visit,
    show_page,
)

CHOICE, NO = "more", "no"
"""Name of the buttons, and value of the one that declines; the others' is the language to go on
in."""


@public
@require_http_methods(["GET", "HEAD", "POST"])
@after_gate
def offer(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """The same words whatever the case, but for the number of questions."""
    journey = sitting.journey
    if sitting.response is None or journey.longer is None or not journey.is_first_part_done:
        return redirect_to_current_page(sitting)
    if request.POST.get(CHOICE):
        return _answer(request, sitting, request.POST[CHOICE])
    offered = selectors.offer_to(sitting.response, on=localdate(sitting.at))
    if offered is None:
        return _pass_over(sitting)
    before = journey.step_before_further()
    context = {
        "offer": presenters.offer_words(offered, language=_language()),
        "back": address_of(before) if before else "",
    }
    return show_page(request, sitting, "further", context)


def _pass_over(sitting: Sitting) -> HttpResponse:
    journey = replace(sitting.journey, longer=None)
    step = journey.next_step(is_more_wanted=sitting.visit.is_equality_explained)
    return redirect(address_of(step))


def _answer(request: HttpRequest, sitting: Sitting, choice: str) -> HttpResponse:
    choose = actions.ask_no_more if choice == NO else actions.ask_more
    journey = choose(
        invitation_id=sitting.invitation.pk,
        attempt_id=sitting.visit.attempt_id,
        by=RESPONDENT,
        at=sitting.at,
    )
    spoken = journey.longer.languages if journey.longer else ()
    is_apart = choice in spoken and _language() not in spoken
    visited = save_visit(request, sitting, further_language=choice if is_apart else "")
    return go_on(request, visited, journey)


def _language() -> str:
    return get_language() or "en"
