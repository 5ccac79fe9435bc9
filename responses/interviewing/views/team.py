from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import selectors as access_selectors
from access.permissions import Permission
from access.presenters import force_name
from access.web.guards import actor_of, permission_required, viewer_of
from responses.interviewing import cards_pdf
from responses.interviewing.actions import team as actions
from responses.interviewing.actions.team import ClosedCallError, ReviewedError
from responses.interviewing.forms import AssignForm, ReviewForm, SettingForm
from responses.interviewing.presenters import show_cards
from responses.interviewing.presenters import team as presenters
from responses.interviewing.selectors import team
from responses.interviewing.selectors.interview import asked_instruments


@require_safe
@permission_required(Permission.SUPERVISE_INTERVIEWS)
def calls(request: HttpRequest) -> HttpResponse:
    viewer, at = viewer_of(request), timezone.now()
    shown = {
        "forces": [presenters.force_row(each) for each in team.calls_by_force(viewer, at=at)],
        "quarters": presenters.quarter_rows(team.calls_by_quarter(viewer, at=at)),
        "held": [presenters.held_row(each, at=at) for each in team.calls_under_way(viewer)],
        "waiting": [presenters.waiting_row(each) for each in team.assignable(viewer)],
        "reviews": [presenters.review_row(each) for each in team.to_review(viewer)],
    }
    return render(request, "responses/staff/call_team.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SUPERVISE_INTERVIEWS)
def setting(request: HttpRequest, force_code: str) -> HttpResponse:
    force = team.force_of(viewer_of(request), force_code)
    form = SettingForm(request.POST or None, setting=team.setting_of(force))
    if request.method == "POST" and form.is_valid():
        actions.set_up(
            force_code=force.code, setting=form.setting(), by=actor_of(request), at=timezone.now()
        )
        messages.success(request, _("It is kept."))
        return redirect("responses:call-team")
    shown = {"form": form, "force": force_name(force, get_language() or "en")}
    return render(request, "responses/staff/call_setting.html", shown)


@require_POST
@permission_required(Permission.SUPERVISE_INTERVIEWS)
def take_away(request: HttpRequest, pk: int) -> HttpResponse:
    case = team.open_case_of(viewer_of(request), pk)
    try:
        actions.take_away(case=case, by=actor_of(request), at=timezone.now())
    except ClosedCallError:
        messages.error(request, _("Already closed"))
    else:
        messages.success(request, _("Anybody may take it now."))
    return redirect("responses:call-team")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SUPERVISE_INTERVIEWS)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request)
    case = team.open_case_of(viewer, pk)
    form = AssignForm(request.POST or None, people=team.interviewers(viewer, case.force_id))
    if request.method == "POST" and form.is_valid():
        try:
            actions.assign(case=case, to=form.named(), by=actor_of(request), at=timezone.now())
        except ClosedCallError:
            messages.error(request, _("Already closed"))
        else:
            messages.success(request, _("It is kept."))
        return redirect("responses:call-team")
    return render(request, "responses/staff/call_assign.html", {"form": form, "pk": case.pk})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SUPERVISE_INTERVIEWS)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    attempt = team.attempt_to_review(viewer_of(request), pk)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.review(
                attempt=attempt,
                verdict=form.cleaned_data["verdict"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except ReviewedError:
            messages.error(request, _("Somebody else has looked at it meanwhile."))
        else:
            messages.success(request, _("It is kept."))
        return redirect("responses:call-team")
    shown = {"form": form, "row": presenters.review_row(attempt)}
    return render(request, "responses/staff/call_review.html", shown)


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
