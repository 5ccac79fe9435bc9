from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.web.guards import permission_required
from responses.break_off import presenters, selectors
from survey.designer.views.instruments import absent_is_404


@require_safe
@permission_required(Permission.VIEW_INSTRUMENTS)
@absent_is_404
def stops(request: HttpRequest, *, code: str, version: int) -> HttpResponse:
    found = selectors.stops_of(code, version)
    page = presenters.stops_page(found, wanted=request.GET.get("group", ""))
    return render(request, "responses/staff/stops.html", {"stops": found, "page": page})


@require_safe
@permission_required(Permission.VIEW_INSTRUMENTS)
@absent_is_404
def stops_csv(request: HttpRequest, *, code: str, version: int) -> HttpResponse:
    found = selectors.stops_of(code, version)
    return HttpResponse(
        presenters.csv_text(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="stops-{code}-{version}.csv"'},
    )
