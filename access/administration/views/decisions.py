"""What waits for a second administrator: roles, and links to accounts."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.administration import presenters, selectors
from access.administration.actions import accounts, roles
from access.administration.actions.roles import UnableToDoItError
from access.permissions import Permission
from access.web.absence import out_of_reach_is_absent
from access.web.current import actor_of, viewer_of
from access.web.guards import permission_required


@require_safe
@permission_required(Permission.KEEP_PEOPLE)
def decisions(request: HttpRequest) -> HttpResponse:
    viewer, at = viewer_of(request), timezone.now()
    asked = selectors.waiting_requests(viewer).select_related(
        "user", "force", "organisation", "asked_by", "replaces__force", "replaces__organisation"
    )
    links = selectors.waiting_links(viewer).select_related("user", "asked_by")
    context = {
        "requests": [presenters.request_row(each, reader=viewer.user_id) for each in asked],
        "links": [presenters.link_row(each, reader=viewer.user_id, at=at) for each in links],
    }
    return render(request, "access/administration/decisions.html", context)


@require_POST
@permission_required(Permission.KEEP_PEOPLE)
@out_of_reach_is_absent
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.request_for(viewer_of(request), pk)
    by, at = actor_of(request), timezone.now()
    said = _("The role is given, and the person is told by mail.")
    return _do(request, lambda: roles.give(request=found, by=by, at=at), said=said)


@require_POST
@permission_required(Permission.KEEP_PEOPLE)
@out_of_reach_is_absent
def set_role_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Refused by another administrator, or withdrawn by who asked."""
    found = selectors.request_for(viewer_of(request), pk)
    by, at = actor_of(request), timezone.now()
    said = _("The role is not given.")
    return _do(request, lambda: roles.set_aside(request=found, by=by, at=at), said=said)


@require_POST
@permission_required(Permission.KEEP_PEOPLE)
@out_of_reach_is_absent
def allow_link(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.link_for(viewer_of(request), pk)
    by, at = actor_of(request), timezone.now()
    said = _("The link is sent to the person’s e-mail address.")
    return _do(request, lambda: accounts.allow_link(mail=found, by=by, at=at), said=said)


@require_POST
@permission_required(Permission.KEEP_PEOPLE)
@out_of_reach_is_absent
def refuse_link(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.link_for(viewer_of(request), pk)
    by, at = actor_of(request), timezone.now()
    said = _("The link is not sent.")
    return _do(request, lambda: accounts.refuse_link(mail=found, by=by, at=at), said=said)


def _do(request: HttpRequest, act: Callable[[], None], *, said: str) -> HttpResponse:
    try:
        act()
    except UnableToDoItError as unable:
        messages.error(request, str(presenters.WHY_NOT[unable.why]))
    else:
        messages.success(request, said)
    return redirect("access:decisions")
