from datetime import datetime
from typing import ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from access.actor import Actor
from access.approval.decisions import OwnRequestError, RequestDecidedError
from access.approval.views import DecisionView
from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.models import ThemeQuote
from responses.themes import presenters
from responses.themes.actions import quotes as actions
from responses.themes.actions.quotes import ConsentError
from responses.themes.selectors import quotes as selectors
from responses.triage.actions import reading
from responses.triage.selectors import desks

DECISIONS = {
    "release": actions.release,
    "refuse": actions.refuse,
    "take-back": actions.take_back,
}


@require_safe
@permission_required(Permission.CODE_TEXTS)
def quotes(request: HttpRequest) -> HttpResponse:
    viewer, at, before = viewer_of(request), timezone.now(), request.GET.get("before", "")
    if before and not before.isdecimal():
        raise Http404
    found = selectors.quotes_for(viewer, before=int(before) if before else None)
    unconfirmed = desks.unconfirmed(
        viewer, [each.quote.text.response_id for each in found.passages if each.words]
    )
    if unconfirmed:
        shown = {
            "title": _("Quotations"),
            "back": reverse("responses:coding"),
            "is_batch": True,
            "confirm": f"{reverse('responses:quotes-confirm')}?before={before}",
        }
        return render(request, "responses/staff/confirm_reading.html", shown)
    actions.record_list_read(rows=len(found.passages), by=actor_of(request), at=at)
    rows = presenters.quote_rows(found.passages, user_id=viewer.user_id)
    shown = {"rows": rows, "older": found.older, "is_later_page": bool(before)}
    return render(request, "responses/staff/quotes.html", shown)


@require_POST
@permission_required(Permission.CODE_TEXTS)
def confirm(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    if before and not before.isdecimal():
        raise Http404
    found = selectors.quotes_for(viewer_of(request), before=int(before) if before else None)
    reading.confirm(
        response_ids=[each.quote.text.response_id for each in found.passages],
        by=actor_of(request),
        at=timezone.now(),
    )
    return redirect(f"{reverse('responses:quotes')}?before={before}")


class QuoteDecision(DecisionView):
    """`decision` is what the button says."""

    permission = Permission.CODE_TEXTS
    refusals: ClassVar = {
        OwnRequestError: gettext_lazy("You chose it yourself: somebody else releases it."),
        ConsentError: gettext_lazy("The words are gone: they cannot be released."),
        RequestDecidedError: gettext_lazy("Somebody else has decided about it meanwhile."),
    }
    subject = "quote"
    back = "responses:quotes"
    done = gettext_lazy("It is kept.")

    def post(self, request: HttpRequest, **address: int) -> HttpResponse:
        quote = self.find(**address)
        if desks.unconfirmed(self.viewer, [quote.text.response_id]):
            return self.go_back()
        if request.POST.get("decision", "") not in DECISIONS:
            raise Http404
        return super().post(request, **address)

    def find(self, pk: int) -> ThemeQuote:
        return selectors.quote_for(self.viewer, pk)

    def act(self, *, quote: ThemeQuote, by: Actor, at: datetime) -> None:
        DECISIONS[self.request.POST["decision"]](quote=quote, by=by, at=at)


decide = QuoteDecision.as_view()
