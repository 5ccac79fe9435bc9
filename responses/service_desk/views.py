from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.permissions import Permission
from access.web.guards import actor_of, national_viewer, permission_required
from access.web.not_found import out_of_reach_is_absent
from responses.invitations.selectors import outbox
from responses.models import DeskRequest
from responses.service_desk import actions, presenters, selectors
from responses.service_desk.actions import (
    AnotherNumberError,
    NotStoppedError,
    RequestIsOverError,
    SameAdministratorError,
)
from responses.service_desk.forms import NumberForm
from ui.formatting import format_moment

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@permission_required(Permission.SERVE_CALLERS)
def desk(request: HttpRequest) -> HttpResponse:
    viewer, at = national_viewer(request), timezone.now()
    since = outbox.held_by_hand_since()
    context = {
        "rows": [
            presenters.desk_row(each, reader=viewer.user_id)
            for each in selectors.waiting_for(viewer, at=at)
        ],
        "held_since": format_moment(since, language=get_language() or "en") if since else "",
    }
    return render(request, "responses/staff/desk.html", context)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.SERVE_CALLERS)
def stop_contact(request: HttpRequest) -> HttpResponse:
    national_viewer(request)
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mobile = form.cleaned_data["mobile"]
        actions.stop_contact(mobile=mobile, by=actor_of(request), at=timezone.now())
        messages.success(request, _("The number will not be contacted again, by any force."))
        return redirect("responses:desk")
    return render(request, "responses/staff/desk_stop.html", {"form": form})


@require_http_methods(FORM_METHODS)
@permission_required(Permission.SERVE_CALLERS)
def ask_to_withdraw(request: HttpRequest) -> HttpResponse:
    national_viewer(request)
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mobile = form.cleaned_data["mobile"]
        actions.ask_to_withdraw(mobile=mobile, by=actor_of(request), at=timezone.now())
        said = _("It waits for a second administrator, who types the number again.")
        messages.success(request, said)
        return redirect("responses:desk")
    return render(request, "responses/staff/desk_withdraw.html", {"form": form})


@require_http_methods(FORM_METHODS)
@permission_required(Permission.SERVE_CALLERS)
@out_of_reach_is_absent
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The number was stored nowhere, so it is typed again."""
    found = selectors.request_for(national_viewer(request), pk)
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, at, mobile = actor_of(request), timezone.now(), form.cleaned_data["mobile"]
        try:
            actions.withdraw(request=found, mobile=mobile, by=by, at=at)
        except AnotherNumberError:
            form.add_error("mobile", _("That is not the number for which it was asked"))
        except (SameAdministratorError, RequestIsOverError) as unable:
            return _refused(request, unable)
        else:
            said = _("Whatever was answered by that number is taken out, and destroyed in 7 days.")
            messages.success(request, said)
            return redirect("responses:desk")
    return render(request, "responses/staff/desk_withdraw.html", {"form": form, "is_second": True})


@require_POST
@permission_required(Permission.SERVE_CALLERS)
def hold_sending(request: HttpRequest) -> HttpResponse:
    national_viewer(request)
    actions.hold_sending(by=actor_of(request), at=timezone.now())
    messages.success(request, _("Sending is stopped, for every force."))
    return redirect("responses:desk")


@require_POST
@permission_required(Permission.SERVE_CALLERS)
def ask_to_resume(request: HttpRequest) -> HttpResponse:
    national_viewer(request)
    try:
        actions.ask_to_resume(by=actor_of(request), at=timezone.now())
    except NotStoppedError:
        messages.info(request, _("Sending is not stopped by hand."))
    else:
        messages.success(request, _("It waits for a second administrator."))
    return redirect("responses:desk")


@require_POST
@permission_required(Permission.SERVE_CALLERS)
@out_of_reach_is_absent
def resume_sending(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.request_for(national_viewer(request), pk)
    try:
        actions.resume_sending(request=found, by=actor_of(request), at=timezone.now())
    except (SameAdministratorError, RequestIsOverError) as unable:
        return _refused(request, unable)
    messages.success(request, _("Sending goes on."))
    return redirect("responses:desk")


@require_POST
@permission_required(Permission.SERVE_CALLERS)
@out_of_reach_is_absent
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    found: DeskRequest = selectors.request_for(national_viewer(request), pk)
    try:
        actions.set_aside(request=found, by=actor_of(request), at=timezone.now())
    except RequestIsOverError as unable:
        return _refused(request, unable)
    messages.success(request, _("It is set aside."))
    return redirect("responses:desk")


def _refused(request: HttpRequest, unable: Exception) -> HttpResponse:
    own = _("You asked for this, so another administrator decides")
    over = _("Somebody was faster, or it waited for too long: look at it again.")
    messages.error(request, own if isinstance(unable, SameAdministratorError) else over)
    return redirect("responses:desk")
