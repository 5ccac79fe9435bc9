"""The list of quotations, and who releases them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.web.current import actor_of, viewer_of
from access.web.guards import permission_required
from responses.themes import presenters
from responses.themes.actions import quotes as actions
from responses.themes.actions.quotes import ConsentError, DecidedError, OwnQuoteError
from responses.themes.selectors import quotes as selectors
from responses.triage.actions import confirming
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
    """Confirm it for every quotation of a page."""
    before = request.GET.get("before", "")
    if before and not before.isdecimal():
        raise Http404
    found = selectors.quotes_for(viewer_of(request), before=int(before) if before else None)
    confirming.confirm(
        response_ids=[each.quote.text.response_id for each in found.passages],
        by=actor_of(request),
        at=timezone.now(),
    )
    return redirect(f"{reverse('responses:quotes')}?before={before}")


@require_POST
@permission_required(Permission.CODE_TEXTS)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """`decision` is what the button says."""
    viewer = viewer_of(request)
    quote = selectors.quote_for(viewer, pk)
    if desks.unconfirmed(viewer, [quote.text.response_id]):
        return redirect("responses:quotes")
    decision = DECISIONS.get(request.POST.get("decision", ""))
    if decision is None:
        raise Http404
    try:
        decision(quote=quote, by=actor_of(request), at=timezone.now())
    except OwnQuoteError:
        messages.error(request, _("You chose it yourself: somebody else releases it."))
    except ConsentError:
        messages.error(request, _("The words are gone: they cannot be released."))
    except DecidedError:
        messages.error(request, _("Somebody else has decided about it meanwhile."))
    else:
        messages.success(request, _("It is kept."))
    return redirect("responses:quotes")
