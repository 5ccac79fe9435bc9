from typing import ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from access import selectors as access_selectors
from access.approval.decisions import OwnRequestError
from access.approval.views import REFUSALS, DecisionView
from access.permissions import Permission
from access.web.guards import actor_of, national_viewer, permission_required
from access.web.not_found import out_of_reach_is_absent
from analytics.models import PeerGroupRequest
from analytics.peers import actions, presenters, selectors
from analytics.peers.forms import PeerListForm


@require_safe
@permission_required(Permission.KEEP_FORCES)
def peer_groups(request: HttpRequest) -> HttpResponse:
    viewer, today = national_viewer(request), timezone.localdate()
    forces = access_selectors.forces_on(today)
    context = {
        "rows": presenters.group_rows(forces, selectors.groups_on(today)),
        "waiting": [
            presenters.list_row(each, reader=viewer.user_id)
            for each in selectors.waiting_for(viewer)
        ],
    }
    return render(request, "analytics/peer_groups.html", context)


@require_safe
@permission_required(Permission.KEEP_FORCES)
def peer_groups_file(request: HttpRequest) -> HttpResponse:
    national_viewer(request)
    today = timezone.localdate()
    text = presenters.write_csv(access_selectors.forces_on(today), selectors.groups_on(today))
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="similar-forces.csv"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.KEEP_FORCES)
def upload_list(request: HttpRequest) -> HttpResponse:
    national_viewer(request)
    form = PeerListForm(
        request.POST or None, request.FILES or None, codes=access_selectors.force_codes_by_name()
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = actions.request_list(
            groups=given["file"],
            valid_from=given["valid_from"],
            source=given["source"],
            by=actor_of(request),
            at=timezone.now(),
        )
        messages.success(request, _("It waits for a second administrator."))
        return redirect("analytics:peer_list", made.pk)
    return render(request, "analytics/peer_list_new.html", {"form": form})


@require_safe
@permission_required(Permission.KEEP_FORCES)
@out_of_reach_is_absent
def peer_list(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = national_viewer(request)
    found = selectors.request_for(viewer, pk)
    forces = access_selectors.known_forces()
    context = {
        "row": presenters.list_row(found, reader=viewer.user_id),
        "changes": presenters.change_rows(found, forces, selectors.groups_on(timezone.localdate())),
    }
    return render(request, "analytics/peer_list.html", context)


class PeerListDecision(DecisionView):
    permission = Permission.KEEP_FORCES
    refusals: ClassVar = {
        **REFUSALS,
        OwnRequestError: gettext_lazy("You asked for this, so another administrator decides"),
    }
    back = "analytics:peer_groups"

    def find(self, pk: int) -> PeerGroupRequest:
        return selectors.request_for(national_viewer(self.request), pk)


load_list = PeerListDecision.as_view(act=actions.load, done=gettext_lazy("It holds now."))
set_list_aside = PeerListDecision.as_view(
    act=actions.set_aside, done=gettext_lazy("The list is set aside.")
)
