"""Everyone with the permission sees them; national staff maintain them, by two people (SAF-16)."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.actor import Actor
from access.approval.decisions import OwnRequestError, RequestDecidedError
from access.approval.views import DecisionView
from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from responses.helplines import listing, selectors
from responses.helplines.actions import changes, checks
from responses.helplines.actions.checks import LineChangedError
from responses.helplines.forms.checks import CheckForm, ConfirmForm
from responses.helplines.forms.listings import ListingForm
from responses.helplines.presenters import staff as presenters
from responses.models import HelplineChange

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@permission_required(Permission.VIEW_HELPLINES)
def helplines(request: HttpRequest) -> HttpResponse:
    page = presenters.age_page(selectors.list_helplines(), on=timezone.localdate())
    context = {"page": page, "is_keeper": _is_keeper(request)}
    return render(request, "responses/staff/helplines.html", context)


@require_safe
@permission_required(Permission.VIEW_HELPLINES)
@out_of_reach_is_absent
def helpline(request: HttpRequest, pk: int) -> HttpResponse:
    line = selectors.line_with_checks(pk)
    page = presenters.line_page(line, on=timezone.localdate())
    context = {
        "page": page,
        "change": selectors.change_of(line),
        "is_keeper": _is_keeper(request),
    }
    return render(request, "responses/staff/helpline.html", context)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.KEEP_HELPLINES)
@out_of_reach_is_absent
def check(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = _keeper(request)
    line = selectors.line_with_checks(pk)
    shown = listing.read_listing(line)
    form = CheckForm(request.POST or None, listing=shown, today=localdate(at))
    if request.method == "POST" and form.is_valid():
        seen, found = form.cleaned_data["seen"], form.result()
        try:
            checks.record_check(line_id=pk, seen=seen, found=found, by=by, at=at)
        except LineChangedError:
            messages.error(request, _("The line has changed since you saw it. Look again."))
        else:
            messages.success(request, _("What you found is kept."))
        return redirect("responses:helpline", pk)
    name, facts = presenters.name_of(line), presenters.rung_facts(shown)
    context = {
        "form": form,
        "name": name,
        "pk": pk,
        "facts": facts,
        "is_emergency": listing.is_emergency(shown),
    }
    return render(request, "responses/staff/helpline_check.html", context)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.KEEP_HELPLINES)
@out_of_reach_is_absent
def propose_change(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = _keeper(request)
    line = selectors.line_with_checks(pk)
    form = ListingForm(request.POST or None, listing=listing.read_listing(line))
    if request.method == "POST" and form.is_valid():
        try:
            change = changes.propose_change(line_id=pk, listing=form.listing(), by=by, at=at)
        except LineChangedError:
            messages.error(request, _("Another change of this line waits. Look at it first."))
            return redirect("responses:helpline", pk)
        return _proposed(request, change)
    context = {"form": form, "name": presenters.name_of(line), "pk": pk}
    return render(request, "responses/staff/helpline_form.html", context)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.KEEP_HELPLINES)
def propose_line(request: HttpRequest) -> HttpResponse:
    by, at = _keeper(request)
    form = ListingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _proposed(request, changes.propose_line(listing=form.listing(), by=by, at=at))
    return render(request, "responses/staff/helpline_form.html", {"form": form})


@require_POST
@permission_required(Permission.KEEP_HELPLINES)
@out_of_reach_is_absent
def propose_retirement(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = _keeper(request)
    try:
        change = changes.propose_retirement(line_id=pk, by=by, at=at)
    except LineChangedError as gone:
        raise Http404 from gone
    return _proposed(request, change)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.KEEP_HELPLINES)
@out_of_reach_is_absent
def change(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = _keeper(request)
    waiting = selectors.waiting_change(pk)
    form = ConfirmForm(
        request.POST or None,
        listing=listing.read_listing(waiting),
        must_be_rung=selectors.must_be_rung(waiting),
    )
    if request.method == "POST" and form.is_valid():
        rung_on = localdate(at) if form.cleaned_data.get("rung") else None
        seen = form.cleaned_data["seen"]
        try:
            changes.confirm_change(change_id=pk, seen=seen, rung_on=rung_on, by=by, at=at)
        except OwnRequestError:
            messages.error(request, _("You proposed this yourself: another person confirms it."))
        except (LineChangedError, RequestDecidedError, changes.NotRungError):
            messages.error(request, _("The change is not what you saw. Look again."))
        else:
            messages.success(request, _("It is in force: respondents see it so from now on."))
        return redirect("responses:helplines")
    context = {
        "page": presenters.change_page(waiting, reader_id=viewer_of(request).user_id),
        "form": form,
        "is_emergency": listing.is_emergency(listing.read_listing(waiting)),
    }
    return render(request, "responses/staff/helpline_change.html", context)


class WithdrawChange(DecisionView):
    permission = Permission.KEEP_HELPLINES
    subject = "change_id"
    back = "responses:helplines"

    def find(self, pk: int) -> int:
        _keeper(self.request)
        return selectors.waiting_change(pk).pk


withdraw_change = WithdrawChange.as_view(
    act=changes.withdraw_change,
    done=gettext_lazy("The change is taken away. Nothing that respondents see changed."),
)


def _proposed(request: HttpRequest, change: HelplineChange) -> HttpResponse:
    messages.success(
        request, _("It is proposed. Respondents see it when a second person has confirmed it.")
    )
    return redirect("responses:helpline-change", change.pk)


def _is_keeper(request: HttpRequest) -> bool:
    viewer = viewer_of(request)
    return viewer.with_permission(Permission.KEEP_HELPLINES).is_national


def _keeper(request: HttpRequest) -> tuple[Actor, datetime]:
    """Raises Http404 unless national."""
    if not _is_keeper(request):
        raise Http404
    return actor_of(request), timezone.now()
