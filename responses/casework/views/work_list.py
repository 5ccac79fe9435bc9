from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from access import selectors as access_selectors
from access.permissions import Permission
from access.presenters import force_name
from access.web.guards import actor_of, permission_required, viewer_of
from responses.cases import visible_cases
from responses.casework import open_case
from responses.casework.actions import safe_contact
from responses.casework.forms.cases import WorkListForm
from responses.casework.presenters import work_list as presenters
from responses.casework.selectors import work_list as selectors
from responses.casework.selectors.work_list import Wanted


@require_safe
@permission_required(Permission.VIEW_WORK_LIST)
def work_list(request: HttpRequest) -> HttpResponse:
    """Recorded: it holds the keys of sensitive cases (SAF-15)."""
    viewer, at, language = viewer_of(request), timezone.now(), get_language() or "en"
    forces = {f.code: force_name(f, language) for f in access_selectors.forces_for(viewer)}
    services = selectors.services_for(viewer)
    is_given = visible_cases.sees_only_given_cases(viewer)
    form = WorkListForm(
        request.GET,
        forces=forces,
        services={str(each.pk): each.name for each in services},
        may_choose_holder=not is_given,
    )
    wanted = Wanted(**form.cleaned_data) if form.is_valid() else Wanted()
    found = selectors.work_list(viewer, wanted, today=localdate(at))
    only = next(iter(forces)) if len(forces) == 1 else ""
    safe_contact.record_list_read(
        force_code=wanted.force or only, rows=len(found.rows), by=actor_of(request), at=at
    )
    is_filtered = wanted != Wanted()
    shown = {
        "page": presenters.work_list_words(found, is_filtered=is_filtered),
        "form": form,
        "is_filtered": is_filtered,
        "may_open": viewer.may(Permission.CONFIRM_SAFE_CONTACT),
        "is_given": is_given,
    }
    return render(request, "responses/staff/work_list.html", shown)


@require_POST
@permission_required(Permission.CONFIRM_SAFE_CONTACT)
def open_from_list(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("case", "")
    if not number.isascii() or not number.isdecimal():
        raise Http404
    at = timezone.now()
    case = visible_cases.reachable_case(viewer_of(request), int(number[:18]))
    safe_contact.record_found(case=case, force_code=case.force_id, by=actor_of(request), at=at)
    open_case.store(request.session, case_id=case.pk, at=at)
    return redirect("responses:case")
