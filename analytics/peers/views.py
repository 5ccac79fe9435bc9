"""Pages of national administrators: which forces others are compared with."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import selectors as access_selectors
from access.permissions import Permission
from access.web.absence import out_of_reach_is_absent
from access.web.current import actor_of, national_viewer
from access.web.guards import permission_required
from analytics.peers import actions, presenters, selectors
from analytics.peers.actions import ListDecidedError, OwnListError
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
    """The groups of today, to be changed and brought again."""
    national_viewer(request)
    today = timezone.localdate()
    text = presenters.as_csv(access_selectors.forces_on(today), selectors.groups_on(today))
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="similar-forces.csv"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.KEEP_FORCES)
def bring_list(request: HttpRequest) -> HttpResponse:
    national_viewer(request)
    form = PeerListForm(
        request.POST or None, request.FILES or None, codes=access_selectors.force_codes_by_name()
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = actions.bring(
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
    """What a list changes, before it holds."""
    viewer = national_viewer(request)
    found = selectors.request_for(viewer, pk)
    forces = access_selectors.known_forces()
    context = {
        "row": presenters.list_row(found, reader=viewer.user_id),
        "changes": presenters.change_rows(found, forces, selectors.groups_on(timezone.localdate())),
    }
    return render(request, "analytics/peer_list.html", context)


@require_POST
@permission_required(Permission.KEEP_FORCES)
@out_of_reach_is_absent
def load_list(request: HttpRequest, pk: int) -> HttpResponse:
    found, by, at = (
        selectors.request_for(national_viewer(request), pk),
        actor_of(request),
        timezone.now(),
    )
    return _do(request, lambda: actions.load(request=found, by=by, at=at), said=_("It holds now."))


@require_POST
@permission_required(Permission.KEEP_FORCES)
@out_of_reach_is_absent
def set_list_aside(request: HttpRequest, pk: int) -> HttpResponse:
    found, by, at = (
        selectors.request_for(national_viewer(request), pk),
        actor_of(request),
        timezone.now(),
    )
    said = _("The list is set aside.")
    return _do(request, lambda: actions.set_aside(request=found, by=by, at=at), said=said)


def _do(request: HttpRequest, act: Callable[[], None], *, said: str) -> HttpResponse:
    try:
        act()
    except OwnListError:
        messages.error(request, _("You asked for this, so another administrator decides"))
    except ListDecidedError:
        messages.error(request, _("Somebody was faster: look at it again"))
    else:
        messages.success(request, said)
    return redirect("analytics:peer_groups")
