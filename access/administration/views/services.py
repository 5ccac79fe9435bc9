from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import selectors as access_selectors
from access.administration import presenters
from access.administration.actions import roles, service_forces
from access.administration.actions.roles import UnableToDoItError, WantedRole
from access.administration.views.decisions import AdministratorDecision
from access.models import ForcesRequest, Organisation, RoleRequest
from access.organisations import actions, selectors
from access.organisations.forms import AgencyForm, ForcesForm, PersonForm
from access.organisations.views import by_name, check_may_keep, forces_for, page_of
from access.permissions import Permission, Role
from access.presenters import force_name
from access.web.guards import actor_of, national_viewer, permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent


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
def serve(request: HttpRequest, pk: int) -> HttpResponse:
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


class ServiceDecision(AdministratorDecision):
    permission = Permission.KEEP_SERVICES

    def find_service(self, pk: int) -> Organisation:
        service = selectors.organisation_for(self.viewer, pk)
        check_may_keep(self.request, service)
        return service

    def go_back(self) -> HttpResponse:
        return redirect("access:organisation", self.kwargs["pk"])


class AdviserDecision(ServiceDecision):
    def find(self, pk: int, number: int) -> RoleRequest:
        waiting = selectors.waiting_for(self.find_service(pk))
        found = next((each for each in waiting if each.pk == number), None)
        if found is None:
            raise RoleRequest.DoesNotExist
        return found


class ServiceForcesDecision(ServiceDecision):
    def find(self, pk: int, number: int) -> ForcesRequest:
        found = selectors.waiting_forces(self.find_service(pk))
        if found is None or found.pk != number or not selectors.may_add(self.viewer, found):
            raise ForcesRequest.DoesNotExist
        return found


KEPT = gettext_lazy("It is kept, and holds from now on.")
give = AdviserDecision.as_view(act=roles.give, done=KEPT)
set_aside = AdviserDecision.as_view(
    act=roles.set_aside, done=gettext_lazy("The role is not given.")
)
add_forces = ServiceForcesDecision.as_view(act=service_forces.add_forces, done=KEPT)
set_forces_aside = ServiceForcesDecision.as_view(
    act=service_forces.set_aside,
    done=gettext_lazy("The service serves no more forces than before."),
)


@require_safe
@permission_required(Permission.KEEP_FORCES)
def agencies(request: HttpRequest) -> HttpResponse:
    national_viewer(request)
    language = get_language() or "en"
    rows = [
        {
            "name": each.name,
            "kind": each.get_kind_display(),
            "people": each.people,  # type: ignore[attr-defined]
            "forces": sorted(force_name(force, language) for force in each.forces.all()),
        }
        for each in selectors.agencies()
    ]
    return render(request, "access/administration/agencies.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.KEEP_FORCES)
def add_agency(request: HttpRequest) -> HttpResponse:
    viewer, today = national_viewer(request), timezone.localdate()
    language = get_language() or "en"
    forces = {
        each.code: each for each in access_selectors.forces_for(viewer) if each.exists_on(today)
    }
    named = {code: force_name(force, language) for code, force in forces.items()}
    form = AgencyForm(request.POST or None, forces=named)
    if request.method == "POST" and form.is_valid():
        made = actions.create_organisation(
            name=form.cleaned_data["name"],
            kind=form.cleaned_data["kind"],
            forces=[forces[code] for code in form.cleaned_data["forces"]],
            by=actor_of(request),
            at=timezone.now(),
        )
        told = _("%(agency)s is added. Now invite its people.") % {"agency": made.name}
        messages.success(request, told)
        return redirect("access:agencies")
    return render(request, "access/administration/agency_new.html", {"form": form})
