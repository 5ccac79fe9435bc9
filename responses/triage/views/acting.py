from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from access import selectors as access_selectors
from access.permissions import Permission
from access.sign_in.reauthentication import confirmed_lately
from access.web.guards import actor_of, permission_required, viewer_of
from responses.models import DangerNotice, WrittenText
from responses.triage.actions import escalating, reading
from responses.triage.actions.escalating import NoNationalReaderError
from responses.triage.actions.reading import ClosedError
from responses.triage.danger import actions as danger
from responses.triage.danger import presenters, selectors
from responses.triage.danger.actions import (
    DangerError,
    NationalDeskOnlyError,
    NoDangerError,
    NotOpenError,
    SecondReaderError,
    SentBeforeError,
    TextClosedError,
)
from responses.triage.danger.forms import (
    EscalateForm,
    OpenDetailsForm,
    RecordActionForm,
    SendNoticeForm,
)
from responses.triage.views.queue import ALREADY_CLOSED, text_page, with_text


@require_POST
@permission_required(Permission.READ_TEXTS)
@with_text
def send_notice(request: HttpRequest, *, text: WrittenText, at: datetime) -> HttpResponse:
    form = SendNoticeForm(request.POST)
    if not form.is_valid():
        return text_page(request, text, at=at, send_form=form)
    try:
        notice = danger.send(
            text=text,
            reason=form.cleaned_data["reason"],
            is_about_police=form.is_about_police(),
            viewer=viewer_of(request),
            by=actor_of(request),
            at=at,
        )
    except NationalDeskOnlyError:
        form.add_error("about_police", _("Only the national desk may send this. Escalate it now."))
        return text_page(request, text, at=at, send_form=form)
    except DangerError as error:
        messages.error(request, REFUSALS[type(error)])
    else:
        messages.success(request, _sent_words(notice))
    return redirect("responses:triage-text", pk=text.pk)


REFUSALS = {
    SecondReaderError: gettext_lazy("Another reader must send it"),
    SentBeforeError: gettext_lazy("Already sent"),
    NoDangerError: gettext_lazy("Select a type of concern that is danger first"),
    TextClosedError: ALREADY_CLOSED,
}


def _sent_words(notice: DangerNotice) -> str:
    if notice.state == DangerNotice.NoticeState.ASKED:
        return _("Ask a colleague to send it now")
    if notice.receiver_id is None:
        return _("No control room can receive it here. Open the details and ring now.")
    return _("Sent. Ring them now.")


@require_POST
@permission_required(Permission.READ_TEXTS)
@with_text
def open_details(request: HttpRequest, *, text: WrittenText, at: datetime) -> HttpResponse:
    form = OpenDetailsForm(request.POST)
    notice = selectors.notice_of(text)
    if notice is None:
        raise Http404
    if not form.is_valid():
        return text_page(request, text, at=at, open_form=form)
    try:
        danger.open_as_reader(
            notice=notice, reason=form.cleaned_data["open_reason"], by=actor_of(request), at=at
        )
    except NotOpenError:
        messages.error(request, _("You cannot open the details"))
        return redirect("responses:triage-text", pk=text.pk)
    return redirect("responses:triage-danger", pk=text.pk)


@require_safe
@permission_required(Permission.READ_TEXTS)
@confirmed_lately
@with_text
def details(request: HttpRequest, *, text: WrittenText, at: datetime) -> HttpResponse:
    """For the reader's hour alone."""
    notice = selectors.notice_of(text)
    if notice is None:
        raise Http404
    try:
        found = danger.read_as_reader(notice=notice, by=actor_of(request), at=at)
    except NotOpenError:
        messages.error(request, _("The details are closed to you"))
        return redirect("responses:triage-text", pk=text.pk)
    force = access_selectors.force_by_code(found.force_code) if found else None
    shown = {
        "text_pk": text.pk,
        "details": found and presenters.details_words(found, force, today=localdate(at)),
    }
    return render(request, "responses/staff/danger_details.html", shown)


@require_POST
@permission_required(Permission.READ_TEXTS)
@with_text
def escalate(request: HttpRequest, *, text: WrittenText, at: datetime) -> HttpResponse:
    form = EscalateForm(request.POST)
    if not form.is_valid():
        return text_page(request, text, at=at, escalate_form=form)
    is_about_police = form.cleaned_data["why"] == "police"
    try:
        escalating.escalate(text=text, is_about_police=is_about_police, by=actor_of(request), at=at)
    except NoNationalReaderError:
        form.add_error("why", _("The national desk has no readers. Tell your operations lead now."))
        return text_page(request, text, at=at, escalate_form=form)
    except ClosedError:
        messages.error(request, ALREADY_CLOSED)
        return redirect("responses:triage")
    messages.success(request, _("Escalated to the national desk"))
    if is_about_police:
        return redirect("responses:triage")
    return redirect("responses:triage-text", pk=text.pk)


@require_POST
@permission_required(Permission.READ_TEXTS)
@with_text
def record_action(request: HttpRequest, *, text: WrittenText, at: datetime) -> HttpResponse:
    form = RecordActionForm(request.POST)
    if not form.is_valid():
        return text_page(request, text, at=at, action_form=form)
    try:
        reading.record_action(
            text=text, kind=form.cleaned_data["action"], by=actor_of(request), at=at
        )
    except ClosedError:
        messages.error(request, ALREADY_CLOSED)
    else:
        messages.success(request, _("Recorded"))
    return redirect("responses:triage-text", pk=text.pk)
