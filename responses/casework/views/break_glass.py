"""For one person and some hours, after two people opened it (access.break_glass)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from access.break_glass import actions, selectors
from access.permissions import Permission
from access.sign_in.reauthentication import confirmed_lately
from access.web.guards import actor_of, permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from responses.cases import visible_cases
from responses.casework.presenters import safe_contact as presenters
from responses.vault import safe_contact


@require_safe
@permission_required(Permission.BREAK_GLASS)
@confirmed_lately
@out_of_reach_is_absent
def case(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, at = viewer_of(request), timezone.now()
    glass = selectors.case_open_for(viewer, pk, at=at)
    found = visible_cases.hidden_case(viewer, force_code=glass.force_id, case_key=glass.case_key)
    actions.look(glass=glass, by=actor_of(request), at=at)
    if found is None:
        raise Http404
    record = safe_contact.read(found.pk)
    today = timezone.localdate(at)
    context = {
        "case_key": found.case_key,
        "record": presenters.record_words(record, today=today) if record else None,
        "until": presenters.until_words(glass.until),
    }
    return render(request, "responses/staff/break_glass_case.html", context)
