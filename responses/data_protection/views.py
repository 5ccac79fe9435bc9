"""The page of data protection officers: the audit trail about people's data (SAF-15)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.web.current import viewer_of
from access.web.guards import permission_required
from responses.data_protection import presenters
from responses.data_protection.selectors import audit_trail as selectors


@require_safe
@permission_required(Permission.READ_AUDIT_TRAIL)
def audit_trail(request: HttpRequest) -> HttpResponse:
    kind, before = request.GET.get("kind", ""), request.GET.get("before", "")
    trail = selectors.trail_for(
        viewer_of(request), kind=kind, before=int(before) if before.isdecimal() else None
    )
    shown = {
        "rows": presenters.trail_rows(trail),
        "kinds": presenters.kinds(),
        "kind": kind,
        "older": trail.older,
        "is_later_page": bool(before),
    }
    return render(request, "responses/staff/audit_trail.html", shown)
