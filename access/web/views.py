"""The home page of staff."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from access.web import navigation
from access.web.current import viewer_of
from access.web.guards import signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Redirects to the first page of the viewer's navigation. A viewer without any gets a page that
    says what to do."""
    entries = navigation.links_for(viewer_of(request), request.path)
    if entries:
        return redirect(entries[0].url)
    return render(request, "access/home.html")
