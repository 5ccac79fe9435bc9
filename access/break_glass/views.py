"""Pages of what is opened in an emergency."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import selectors as access_selectors
from access.break_glass import actions, presenters, rules, selectors
from access.break_glass.actions import UnableToActError
from access.break_glass.forms import AskForm
from access.permissions import Permission
from access.presenters import force_name
from access.sign_in import confirming
from access.web.absence import out_of_reach_is_absent
from access.web.current import actor_of, viewer_of
from access.web.guards import permission_required


@require_safe
@permission_required(Permission.BREAK_GLASS)
def break_glass(request: HttpRequest) -> HttpResponse:
    """What waits, what is open, and each look, until somebody has reviewed it."""
    viewer, at = viewer_of(request), timezone.now()
    rows = [presenters.glass_row(each, viewer=viewer, at=at) for each in selectors.listed(viewer)]
    context = {"rows": rows, "may_ask": bool(_kinds(request))}
    return render(request, "access/break_glass/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.BREAK_GLASS)
def ask(request: HttpRequest) -> HttpResponse:
    viewer, at, kinds = viewer_of(request), timezone.now(), _kinds(request)
    if not kinds:
        raise Http404
    if not confirming.has_confirmed(request, at=at):
        return confirming.ask(request)
    forces = {each.code: each for each in access_selectors.forces_for(viewer)}
    language = get_language() or "en"
    named = {code: force_name(force, language) for code, force in forces.items()}
    form = AskForm(request.POST or None, kinds=kinds, forces=named)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = given | {"force": forces[given["force"]], "hours": int(given["hours"])}
        try:
            actions.ask(**asked, viewer=viewer, by=actor_of(request), at=at)
        except UnableToActError:
            form.add_error("force", _("None of your roles may ask for this there"))
        else:
            messages.success(request, _("It waits for a second person. Ring them."))
            return redirect("access:break-glass")
    return render(request, "access/break_glass/ask.html", {"form": form})


@require_POST
@permission_required(Permission.BREAK_GLASS)
@out_of_reach_is_absent
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    viewer, at = viewer_of(request), timezone.now()
    glass = selectors.glass_for(viewer, pk)
    if act not in actions.ACTS:
        raise Http404
    if act == "open" and not confirming.has_confirmed(request, at=at):
        messages.error(request, _("Confirm that it is you, then press again."))
        return confirming.ask(request, back=reverse("access:break-glass"))
    try:
        actions.ACTS[act](glass=glass, viewer=viewer, by=actor_of(request), at=at)
    except UnableToActError:
        messages.error(request, _("That is not possible any more, or not for you."))
    else:
        messages.success(request, _("It is done, and stands in the audit trail."))
    return redirect("access:break-glass")


def _kinds(request: HttpRequest) -> list[str]:
    """What the viewer may ask for in some force."""
    held = viewer_of(request).held
    return [kind for kind, roles in rules.ASKS.items() if any(one.role in roles for one in held)]
