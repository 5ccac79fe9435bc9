from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.imports.actions import undo as actions
from responses.imports.presenters import imports as presenters
from responses.imports.presenters import uploads
from responses.imports.selectors import imports as selectors
from responses.imports.selectors import undo as undo_selectors
from responses.models import Import


@permission_required(Permission.LOAD_CASES)
@require_GET
def load(request: HttpRequest, pk: int) -> HttpResponse:
    found = _import_or_404(request, pk)
    is_mine = selectors.is_all_in_reach(found)
    may_undo = selectors.may_undo(found, at=timezone.now())
    shown = {
        "load": found,
        "name": presenters.name(found),
        "way": presenters.way(found),
        "forces": presenters.forces(found),
        "status": presenters.status(found),
        "lead": presenters.lead(found),
        "is_at_work": selectors.is_being_undone(found),
        "counts": presenters.counts(found),
        "may_undo": may_undo and is_mine,
        "is_of_others_too": may_undo and not is_mine,
        "extent": uploads.extent(undo_selectors.count_extent(found))
        if may_undo and is_mine
        else [],
        "report": presenters.report(found),
        "quality_url": reverse("responses:load-quality", args=[pk]),
    }
    return render(request, "responses/staff/load.html", shown)


@permission_required(Permission.LOAD_CASES)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = _import_or_404(request, pk)
    if not selectors.is_all_in_reach(found):
        raise Http404
    try:
        actions.request_undo(import_id=pk, by=actor_of(request), at=timezone.now())
    except actions.UnableToRequestUndoError:
        messages.info(request, _("That cannot be done with this file now. Here is how it stands."))
    return redirect("responses:load", pk=pk)


@permission_required(Permission.LOAD_CASES)
@require_GET
def quality(request: HttpRequest, pk: int) -> JsonResponse:
    """The same keys for every force."""
    found = presenters.measures(_import_or_404(request, pk))
    if not found:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="load-quality-{pk}.json"'}
    return JsonResponse({"forces": found}, headers=headers, json_dumps_params={"indent": 2})


def _import_or_404(request: HttpRequest, pk: int) -> Import:
    try:
        return selectors.import_for(viewer_of(request), pk)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
