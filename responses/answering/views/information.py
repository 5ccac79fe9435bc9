"""Pages to read: privacy, accessibility, help."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from access.web.guards import public
from responses.answering.views.visit import respondent_page, sitting_of, withdraw_address
from responses.helplines import selectors as helplines
from responses.helplines.presenters.listings import HelplineGroup, helpline_groups

STATEMENT_CHECKED_ON = date(2026, 11, 26)


@public
@require_safe
@respondent_page
def privacy(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """Names public bodies only past the gate: a name would reveal the subject (SAF-6)."""
    sitting = sitting_of(request, at=at)
    context = {
        "is_visiting": sitting is not None,
        "has_passed_gate": _may_see_help(request, at),
        "withdraw_address": withdraw_address(),
    }
    return render(request, "responses/public/privacy.html", context)


@public
@require_safe
@respondent_page
def accessibility(request: HttpRequest, *, at: datetime) -> HttpResponse:
    context = {
        "is_visiting": sitting_of(request, at=at) is not None,
        "has_passed_gate": _may_see_help(request, at),
        "written_on": STATEMENT_CHECKED_ON,
    }
    return render(request, "responses/public/accessibility.html", context)


@public
@require_safe
@respondent_page
def support(request: HttpRequest, *, at: datetime) -> HttpResponse:
    if not _may_see_help(request, at):
        return redirect("feedback:ended")
    context = {
        "groups": helplines_shown(),
        "is_visiting": sitting_of(request, at=at) is not None,
    }
    return render(request, "responses/public/help.html", context)


def _may_see_help(request: HttpRequest, at: datetime) -> bool:
    sitting = sitting_of(request, at=at)
    return sitting is not None and sitting.has_passed_gate


def helplines_shown() -> tuple[HelplineGroup, ...]:
    return helpline_groups(helplines.shown_listings(), language=get_language() or "en")
