from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.models import CodedText
from responses.themes import presenters
from responses.themes.actions import coding as coding_actions
from responses.themes.actions import faults
from responses.themes.actions import quotes as quote_actions
from responses.themes.actions.coding import CodedError
from responses.themes.actions.quotes import ConsentError, PassageError
from responses.themes.forms import CodingForm, FaultForm, QuoteForm
from responses.themes.selectors import coding as selectors
from responses.triage.actions import reading
from responses.triage.selectors import desks


@require_safe
@permission_required(Permission.CODE_TEXTS)
def coding(request: HttpRequest) -> HttpResponse:
    return _page(request, at=timezone.now())


@require_safe
@permission_required(Permission.CODE_TEXTS)
def differences(request: HttpRequest) -> HttpResponse:
    return _page(request, at=timezone.now(), is_settling=True)


def with_text(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def page(request: HttpRequest, pk: int) -> HttpResponse:
        viewer = viewer_of(request)
        text = selectors.text_to_code(viewer, pk)
        if desks.unconfirmed(viewer, [text.response_id]):
            raise Http404
        return view(request, text=text, at=timezone.now())

    return page


@require_POST
@permission_required(Permission.CODE_TEXTS)
def confirm(request: HttpRequest, batch: int) -> HttpResponse:
    """For every text of a batch at once."""
    offered = selectors.in_batches(viewer_of(request)).filter(batch=batch)
    reading.confirm(
        response_ids=list(offered.values_list("response_id", flat=True)),
        by=actor_of(request),
        at=timezone.now(),
    )
    is_settling = "settle" in request.POST
    return redirect("responses:coding-differences" if is_settling else "responses:coding")


@require_POST
@permission_required(Permission.CODE_TEXTS)
@with_text
def code(request: HttpRequest, *, text: CodedText, at: datetime) -> HttpResponse:
    form = CodingForm(request.POST)
    if not form.is_valid():
        return _page(request, at=at, text=text, form=form)
    try:
        coding_actions.code(
            text=text, themes=form.cleaned_data["themes"], by=actor_of(request), at=at
        )
    except CodedError:
        messages.error(request, _("Somebody else has coded it meanwhile."))
    return redirect("responses:coding")


@require_POST
@permission_required(Permission.CODE_TEXTS)
@with_text
def settle(request: HttpRequest, *, text: CodedText, at: datetime) -> HttpResponse:
    form = CodingForm(request.POST)
    if not form.is_valid():
        return _page(request, at=at, text=text, form=form, is_settling=True)
    try:
        coding_actions.settle(
            text=text, themes=form.cleaned_data["themes"], by=actor_of(request), at=at
        )
    except CodedError:
        messages.error(request, _("Somebody else has settled it meanwhile."))
    return redirect("responses:coding-differences")


@require_POST
@permission_required(Permission.CODE_TEXTS)
@with_text
def report_fault(request: HttpRequest, *, text: CodedText, at: datetime) -> HttpResponse:
    form = FaultForm(request.POST)
    if not form.is_valid():
        return _page(request, at=at, text=text, fault_form=form)
    faults.report(text=text, marked=form.cleaned_data["marked"], by=actor_of(request), at=at)
    messages.success(request, _("Thank you. Nobody is shown that text until it is mended."))
    return redirect("responses:coding")


@require_POST
@permission_required(Permission.CODE_TEXTS)
@with_text
def choose_quote(request: HttpRequest, *, text: CodedText, at: datetime) -> HttpResponse:
    form = QuoteForm(request.POST)
    if not form.is_valid():
        return _page(request, at=at, text=text, quote_form=form)
    passage = form.cleaned_data["passage"].strip()
    try:
        quote_actions.choose(text=text, passage=passage, by=actor_of(request), at=at)
    except PassageError:
        form.add_error(
            "passage",
            _("This does not stand in the text so, or is over %(most)s letters: copy it anew.")
            % {"most": quote_actions.LONGEST},
        )
        return _page(request, at=at, text=text, quote_form=form)
    except ConsentError:
        messages.error(request, _("Who wrote it did not agree to be quoted."))
        return redirect("responses:coding")
    messages.success(request, _("It waits for a second person to release it."))
    return redirect("responses:quotes")


@require_POST
@permission_required(Permission.CODE_TEXTS)
@with_text
def declare_conflict(request: HttpRequest, *, text: CodedText, at: datetime) -> HttpResponse:
    """SAF-13."""
    reading.declare(response_id=text.response_id, by=actor_of(request), at=at)
    messages.success(request, _("Thank you. You will not see that case again."))
    return redirect("responses:coding")


def _confirm_page(request: HttpRequest, text: CodedText, *, is_settling: bool) -> HttpResponse:
    shown = {
        "title": _("Texts to code"),
        "is_batch": True,
        "is_settling": is_settling,
        "confirm": reverse("responses:coding-confirm", args=[text.batch]),
    }
    return render(request, "responses/staff/confirm_reading.html", shown)


def _page(
    request: HttpRequest,
    *,
    at: datetime,
    text: CodedText | None = None,
    is_settling: bool = False,
    **forms: Any,
) -> HttpResponse:
    """The words are read from the vault for this page alone."""
    language = request.GET.get("language", "")
    desk = selectors.desk_for(
        viewer_of(request),
        language=language,
        text_id=text.pk if text else None,
        is_settling=is_settling,
    )
    if desk.text and desks.unconfirmed(viewer_of(request), [desk.text.response_id]):
        return _confirm_page(request, desk.text, is_settling=is_settling)
    if desk.text:
        coding_actions.record_read(text=desk.text, by=actor_of(request), at=at)
    chosen = forms["form"].data.getlist("themes") if "form" in forms else ()
    shown = {
        "page": presenters.coding_page(desk, chosen),
        "desk": desk,
        "written": presenters.redacted(desk.words),
        "is_settling": is_settling,
        "chosen_language": language,
        "form": next((each for each in forms.values() if each.errors), None),
        "fault_form": forms.get("fault_form") or FaultForm(),
        "quote_form": forms.get("quote_form") or QuoteForm(),
    }
    return render(request, "responses/staff/coding.html", shown)
