"""Pages on which staff work with one victim's case: they find it by its key, confirm what is safe,
and hand over a code (SAF-1, SAF-9, SAF-15)."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access import selectors as access_selectors
from access.permissions import Permission
from access.presenters import force_name
from access.web.current import actor_of, viewer_of
from access.web.guards import permission_required
from responses.cases import visible_cases
from responses.casework import open_case
from responses.casework.actions import case_access
from responses.casework.actions import safe_contact as safe_contact_actions
from responses.casework.forms import AgreedForm, FindCaseForm, HandOverForm
from responses.casework.presenters import new_links as new_link_presenters
from responses.casework.presenters import safe_contact as safe_contact_presenters
from responses.casework.views import finding
from responses.invitations import tokens
from responses.invitations.actions import codes, queue
from responses.invitations.actions.codes import CODE_LIFETIME, NoCodeError
from responses.invitations.actions.queue import NoNewLinkError
from responses.invitations.providers import SPREAD
from responses.invitations.selectors import codes as codes_selectors
from responses.invitations.selectors import new_links as new_link_selectors
from responses.models import Case
from responses.vault import contacts, safe_contact

PAGE = "responses/staff/case.html"


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.CONFIRM_SAFE_CONTACT)
def find_case(request: HttpRequest) -> HttpResponse:
    viewer, at = viewer_of(request), timezone.now()
    language = get_language() or "en"
    forces = {
        force.code: force_name(force, language) for force in access_selectors.forces_for(viewer)
    }
    form = FindCaseForm(request.POST or None, forces=forces)
    if request.method == "POST" and form.is_valid():
        case = finding.find_by_key(request, form, at=at)
        if case is not None:
            open_case.store(request.session, case_id=case.pk, at=at)
            return redirect("responses:case")
    shown = {"form": form, "is_given": visible_cases.sees_only_given_cases(viewer)}
    return finding.page(request, "responses/staff/find_case.html", form, shown)


def with_case(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Pass the view the open case and the time; without an open case, redirect to the page that
    finds one."""

    @wraps(view)
    def page(request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        case_id = open_case.find(request.session, at=at)
        if case_id is None:
            return redirect("responses:find-case")
        case = visible_cases.reachable_case(viewer_of(request), case_id)
        return view(request, case=case, at=at)

    return page


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.CONFIRM_SAFE_CONTACT)
@with_case
def case(request: HttpRequest, *, case: Case, at: datetime) -> HttpResponse:
    form = _agreed_form(case, request.POST or None)
    if request.method != "POST" or form is None or not form.is_valid():
        return _page(request, case, at, agreed_form=form)
    is_in_force = safe_contact_actions.confirm_safe_contact(
        case=case, agreed=form.agreed(), by=actor_of(request), at=at
    )
    said = (
        _("What you agreed with the victim is kept.")
        if is_in_force
        else _(
            "The record says that this number is not safe. It stays so until a second person says "
            "that it is safe."
        )
    )
    messages.success(request, said)
    return redirect("responses:case")


@require_POST
@permission_required(Permission.DRAW_CODE)
@with_case
def draw_code(request: HttpRequest, *, case: Case, at: datetime) -> HttpResponse:
    """Show a new code. It is stored nowhere; asking again draws another code."""
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return _page(request, case, at, code_form=form)
    try:
        code = codes.draw_code(
            case=case, role=form.cleaned_data["role"], by=actor_of(request), at=at
        )
    except NoCodeError as error:
        return _page(request, case, at, refusal=safe_contact_presenters.refusal(error.reason))
    shown = {
        "case": case,
        "code": tokens.grouped(code),
        "address": f"{settings.PUBLIC_BASE_URL.rstrip('/')}{reverse('feedback:code')}",
        "until": at + CODE_LIFETIME,
    }
    return render(request, "responses/staff/code.html", shown)


@require_POST
@permission_required(Permission.CONFIRM_SAFE_CONTACT)
@with_case
def ask_new_link(request: HttpRequest, *, case: Case, at: datetime) -> HttpResponse:
    """Say the same whatever became of the link before (decision 14)."""
    transport = settings.SMS_TRANSPORT
    try:
        queue.ask_new_link(
            case=case, transport=transport, spread=SPREAD[transport], by=actor_of(request), at=at
        )
    except NoNewLinkError:
        return redirect("responses:case")
    messages.success(request, new_link_presenters.ASKED)
    return redirect("responses:case")


@require_POST
@permission_required(Permission.CONFIRM_SAFE_CONTACT)
@with_case
def declare_conflict(request: HttpRequest, *, case: Case, at: datetime) -> HttpResponse:
    case_access.declare_conflict(case=case, by=actor_of(request), at=at)
    open_case.clear(request.session)
    messages.success(request, _("Thank you. You will not see that case again."))
    return redirect("responses:find-case")


@require_POST
@permission_required(Permission.CONFIRM_SAFE_CONTACT)
def leave_case(request: HttpRequest) -> HttpResponse:
    open_case.clear(request.session)
    return redirect("responses:find-case")


def _page(
    request: HttpRequest,
    case: Case,
    at: datetime,
    *,
    agreed_form: AgreedForm | None = None,
    code_form: HandOverForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    record = safe_contact.read(case.pk)
    may_draw = viewer_of(request).may(Permission.DRAW_CODE)
    event = codes_selectors.event_for_code(case)
    shown: dict[str, Any] = {
        "case": case,
        "force": force_name(case.force, get_language() or "en"),
        "record": safe_contact_presenters.record_words(record, today=localdate(at))
        if record
        else None,
        "agreed_form": agreed_form or _agreed_form(case),
        "form": code_form or agreed_form,
        "by_code": safe_contact_presenters.why_by_code(event) if event else "",
        "code_form": (code_form or HandOverForm()) if may_draw and event else None,
        "new_link": new_link_presenters.words(new_link_selectors.invitation_with_link(case), at=at),
        "refusal": refusal,
    }
    return render(request, PAGE, shown)


def _agreed_form(case: Case, given: QueryDict | None = None) -> AgreedForm | None:
    record = safe_contact.read(case.pk)
    if record is None:
        return None
    is_word_needed = contacts.is_sensitive(case) and not record.has_word
    return AgreedForm(given, record=record, is_word_needed=is_word_needed)
