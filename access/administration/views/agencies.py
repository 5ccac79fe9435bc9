from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access import selectors as access_selectors
from access.organisations import actions, selectors
from access.organisations.forms import AgencyForm
from access.permissions import Permission
from access.presenters import force_name
from access.web.current import actor_of, national_viewer
from access.web.guards import permission_required


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
