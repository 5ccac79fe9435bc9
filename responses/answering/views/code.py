"""The page on which a respondent types a code that was handed over."""

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
from responses.answering.views.visit import refuse_for_a_while, respondent_page

WRONG_CODES = rate_limits.Limit("code", most=20)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@respondent_page
def code(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """Every code that does not work is refused in the same words, whatever the reason."""
    if request.method != "POST":
        return _page(request, CodeForm())
    if WRONG_CODES.is_reached(request, at=at):
        return refuse_for_a_while(request)
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
