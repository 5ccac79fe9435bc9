from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access import selectors as access_selectors
from access.actor import Actor
from access.approval.decisions import ApprovalError
from access.approval.views import DecisionView
from access.break_glass import actions, presenters, rules, selectors
from access.break_glass.actions import UnableToActError
from access.break_glass.forms import AskForm
from access.models import BreakGlass
from access.permissions import Permission
from access.presenters import force_name
from access.sign_in import reauthentication
from access.web.guards import actor_of, permission_required, viewer_of


@require_safe
@permission_required(Permission.BREAK_GLASS)
def break_glass(request: HttpRequest) -> HttpResponse:
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
    if not reauthentication.has_confirmed(request, at=at):
        return reauthentication.ask(request)
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


class GlassDecision(DecisionView):
    permission = Permission.BREAK_GLASS
    refusals: ClassVar = dict.fromkeys(
        (UnableToActError, ApprovalError),
        gettext_lazy("That is not possible any more, or not for you."),
    )
    subject = "glass"
    back = "access:break-glass"
    done = gettext_lazy("It is done, and stands in the audit trail.")

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        confirmed = reauthentication.has_confirmed(request, at=timezone.now())
        self.find(**address)
        if address["act"] == "open" and not confirmed:
            messages.error(request, _("Confirm that it is you, then press again."))
            return reauthentication.ask(request, back=reverse("access:break-glass"))
        return super().post(request, **address)

    def find(self, pk: int, act: str) -> BreakGlass:
        if act not in actions.ACTS:
            raise Http404
        return selectors.glass_for(self.viewer, pk)

    def act(self, *, glass: BreakGlass, by: Actor, at: datetime) -> None:
        actions.ACTS[self.kwargs["act"]](glass=glass, viewer=self.viewer, by=by, at=at)


act = GlassDecision.as_view()


def _kinds(request: HttpRequest) -> list[str]:
    held = viewer_of(request).held
    return [kind for kind, roles in rules.ASKS.items() if any(one.role in roles for one in held)]
