from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import selectors as access_selectors
from access.models import Force, Organisation
from access.organisations import actions, presenters, selectors
from access.organisations.forms import ForcesForm, OrganisationForm, PersonForm
from access.permissions import Permission
from access.presenters import force_name
from access.viewer import Viewer
from access.web.guards import actor_of, permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent


@require_safe
@permission_required(Permission.KEEP_SERVICES)
def organisations(request: HttpRequest) -> HttpResponse:
    rows = [
        {
            "pk": each.pk,
            "name": each.name,
            "kind": each.get_kind_display(),
            "people": each.people,  # type: ignore[attr-defined]
            "forces": _names(each.forces.all()),
        }
        for each in selectors.listed_for(viewer_of(request))
    ]
    return render(request, "access/organisations.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.KEEP_SERVICES)
def new(request: HttpRequest) -> HttpResponse:
    forces = forces_of(viewer_of(request))
    only = {"forces": list(forces)} if len(forces) == 1 else None
    form = OrganisationForm(request.POST or None, forces=by_name(forces), initial=only)
    if request.method == "POST" and form.is_valid():
        made = actions.create_organisation(
            name=form.cleaned_data["name"],
            kind=form.cleaned_data["kind"],
            forces=[forces[code] for code in form.cleaned_data["forces"]],
            by=actor_of(request),
            at=timezone.now(),
        )
        messages.success(request, _("The service is kept. Now say who belongs to it."))
        return redirect("access:organisation", made.pk)
    return render(request, "access/organisation_new.html", {"form": form})


@require_safe
@permission_required(Permission.KEEP_SERVICES)
@out_of_reach_is_absent
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    return page_of(request, selectors.organisation_for(viewer_of(request), pk))


@require_POST
@permission_required(Permission.KEEP_SERVICES)
@out_of_reach_is_absent
def end_membership(request: HttpRequest, pk: int, user_id: int) -> HttpResponse:
    held = selectors.organisation_for(viewer_of(request), pk)
    check_may_keep(request, held)
    actions.leave(organisation=held, user_id=user_id, by=actor_of(request), at=timezone.now())
    messages.success(request, _("It holds no longer."))
    return redirect("access:organisation", pk)


def check_may_keep(request: HttpRequest, held: Organisation) -> None:
    if not selectors.may_keep(viewer_of(request), held):
        raise Http404


def page_of(
    request: HttpRequest,
    held: Organisation,
    *,
    form: PersonForm | None = None,
    forces_form: ForcesForm | None = None,
) -> HttpResponse:
    viewer = viewer_of(request)
    given = {"forces": [force.code for force in held.forces.all()]}
    forces = by_name(forces_for(viewer, held))
    shown = {
        "service": held,
        "kind": held.get_kind_display(),
        "forces": _names(held.forces.all()),
        "members": selectors.members_of(held),
        "waiting": presenters.waiting_rows(selectors.waiting_for(held), reader=viewer.user_id),
        "waiting_forces": presenters.forces_row(selectors.waiting_forces(held), viewer=viewer),
        "may_keep": selectors.may_keep(viewer, held),
        "person_form": form or PersonForm(),
        "forces_form": forces_form or ForcesForm(initial=given, forces=forces),
        "form": forces_form or form,
    }
    return render(request, "access/organisation.html", shown)


def forces_of(viewer: Viewer) -> dict[str, Force]:
    today = timezone.localdate()
    forces = access_selectors.forces_for(viewer)
    return {force.code: force for force in forces if force.exists_on(today)}


def forces_for(viewer: Viewer, held: Organisation) -> dict[str, Force]:
    return forces_of(viewer) | {force.code: force for force in held.forces.all()}


def by_name(forces: dict[str, Force]) -> dict[str, str]:
    language = get_language() or "en"
    return {code: force_name(force, language) for code, force in forces.items()}


def _names(forces: object) -> str:
    language = get_language() or "en"
    return ", ".join(sorted(force_name(force, language) for force in forces))  # type: ignore[attr-defined]
