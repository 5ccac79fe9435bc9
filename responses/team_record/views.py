from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from responses.team_record import presenters, selectors


@require_safe
@permission_required(Permission.KEEP_ROTA)
def desk_record(request: HttpRequest) -> HttpResponse:
    record = selectors.record_for(viewer_of(request), at=timezone.now())
    page = presenters.record_page(record)
    return render(request, "responses/staff/desk_record.html", {"page": page})
