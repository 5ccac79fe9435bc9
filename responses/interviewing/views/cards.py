from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from access import selectors as access_selectors
from access.permissions import Permission
from access.web.guards import permission_required
from responses.interviewing import cards_pdf
from responses.interviewing.presenters import show_cards
from responses.interviewing.selectors.asked import asked_instruments


@require_safe
@permission_required(Permission.INTERVIEW)
def cards(request: HttpRequest) -> HttpResponse:
    instruments = asked_instruments(timezone.localdate())
    shown = {"card_languages": show_cards.card_languages(instruments)}
    return render(request, "responses/staff/call_cards.html", shown)


@require_safe
@permission_required(Permission.INTERVIEW)
def printed(request: HttpRequest, language: str) -> HttpResponse:
    """A file, or a page to print where the file lacks the letters."""
    instruments = asked_instruments(timezone.localdate())
    if all(language not in each.languages for each in instruments):
        raise Http404
    found = show_cards.printed_cards(
        instruments, language=language, is_simulated=access_selectors.is_simulated()
    )
    if not found.is_in_a_file:
        return render(request, "responses/staff/call_cards_printed.html", {"printed": found})
    response = HttpResponse(cards_pdf.draw(found), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="cards.pdf"'
    return response
