from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from access.limits import sources
from access.limits.attempts import Trying
from access.limits.table import Kind
from access.presenters import force_name
from access.web.guards import public
from responses.answering import session
from responses.answering.presenters import pages as presenters
from responses.answering.views.information import helplines_shown
from responses.answering.views.visit import refuse_for_a_while
from responses.open_link import selectors, visit
from responses.open_link.forms import AboutForm
from responses.open_link.views.visit import once_begun, while_open
from responses.open_link.visit import OpenVisit, Said
from survey.selectors import NoVersionInForceError


@public
@require_http_methods(["GET", "HEAD", "POST"])
@while_open
def entrance(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """Each press begins a visit, and an address may begin only so many in five minutes."""
    if request.method == "HEAD":
        return HttpResponse()
    if request.method != "POST":
        return render(request, "responses/public/open_start.html")
    with Trying(Kind.OPEN_ANSWERS, sources.request_sources(request), at=at) as attempt:
        if attempt.is_refused:
            return refuse_for_a_while(request, attempt)
    visit.begin(request.session, at=at)
    return redirect("feedback:open-introduction")


@public
@require_safe
@once_begun
def introduction(request: HttpRequest, found: OpenVisit, *, at: datetime) -> HttpResponse:
    return render(request, "responses/public/open_introduction.html")


@public
@require_http_methods(["GET", "HEAD", "POST"])
@once_begun
def about(request: HttpRequest, found: OpenVisit, *, at: datetime) -> HttpResponse:
    """Once said it stays: another answer would lead to other questions."""
    if found.said is not None:
        return redirect("feedback:open-review")
    spoken = get_language() or "en"
    names = [
        (force.code, force.name, force_name(force, spoken))
        for force in selectors.forces_to_pick(on=localdate(at))
    ]
    is_marked = not spoken.startswith("en")
    forces = [
        (code, name, "en" if is_marked and name == english else "") for code, english, name in names
    ]
    form = AboutForm(request.POST or None, forces=forces)
    if request.method == "POST" and form.is_minor:
        session.destroy(request.session)
        context = {"groups": helplines_shown()}
        return render(request, "responses/public/open_under_age.html", context)
    if request.method != "POST" or not form.is_valid():
        title = presenters.title(has_error=bool(form.errors))
        return render(request, "responses/public/open_about.html", {"title": title, "form": form})
    told = form.cleaned_data
    try:
        version = selectors.version_for(told["who"], on=localdate(at))
    except NoVersionInForceError:
        return redirect("feedback:ended")
    said = Said(who=told["who"], force=told["force"], stage=told["stage"], version_id=version.pk)
    visit.keep(request.session, replace(found, said=said), at=at)
    return redirect("feedback:open-review")
