from collections.abc import Sequence
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from access import selectors as access_selectors
from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.answering.selectors import respondents
from responses.cases import selectors as cases_selectors
from responses.casework import card_pdf
from responses.casework.presenters import safe_contact as safe_contact_presenters
from responses.casework.views.case import with_case
from responses.eligibility.selectors import case_histories, languages
from responses.invitations.actions.codes import NoCodeError
from responses.invitations.selectors import codes
from responses.models import Case
from responses.paper import form_pdf
from responses.paper.actions import printing
from responses.paper.forms import PrintForm
from responses.paper.presenters import paper_form as paper_presenters

PAGE = "responses/staff/paper_print.html"


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.DRAW_CODE)
@with_case
def print_form(request: HttpRequest, *, case: Case, at: datetime) -> HttpResponse:
    """It comes in reply to the press, once: its code is stored nowhere."""
    roles = card_pdf.roles_for(viewer_of(request), case)
    if not roles:
        raise Http404
    form = _form(request, case, roles, at=at)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _printed(request, _print(request, case, form, roles, at=at))
        except NoCodeError as error:
            refusal = safe_contact_presenters.refusal(error.reason)
    is_sensitive = cases_selectors.is_sensitive(case)
    shown = {"case": case, "form": form, "refusal": refusal, "is_sensitive": is_sensitive}
    return render(request, PAGE, shown)


def _form(request: HttpRequest, case: Case, roles: Sequence[str], *, at: datetime) -> PrintForm:
    viewer = viewer_of(request)
    is_wide = codes.may_be_for_another(
        case, is_officer=card_pdf.is_officer(roles), user_id=viewer.user_id, at=at
    )
    return PrintForm(
        request.POST or None,
        roles=roles,
        may_be_for_another=is_wide,
        offers=languages.offered_languages(localdate(at)),
        words_for=lambda is_for_another: respondents.languages_for_case(
            case, on=localdate(at), is_for_another=is_for_another
        ),
        initial={"language": case_histories.spoken_language(case)},
    )


def _print(
    request: HttpRequest, case: Case, form: PrintForm, roles: Sequence[str], *, at: datetime
) -> printing.Printed:
    is_officer = card_pdf.is_officer(roles)
    return printing.print_form(
        case=case,
        role=form.cleaned_data["role"],
        layout=form.layout,
        language=form.cleaned_data["language"],
        is_officer=is_officer,
        is_for_another=form.is_for_another,
        service_id=None if is_officer else card_pdf.service_for(viewer_of(request), case),
        by=actor_of(request),
        at=at,
    )


def _printed(request: HttpRequest, printed: printing.Printed) -> HttpResponse:
    words = paper_presenters.paper_words(printed, is_simulated=access_selectors.is_simulated())
    if not words.is_in_a_file:
        return render(request, "responses/staff/paper_form.html", {"paper": words})
    response = HttpResponse(form_pdf.draw(words), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="form.pdf"'
    return response
