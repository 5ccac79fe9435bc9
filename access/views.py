"""The staff's front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from access import presenters
from access.guards import signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the viewer's own list; those who have none are told what they can do."""
    entries = presenters.navigation(request.viewer, request.path)  # type: ignore[attr-defined]
    if entries:
        return redirect(entries[0].url)
    return render(request, "access/home.html")
