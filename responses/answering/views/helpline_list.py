"""The staff page of helplines, with when each number was last checked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from access.permissions import Permission
from access.web.guards import permission_required
from responses.answering.presenters import helplines as presenters
from responses.answering.selectors import respondents


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def helplines(request: HttpRequest) -> HttpResponse:
    lines = respondents.helplines()
    context = presenters.age_page(lines, on=timezone.localdate())
    return render(request, "responses/staff/helplines.html", {"page": context})
