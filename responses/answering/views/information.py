"""Pages to read: is this genuine, privacy, accessibility, help, thanks. Before the gate they reveal
nothing about the case."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from access.web.guards import public
from responses.answering import session
from responses.answering.presenters import pages as presenters
from responses.answering.selectors import respondents, withdrawals
from responses.answering.session import Ending
from responses.answering.views.text_pages import own_address, withdraw_address
from responses.answering.views.visit import redirect_without_visit, respondent_page, sitting_of
from responses.helplines import selectors as helplines
from responses.helplines.presenters.listings import HelplineGroup, helpline_groups

# The day on which the statement was last compared with docs/accessibility.md.
STATEMENT_CHECKED_ON = date(2026, 11, 25)


@public
@require_safe
@respondent_page
def genuine(request: HttpRequest, *, at: datetime) -> HttpResponse:
    context = {
        "is_visiting": sitting_of(request, at=at) is not None,
        "address": own_address(),
    }
    return render(request, "responses/public/genuine.html", context)


@public
@require_safe
@respondent_page
def privacy(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """The page names public bodies only to respondents who have passed the gate, because a name
    would reveal what the survey is about (SAF-6)."""
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
    """The statement is shown to everybody at any time, also before the gate."""
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
        return redirect_without_visit(request, at=at)
    context = {
        "groups": _helplines(),
        "is_visiting": sitting_of(request, at=at) is not None,
    }
    return render(request, "responses/public/help.html", context)


@public
@require_safe
@respondent_page
def thanks(request: HttpRequest, *, at: datetime) -> HttpResponse:
    if not _has_been_thanked(request, at):
        return redirect_without_visit(request, at=at)
    context = {
        "groups": _helplines(),
        "changes": _changes(at),
        "words": _words_of(request, at),
        "address": withdraw_address(),
    }
    return render(request, "responses/public/thanks.html", context)


def _may_see_help(request: HttpRequest, at: datetime) -> bool:
    sitting = sitting_of(request, at=at)
    return _has_been_thanked(request, at) or (sitting is not None and sitting.has_passed_gate)


def _has_been_thanked(request: HttpRequest, at: datetime) -> bool:
    farewell = session.farewell_in(request.session, at=at)
    return farewell is not None and farewell.ending is Ending.THANKED


def _words_of(request: HttpRequest, at: datetime) -> str:
    farewell = session.farewell_in(request.session, at=at)
    if farewell is None or not farewell.seed:
        return ""
    code = withdrawals.code_of(farewell.seed)
    return withdrawals.words().written(code, language=get_language() or "en")


def _changes(at: datetime) -> tuple[presenters.ChangeRow, ...]:
    changes, language = respondents.changes(), get_language() or "en"
    return presenters.change_rows(changes, language=language, on=timezone.localdate(at))


def _helplines() -> tuple[HelplineGroup, ...]:
    return helpline_groups(helplines.shown_listings(), language=get_language() or "en")
