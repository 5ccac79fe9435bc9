"""The way in for who was handed a code: it is typed here, or opened as the address it is."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.web import rate_limits
from access.web.guards import public
from responses.answering.forms import CodeForm
from responses.answering.presenters import pages as presenters
from responses.answering.selectors import respondents
from responses.answering.views.start import begin_visit
from responses.answering.views.visit import respondent_page, wait

WRONG_CODES = rate_limits.Limit("code", most=20)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@respondent_page
def code(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """A code that opens nothing is refused in the same words, whatever became of it."""
    if request.method != "POST":
        return _page(request, CodeForm())
    if WRONG_CODES.is_reached(request, at=at):
        return wait(request)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    invitation = respondents.invitation_by_token(form.cleaned_data["code"], at=at)
    if invitation is None:
        WRONG_CODES.count(request, at=at)
        form.refuse()
        return _page(request, form)
    begin_visit(request, invitation, at=at)
    return redirect("feedback:start")


def _page(request: HttpRequest, form: CodeForm) -> HttpResponse:
    title = presenters.title(_("Enter your code"), has_error=bool(form.errors))
    return render(request, "responses/public/code.html", {"title": title, "form": form})
