from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.models import CodedText
from responses.themes import presenters
from responses.themes.actions import coding, faults
from responses.themes.actions.faults import NotThereError
from responses.themes.forms import HideForm
from responses.themes.selectors import coding as selectors
from responses.themes.selectors.coding import MOST_SHOWN, faulty_text, faulty_texts
from responses.triage.actions import reading
from responses.triage.selectors import desks


@require_safe
@permission_required(Permission.READ_TEXTS)
def redactions(request: HttpRequest) -> HttpResponse:
    texts = faulty_texts(viewer_of(request)).select_related("force")[:MOST_SHOWN]
    rows = presenters.faulty_rows(texts)
    faults.record_list_read(rows=len(rows), by=actor_of(request), at=timezone.now())
    shown = {"rows": rows, "lead": presenters.faulty_lead(len(rows))}
    return render(request, "responses/staff/redactions.html", shown)


def with_text(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def page(request: HttpRequest, pk: int) -> HttpResponse:
        viewer = viewer_of(request)
        text = faulty_text(viewer, pk)
        if desks.unconfirmed(viewer, [text.response_id]):
            shown = {
                "title": _("Text %(number)s") % {"number": text.pk},
                "back": reverse("responses:redactions"),
                "confirm": reverse("responses:redaction-confirm", args=[pk]),
                "conflict": reverse("responses:redaction-conflict", args=[pk]),
            }
            return render(request, "responses/staff/confirm_reading.html", shown)
        return view(request, text=text, at=timezone.now())

    return page


@require_POST
@permission_required(Permission.READ_TEXTS)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    text = faulty_text(viewer_of(request), pk)
    reading.confirm(response_ids=[text.response_id], by=actor_of(request), at=timezone.now())
    return redirect("responses:redaction", pk=pk)


@require_POST
@permission_required(Permission.READ_TEXTS)
def declare_conflict(request: HttpRequest, pk: int) -> HttpResponse:
    text = faulty_text(viewer_of(request), pk)
    reading.declare(response_id=text.response_id, by=actor_of(request), at=timezone.now())
    messages.success(request, _("Thank you. You will not see that case again."))
    return redirect("responses:redactions")


@require_safe
@permission_required(Permission.READ_TEXTS)
@with_text
def redaction(request: HttpRequest, *, text: CodedText, at: datetime) -> HttpResponse:
    return _page(request, text, None, at=at)


@require_POST
@permission_required(Permission.READ_TEXTS)
@with_text
def hide(request: HttpRequest, *, text: CodedText, at: datetime) -> HttpResponse:
    form = HideForm(request.POST)
    if not form.is_valid():
        return _page(request, text, form, at=at)
    try:
        faults.hide(text=text, hidden=form.lines(), by=actor_of(request), at=at)
    except NotThereError as error:
        form.add_error(
            "hidden", _("“%(words)s” does not stand in the text") % {"words": str(error)}
        )
        return _page(request, text, form, at=at)
    messages.success(request, _("It is hidden, and the text goes back to coders."))
    return redirect("responses:redactions")


@require_POST
@permission_required(Permission.READ_TEXTS)
@with_text
def shut(request: HttpRequest, *, text: CodedText, at: datetime) -> HttpResponse:
    faults.shut(text=text, by=actor_of(request), at=at)
    messages.success(request, _("The text is shown to nobody any more."))
    return redirect("responses:redactions")


def _page(
    request: HttpRequest, text: CodedText, form: HideForm | None, *, at: datetime
) -> HttpResponse:
    words = selectors.words_of(text)
    coding.record_read(text=text, by=actor_of(request), at=at)
    shown = {
        "pk": text.pk,
        "written": presenters.redacted(words),
        "form": form if form and form.errors else None,
        "hide_form": form or HideForm(initial={"hidden": words.marked}),
    }
    return render(request, "responses/staff/redaction.html", shown)
