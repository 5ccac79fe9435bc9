from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.administration import selectors
from access.administration.sections import sections_for
from access.permissions import Permission
from access.web.current import viewer_of
from access.web.guards import permission_required


@require_safe
@permission_required(Permission.ADMINISTER)
def workspace(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    waiting = (
        selectors.waiting_requests(viewer).count()
        + selectors.waiting_links(viewer).count()
        + selectors.waiting_mergers(viewer).count()
    )
    context = {"sections": sections_for(viewer), "waiting": waiting}
    return render(request, "access/administration/workspace.html", context)
