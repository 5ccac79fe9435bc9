from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from responses.open_link import presenters, selectors, visit


@require_safe
@permission_required(Permission.VIEW_NATIONAL_PAGES)
def open_answers(request: HttpRequest) -> HttpResponse:
    counts = selectors.counts_for(viewer_of(request), today=timezone.localdate())
    shown = {
        "is_open": visit.is_open(),
        "page": presenters.open_words(counts) if counts else None,
    }
    return render(request, "responses/staff/open_answers.html", shown)
