"""Found by key or on the work list (SAF-1, SAF-9, SAF-15)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import selectors as access_selectors
from access.permissions import Permission
from access.presenters import force_name
from access.viewer import Viewer
from access.web.guards import actor_of, permission_required, viewer_of
from responses.cases import selectors as cases_selectors
from responses.cases import visible_cases
from responses.casework import card_pdf, open_case
from responses.casework.actions import case_access
from responses.casework.forms.cases import CardForm, FindCaseForm, HandOverForm
from responses.casework.presenters import new_links as new_link_presenters
from responses.casework.presenters import safe_contact as safe_contact_presenters
from responses.casework.presenters.card import who_answers
from responses.casework.views import finding
from responses.eligibility.selectors import case_histories
from responses.invitations.actions import queue
from responses.invitations.actions.queue import NoNewLinkError
from responses.invitations.providers import SPREAD
from responses.invitations.selectors import codes as codes_selectors
from responses.invitations.selectors import follow_ups as new_link_selectors
from responses.models import Case
from responses.vault import safe_contact

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
    @wraps(view)
    def page(request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        case_id = open_case.find(request.session, at=at)
        if case_id is None:
            return redirect("responses:find-case")
        case = visible_cases.reachable_case(viewer_of(request), case_id)
        return view(request, case=case, at=at)

    return page


@require_safe
@permission_required(Permission.CONFIRM_SAFE_CONTACT)
@with_case
def case(request: HttpRequest, *, case: Case, at: datetime) -> HttpResponse:
    return case_page(request, case, at)


@require_POST
@permission_required(Permission.CONFIRM_SAFE_CONTACT)
@with_case
def ask_new_link(request: HttpRequest, *, case: Case, at: datetime) -> HttpResponse:
    """The same whatever became of the link before (decision 14)."""
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


def case_page(
    request: HttpRequest,
    case: Case,
    at: datetime,
    *,
    code_form: HandOverForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    record = safe_contact.read(case.pk)
    event = codes_selectors.event_for_code(case, at=at)
    roles = card_pdf.roles_for(viewer_of(request), case)
    new_form = None
    if roles and event:
        new_form = code_form or new_code_form(case, roles, by=viewer_of(request), at=at)
    shown: dict[str, Any] = {
        "case": case,
        "force": force_name(case.force, get_language() or "en"),
        "record": safe_contact_presenters.record_words(record, today=localdate(at))
        if record
        else None,
        "form": code_form,
        "by_code": safe_contact_presenters.why_by_code(event) if event else "",
        "code_form": new_form,
        "needs_leads_word": _needs_leads_word(case, roles, new_form),
        "who": safe_contact_presenters.who_opens(who_answers(case.victim_role)),
        "card_form": CardForm(initial={"language": case_histories.spoken_language(case)}),
        "new_link": new_link_presenters.words(new_link_selectors.invitation_with_link(case), at=at),
        "refusal": refusal,
    }
    return render(request, PAGE, shown)


def _needs_leads_word(case: Case, roles: Sequence[str], form: HandOverForm | None) -> bool:
    is_shut = form is not None and "who" not in form.fields
    return is_shut and card_pdf.is_officer(roles) and cases_selectors.is_only_unclear_of(case)


def new_code_form(
    case: Case, roles: Sequence[str], *, by: Viewer, at: datetime, data: Any = None
) -> HandOverForm:
    is_officer = card_pdf.is_officer(roles)
    is_wide = codes_selectors.may_be_for_another(
        case, is_officer=is_officer, user_id=by.user_id, at=at
    )
    return HandOverForm(data, roles=roles, may_be_for_another=is_wide)
