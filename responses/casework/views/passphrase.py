from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.cases import selectors as cases_selectors
from responses.casework.actions import safe_contact as actions
from responses.casework.forms.passphrase import AgreedForm
from responses.casework.presenters import safe_contact as presenters
from responses.casework.views.case import with_case
from responses.eligibility.selectors import case_histories
from responses.models import Case
from responses.vault import safe_contact


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.CONFIRM_SAFE_CONTACT)
@with_case
def agree(request: HttpRequest, *, case: Case, at: datetime) -> HttpResponse:
    form = _agreed_form(case, request.POST or None, at=at)
    if form is None:
        return redirect("responses:case")
    if request.method != "POST" or not form.is_valid():
        replaces = presenters.replaced_word(form.record, by=viewer_of(request).name)
        shown = {"case": case, "form": form, "replaces": replaces}
        return render(request, "responses/staff/agree.html", shown)
    is_in_force = actions.confirm_safe_contact(
        case=case, agreed=form.agreed(), by=actor_of(request), at=at
    )
    messages.success(request, presenters.KEPT if is_in_force else presenters.WAITS_FOR_A_SECOND)
    return redirect("responses:case")


@require_POST
@permission_required(Permission.CONFIRM_SAFE_CONTACT)
@with_case
def renew(request: HttpRequest, *, case: Case, at: datetime) -> HttpResponse:
    if request.POST.get("still_safe") != "yes":
        messages.error(request, _("Say that you asked the victim, and that all of it is still so."))
        return redirect("responses:case")
    try:
        actions.renew_safe_contact(case=case, by=actor_of(request), at=at)
    except actions.NothingToRenewError:
        messages.error(request, _("What was agreed has ended. Agree a safe way again."))
    else:
        messages.success(request, _("It counts for 90 days from today."))
    return redirect("responses:case")


def _agreed_form(case: Case, given: QueryDict | None, *, at: datetime) -> AgreedForm | None:
    record = safe_contact.read(case.pk)
    if record is None:
        return None
    is_word_needed = cases_selectors.is_sensitive(case) and not record.has_word
    return AgreedForm(
        given,
        record=record,
        today=localdate(at),
        is_word_needed=is_word_needed,
        has_interviewers=case_histories.has_interviewers(case.force_id),
    )
