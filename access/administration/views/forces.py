from typing import ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from access import actions as access_actions
from access import selectors as access_selectors
from access.actions import UnableToMergeForcesError
from access.administration import force_presenters, selectors
from access.administration.actions import mergers
from access.administration.force_presenters import previews_of
from access.administration.forms import ForceForm, MergerForm
from access.approval.views import REFUSALS, DecisionView
from access.models import MergerRequest
from access.permissions import Permission
from access.presenters import REGIONS
from access.web.guards import actor_of, national_viewer, permission_required
from access.web.not_found import out_of_reach_is_absent

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@permission_required(Permission.KEEP_FORCES)
def forces(request: HttpRequest) -> HttpResponse:
    viewer = national_viewer(request)
    context = {
        "rows": [force_presenters.force_row(each) for each in access_selectors.known_forces()],
        "mergers": [
            force_presenters.merger_row(each, reader=viewer.user_id)
            for each in selectors.waiting_mergers(viewer).select_related("asked_by", "decided_by")
        ],
    }
    return render(request, "access/administration/forces.html", context)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.KEEP_FORCES)
def add_force(request: HttpRequest) -> HttpResponse:
    national_viewer(request)
    regions = [(code, str(name)) for code, name in REGIONS.items()]
    form = ForceForm(request.POST or None, regions=regions)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        force = access_actions.add_force(
            code=given["code"],
            name=given["name"],
            name_cy=given["name_cy"],
            region_code=given["region"],
            valid_from=given["valid_from"],
            by=actor_of(request),
            at=timezone.now(),
        )
        told = _("%(force)s is added. Now invite its first people.") % {"force": force.name}
        messages.success(request, told)
        return redirect("access:forces")
    return render(request, "access/administration/force_new.html", {"form": form})


@require_http_methods(FORM_METHODS)
@permission_required(Permission.KEEP_FORCES)
def ask_for_merger(request: HttpRequest) -> HttpResponse:
    viewer, today = national_viewer(request), timezone.localdate()
    known = {each.code: each for each in access_selectors.forces_for(viewer)}
    form = MergerForm(request.POST or None, forces=force_presenters.choices(known, today=today))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = mergers.ask_for_merger(
                ending=[known[code] for code in given["ending"]],
                on=given["on"],
                with_staff=given["with_staff"] == "yes",
                by=actor_of(request),
                at=timezone.now(),
                **form.goes_on,
            )
        except UnableToMergeForcesError as unable:
            form.add_error("ending", str(unable))
        else:
            messages.success(request, _("It waits for a second administrator. Look at it first."))
            return redirect("access:merger", made.pk)
    return render(request, "access/administration/merger_new.html", {"form": form})


@require_safe
@permission_required(Permission.KEEP_FORCES)
@out_of_reach_is_absent
def merger(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = national_viewer(request)
    found = selectors.merger_for(viewer, pk)
    row = force_presenters.merger_row(found, reader=viewer.user_id)
    context = {
        "row": row,
        "staff": selectors.count_staff_of(found.ending),
        "previews": list(previews_of(row.joined, on=timezone.localdate())) if row.waits else [],
    }
    return render(request, "access/administration/merger.html", context)


class MergerDecision(DecisionView):
    permission = Permission.KEEP_FORCES
    refusals: ClassVar = {**REFUSALS, UnableToMergeForcesError: str}
    back = "access:forces"

    def find(self, pk: int) -> MergerRequest:
        return selectors.merger_for(national_viewer(self.request), pk)


class MergeView(MergerDecision):
    def go_back(self) -> HttpResponse:
        return redirect("access:merger", self.kwargs["pk"])


merge = MergeView.as_view(act=mergers.merge, done=gettext_lazy("The forces are merged."))
set_merger_aside = MergerDecision.as_view(
    act=mergers.set_aside, done=gettext_lazy("The forces are not merged.")
)
