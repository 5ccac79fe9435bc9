"""Pages on which a code is drawn, and a card made to hand over (SAF-9)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from access import selectors as access_selectors
from access.permissions import Permission
from access.web.current import actor_of, viewer_of
from access.web.guards import permission_required
from responses.casework import card_pdf, hand_over
from responses.casework.actions import safe_contact
from responses.casework.forms.cases import CardForm, HandOverForm
from responses.casework.presenters import card as card_presenters
from responses.casework.presenters import safe_contact as safe_contact_presenters
from responses.casework.views.case import case_page, with_case
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
    """Show a new code. It is stored nowhere; asking again draws another code."""
    roles = hand_over.roles_for(viewer_of(request), case)
    form = HandOverForm(request.POST, roles=roles)
    if not form.is_valid():
        return case_page(request, case, at, code_form=form)
    try:
        code = codes.draw_code(
            case=case,
            role=form.cleaned_data["role"],
            is_officer=hand_over.is_officer(roles),
            by=actor_of(request),
            at=at,
        )
    except NoCodeError as error:
        return case_page(request, case, at, refusal=safe_contact_presenters.refusal(error.reason))
    spoken = case_histories.spoken_language(case)
    shown = {
        "case": case,
        "code": tokens.grouped(code),
        "address": f"{settings.PUBLIC_BASE_URL.rstrip('/')}{reverse('feedback:code')}",
        "until": at + CODE_LIFETIME,
        "card_form": CardForm(initial={"code": code, "language": spoken}),
    }
    return render(request, "responses/staff/code.html", shown)


@require_POST
@permission_required(Permission.CONFIRM_SAFE_CONTACT)
@with_case
def card(request: HttpRequest, *, case: Case, at: datetime) -> HttpResponse:
    """A card to print. With a code, only with one that the same person drew for this case: nothing
    here tells whether it was used."""
    form = CardForm(request.POST)
    if not form.is_valid():
        raise Http404
    language, until, by = form.cleaned_data["language"], None, actor_of(request)
    given, code = form.cleaned_data["code"], ""
    if given:
        code = tokens.read_code(given) or ""
        drawn = codes_selectors.attempt_drawn_by(code, case=case, user_id=by.user_id or 0)
        if drawn is None:
            raise Http404
        until = localdate(drawn.drawn_at + CODE_LIFETIME - timedelta(seconds=1))
    safe_contact.record_card(case=case, language=language, has_code=bool(code), by=by, at=at)
    made = card_presenters.card(
        language=language, code=code, until=until, is_simulated=access_selectors.is_simulated()
    )
    if language not in card_presenters.IN_A_FILE:
        return render(request, "responses/staff/card.html", {"card": made})
    response = HttpResponse(card_pdf.draw(made), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="card.pdf"'
    return response
