from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from access.actor import RESPONDENT
from access.web.guards import public
from responses.answering import session
from responses.answering.actions import gate_attempts
from responses.answering.actions.gate import GateVerdict
from responses.answering.device import device_of
from responses.answering.forms import OwnWordForm
from responses.answering.presenters import pages as presenters
from responses.answering.views.visit import Sitting, after_gate, redirect_to_current_page


@public
@require_http_methods(["GET", "HEAD", "POST"])
@after_gate
def word(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """The page after the gate."""
    attempt_id = sitting.visit.attempt_id
    if attempt_id is None or sitting.journey.counted_answers:
        return redirect_to_current_page(sitting)
    form = OwnWordForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    gate_attempts.choose_word(
        attempt_id=attempt_id, own_word=form.cleaned_data["word"], by=RESPONDENT, at=sitting.at
    )
    return redirect_to_current_page(sitting)


def open_alone(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    form = OwnWordForm(request.POST or None)
    attempt_id = sitting.visit.attempt_id
    if attempt_id is None or request.method != "POST" or not form.is_valid():
        return _page(request, form)
    answer = gate_attempts.open_alone(
        attempt_id=attempt_id,
        own_word=form.cleaned_data["word"],
        language=get_language() or "en",
        device=device_of(request.headers),
        by=RESPONDENT,
        at=sitting.at,
    )
    if answer.verdict is not GateVerdict.PASSED:
        # Where the same press came twice, the other one's session stays.
        request.session.modified = False
        return redirect("feedback:check")
    visit = session.let_in(request.session, sitting.visit, at=sitting.at)
    entered = replace(sitting, visit=visit, response=answer.response)
    return redirect_to_current_page(entered)


def _page(request: HttpRequest, form: OwnWordForm) -> HttpResponse:
    title = presenters.title(has_error=bool(form.errors))
    return render(request, "responses/public/word.html", {"form": form, "title": title})
