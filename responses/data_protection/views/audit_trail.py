"""SAF-15."""

from dataclasses import fields

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from access.permissions import Permission
from access.sign_in.reauthentication import confirmed_lately
from access.web.guards import actor_of, permission_required, viewer_of
from responses.data_protection import presenters
from responses.data_protection.actions import trail_file
from responses.data_protection.forms import TrailForm
from responses.data_protection.selectors import audit_trail as selectors
from responses.data_protection.selectors.audit_trail import Narrowing


@require_safe
@permission_required(Permission.READ_AUDIT_TRAIL)
def audit_trail(request: HttpRequest) -> HttpResponse:
    return _page(request, TrailForm(request.GET))


@require_GET
@permission_required(Permission.READ_AUDIT_TRAIL)
@confirmed_lately
def audit_trail_file(request: HttpRequest) -> HttpResponseBase:
    """The oldest first."""
    form = TrailForm(request.GET)
    if not form.is_valid():
        return _page(request, form)
    narrowed, viewer, now = form.narrowing(), viewer_of(request), timezone.now()
    by = [each.name for each in fields(Narrowing) if getattr(narrowed, each.name)]
    trail_file.record_taken(narrowed_by=by, by=actor_of(request), at=now)
    return StreamingHttpResponse(
        presenters.csv_parts(selectors.whole_trail(viewer, narrowed=narrowed)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="audit-trail-{now:%Y-%m-%d}.csv"'},
    )


def _page(request: HttpRequest, form: TrailForm) -> HttpResponse:
    """A trail that cannot be narrowed so is refused in words."""
    before = request.GET.get("before", "")
    shown = {"form": form, "is_later_page": bool(before)}
    if form.is_valid():
        trail = selectors.trail_for(
            viewer_of(request),
            narrowed=form.narrowing(),
            before=int(before) if before.isdecimal() else None,
        )
        kept = presenters.address_of(request.GET)
        shown |= {"rows": presenters.trail_rows(trail), "older": trail.older, "kept": kept}
    return render(
        request, "responses/staff/audit_trail.html", shown, status=400 if form.errors else 200
    )
