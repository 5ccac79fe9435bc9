from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.limits import sources
from access.limits.attempts import Trying
from access.limits.table import Kind
from access.web.guards import public
from responses.answering.forms import CodeForm
from responses.answering.presenters import pages as presenters
from responses.answering.selectors import attempts
from responses.answering.views.start import begin_visit
from responses.answering.views.visit import refuse_for_a_while, respondent_page


@public
@require_http_methods(["GET", "HEAD", "POST"])
@respondent_page
def code(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """Every code that does not work is refused in the same words."""
    if request.method != "POST":
        return _page(request, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    with Trying(Kind.CODE, sources.request_sources(request), at=at) as attempt:
        if attempt.is_refused:
            return refuse_for_a_while(request, attempt)
        opened = attempts.attempt_by_code(form.cleaned_data["code"], at=at)
        if opened is not None:
            attempt.release()
    if opened is None:
        form.refuse()
        return _page(request, form)
    begin_visit(request, opened.invitation, attempt=opened, at=at)
    return redirect("feedback:start")


def _page(request: HttpRequest, form: CodeForm) -> HttpResponse:
    title = presenters.title(has_error=bool(form.errors))
    return render(request, "responses/public/code.html", {"title": title, "form": form})
