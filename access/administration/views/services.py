"""Who becomes an adviser of a service: asked for by one person who keeps services, and given by
another or by an administrator, as every role is. And which forces a service serves: more take two
people who keep services."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.administration import presenters
from access.administration.actions import roles, service_forces
from access.administration.actions.roles import UnableToDoItError, WantedRole
from access.models import ForcesRequest, RoleRequest
from access.organisations import selectors
from access.organisations.forms import ForcesForm, PersonForm
from access.organisations.views import by_name, check_may_keep, forces_for, page_of
from access.permissions import Permission, Role
from access.web.absence import out_of_reach_is_absent
from access.web.current import actor_of, viewer_of
from access.web.guards import permission_required


@require_POST
@permission_required(Permission.KEEP_SERVICES)
@out_of_reach_is_absent
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    service = selectors.organisation_for(viewer_of(request), pk)
    check_may_keep(request, service)
    form = PersonForm(request.POST)
    if form.is_valid() and form.user is not None:
        wanted = WantedRole(role=Role.ADVOCATE, organisation=service)
        try:
            roles.ask_for_role(
                user=form.user, wanted=wanted, by=actor_of(request), at=timezone.now()
            )
        except UnableToDoItError as unable:
            form.add_error("email", str(presenters.WHY_NOT[unable.why]))
        else:
            messages.success(
                request, _("It waits for a second person: another lead, or an administrator.")
            )
            return redirect("access:organisation", pk)
    return page_of(request, service, form=form)


@require_POST
@permission_required(Permission.KEEP_SERVICES)
@out_of_reach_is_absent
def give(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found, by, at = _request_of(request, pk, number), actor_of(request), timezone.now()
    said = _("It is kept, and holds from now on.")
    return _do(request, pk, lambda: roles.give(request=found, by=by, at=at), said=said)


@require_POST
@permission_required(Permission.KEEP_SERVICES)
@out_of_reach_is_absent
def set_aside(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Refused by another, or withdrawn by who asked."""
    found, by, at = _request_of(request, pk, number), actor_of(request), timezone.now()
    said = _("The role is not given.")
    return _do(request, pk, lambda: roles.set_aside(request=found, by=by, at=at), said=said)


@require_POST
@permission_required(Permission.KEEP_SERVICES)
@out_of_reach_is_absent
def serve(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which forces the service serves: fewer at once, more when another person agrees."""
    held = selectors.organisation_for(viewer_of(request), pk)
    check_may_keep(request, held)
    forces = forces_for(viewer_of(request), held)
    form = ForcesForm(request.POST, forces=by_name(forces))
    if form.is_valid():
        wanted, by = [forces[code] for code in form.cleaned_data["forces"]], actor_of(request)
        try:
            asked = service_forces.set_forces(
                organisation=held, forces=wanted, by=by, at=timezone.now()
            )
        except UnableToDoItError as unable:
            form.add_error("forces", str(presenters.WHY_NOT[unable.why]))
        else:
            waits = _("What it serves no longer holds now. More waits for a second person.")
            said = waits if asked else _("It is kept, and holds from now on.")
            messages.success(request, said)
            return redirect("access:organisation", pk)
    return page_of(request, held, forces_form=form)


@require_POST
@permission_required(Permission.KEEP_SERVICES)
@out_of_reach_is_absent
def add_forces(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found, by, at = _forces_of(request, pk, number), actor_of(request), timezone.now()
    said = _("It is kept, and holds from now on.")
    return _do(
        request, pk, lambda: service_forces.add_forces(request=found, by=by, at=at), said=said
    )


@require_POST
@permission_required(Permission.KEEP_SERVICES)
@out_of_reach_is_absent
def set_forces_aside(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Refused by another, or withdrawn by who asked."""
    found, by, at = _forces_of(request, pk, number), actor_of(request), timezone.now()
    said = _("The service serves no more forces than before.")
    return _do(
        request, pk, lambda: service_forces.set_aside(request=found, by=by, at=at), said=said
    )


def _forces_of(request: HttpRequest, pk: int, number: int) -> ForcesRequest:
    """ForcesRequest.DoesNotExist for one of another service, that is decided, or that reaches
    further than the viewer."""
    viewer = viewer_of(request)
    service = selectors.organisation_for(viewer, pk)
    check_may_keep(request, service)
    found = selectors.waiting_forces(service)
    if found is None or found.pk != number or not selectors.may_add(viewer, found):
        raise ForcesRequest.DoesNotExist
    return found


def _request_of(request: HttpRequest, pk: int, number: int) -> RoleRequest:
    """RoleRequest.DoesNotExist for one of another service, or that is decided."""
    service = selectors.organisation_for(viewer_of(request), pk)
    check_may_keep(request, service)
    for each in selectors.waiting_for(service):
        if each.pk == number:
            return each
    raise RoleRequest.DoesNotExist


def _do(request: HttpRequest, pk: int, act: Callable[[], None], *, said: str) -> HttpResponse:
    try:
        act()
    except UnableToDoItError as unable:
        messages.error(request, str(presenters.WHY_NOT[unable.why]))
    else:
        messages.success(request, said)
    return redirect("access:organisation", pk)
