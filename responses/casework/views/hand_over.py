from datetime import datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from access import selectors as access_selectors
from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.casework import card_pdf
from responses.casework.actions import safe_contact
from responses.casework.forms.cases import CardForm
from responses.casework.presenters import card as card_presenters
from responses.casework.presenters import safe_contact as safe_contact_presenters
from responses.casework.presenters.card import Answering, who_answers
from responses.casework.views.case import case_page, new_code_form, with_case
from responses.eligibility.selectors import case_histories
from responses.invitations import tokens
from responses.invitations.actions import codes
from responses.invitations.actions.codes import CODE_LIFETIME, NoCodeError
from responses.invitations.selectors import codes as codes_selectors
from responses.models import Case


@require_POST
@permission_required(Permission.DRAW_CODE)
@with_case
def draw_code(request: HttpRequest, *, case: Case, at: datetime) -> HttpResponse:
    """Show a new code."""
    roles = card_pdf.roles_for(viewer_of(request), case)
    is_officer = card_pdf.is_officer(roles)
    form = new_code_form(case, roles, by=viewer_of(request), at=at, data=request.POST)
    if not form.is_valid():
        return case_page(request, case, at, code_form=form)
    try:
        code = codes.draw_code(
            case=case,
            role=form.cleaned_data["role"],
            is_officer=is_officer,
            is_for_another=form.is_for_another,
            service_id=None if is_officer else card_pdf.service_for(viewer_of(request), case),
            by=actor_of(request),
            at=at,
        )
    except NoCodeError as error:
        return case_page(request, case, at, refusal=safe_contact_presenters.refusal(error.reason))
    answering = who_answers(case.victim_role, is_for_another=form.is_for_another)
    shown = _code_context(case, code, answering, until=at + CODE_LIFETIME)
    return render(request, "responses/staff/code.html", shown)


def _code_context(
    case: Case, code: str, answering: Answering, *, until: datetime
) -> dict[str, object]:
    spoken = case_histories.spoken_language(case)
    return {
        "case": case,
        "code": tokens.grouped(code),
        "address": f"{settings.PUBLIC_BASE_URL.rstrip('/')}{reverse('feedback:code')}",
        "until": until,
        "who": safe_contact_presenters.who_types(answering),
        "card_form": CardForm(initial={"code": code, "language": spoken}),
    }


@require_POST
@permission_required(Permission.CONFIRM_SAFE_CONTACT)
@with_case
def card(request: HttpRequest, *, case: Case, at: datetime) -> HttpResponse:
    """A card to print."""
    form = CardForm(request.POST)
    if not form.is_valid():
        raise Http404
    language, by = form.cleaned_data["language"], actor_of(request)
    code, drawn = "", None
    if form.cleaned_data["code"]:
        code = tokens.read_code(form.cleaned_data["code"]) or ""
        drawn = codes_selectors.attempt_drawn_by(code, case=case, user_id=by.user_id or 0)
        if drawn is None:
            raise Http404
    safe_contact.record_card(case=case, language=language, has_code=bool(code), by=by, at=at)
    made = card_presenters.card(
        language=language,
        code=code,
        until=localdate(drawn.drawn_at + CODE_LIFETIME - timedelta(seconds=1)) if drawn else None,
        who=who_answers(case.victim_role, is_for_another=bool(drawn and drawn.is_for_another)),
        is_simulated=access_selectors.is_simulated(),
    )
    if language not in card_presenters.IN_A_FILE:
        return render(request, "responses/staff/card.html", {"card": made})
    response = HttpResponse(card_pdf.draw(made), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="card.pdf"'
    return response
