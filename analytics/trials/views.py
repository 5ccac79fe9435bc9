from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.web.guards import permission_required
from analytics.trials import presenters
from responses import extract


@require_safe
@permission_required(Permission.VIEW_TRIALS)
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    result = extract.trial_result(pk)
    if result is None:
        raise Http404
    page = presenters.result_page(result)
    return render(request, "analytics/trial.html", {"page": page, "pk": pk})
