from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from access.status import presenters, selectors
from access.web.guards import signed_in


@require_safe
@signed_in
def status(request: HttpRequest) -> HttpResponse:
    found = selectors.read_status(at=timezone.now())
    shown = {"page": presenters.status_words(found)}
    return render(request, "access/status.html", shown)
