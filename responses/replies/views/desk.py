from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.models import DangerReply
from responses.replies import presenters, selectors
from responses.replies.actions import danger
from responses.replies.actions.danger import (
    FurtherReplyError,
    ReplyClosedError,
    ReplyTakenError,
)
from responses.replies.forms import CloseReplyForm, ShowNumberForm
from responses.triage import letters
from responses.triage.outcomes import TextOutcome
from responses.triage.views.queue import holder_shown
from responses.vault.sealed import replies


@require_safe
@permission_required(Permission.READ_TEXTS)
def danger_replies(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    rows = [
        presenters.danger_reply_row(each, at=at) for each in selectors.waiting(viewer_of(request))
    ]
    danger.record_list_read(rows=len(rows), by=actor_of(request), at=at)
    return render(request, "responses/staff/danger_replies.html", {"rows": rows})


@require_safe
@permission_required(Permission.READ_TEXTS)
def danger_reply(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, selectors.danger_reply(viewer_of(request), pk))


@require_POST
@permission_required(Permission.READ_TEXTS)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    reply = selectors.danger_reply(viewer_of(request), pk)
    before = holder_shown(request)
    return _answer_press(
        request,
        reply,
        lambda: danger.take(
            reply=reply, by=actor_of(request), at=timezone.now(), instead_of=before
        ),
        then=redirect("responses:danger-reply", pk=pk),
    )


@require_POST
@permission_required(Permission.READ_TEXTS)
def show_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Once, in the answer to the press."""
    reply = selectors.danger_reply(viewer_of(request), pk)
    form = ShowNumberForm(request.POST)
    if not form.is_valid():
        return _page(request, reply, number_form=form)
    try:
        danger.show_number(
            reply=reply, reason=form.cleaned_data["reason"], by=actor_of(request),
            at=timezone.now(),
        )  # fmt: skip
    except (ReplyClosedError, ReplyTakenError):
        return _not_yours(request)
    return _page(request, reply, is_number_shown=True)


@require_POST
@permission_required(Permission.READ_TEXTS)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    reply = selectors.danger_reply(viewer_of(request), pk)
    form = CloseReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, reply, close_form=form)
    outcome = TextOutcome(form.cleaned_data["outcome"])
    return _answer_press(
        request,
        reply,
        lambda: danger.close(
            reply=reply,
            outcome=outcome,
            version=request.POST.get("version", ""),
            by=actor_of(request),
            at=timezone.now(),
        ),
        then=redirect("responses:danger-replies"),
    )


def _answer_press(
    request: HttpRequest, reply: DangerReply, act: Callable[[], None], *, then: HttpResponse
) -> HttpResponse:
    try:
        act()
    except (ReplyClosedError, ReplyTakenError):
        return _not_yours(request)
    except FurtherReplyError:
        messages.error(request, _("This has changed since. Look again."))
        return redirect("responses:danger-reply", pk=reply.pk)
    messages.success(request, _("Saved."))
    return then


def _not_yours(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("Another reader has taken or closed this reply."))
    return redirect("responses:danger-replies")


def _page(
    request: HttpRequest, reply: DangerReply, *, is_number_shown: bool = False, **forms: Any
) -> HttpResponse:
    at, version = timezone.now(), replies.version_of(reply.pk)
    sent_back = danger.open_words(reply=reply, by=actor_of(request), at=at)
    opened = is_number_shown and sent_back is not None
    faulty = next((form for form in forms.values() if form.errors), None)
    context = {
        "row": presenters.danger_reply_row(reply, at=at),
        "words": sent_back.words if sent_back else (),
        "version": version,
        "is_unreadable": sent_back is None and bool(version),
        "duty_phone": letters.duty_phone_line(),
        "opened": presenters.opened_number(reply, sent_back) if opened and sent_back else None,
        "number_form": forms.get("number_form") or ShowNumberForm(),
        "close_form": forms.get("close_form") or CloseReplyForm(),
        "form": faulty,
        "holder": reply.held_by_id or "",
        "is_mine": reply.held_by_id == viewer_of(request).user_id,
    }
    return render(request, "responses/staff/danger_reply.html", context)
