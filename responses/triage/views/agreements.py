from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access import selectors as access_selectors
from access.permissions import Permission
from access.presenters import force_name
from access.web.guards import actor_of, permission_required, viewer_of
from responses.triage import presenters
from responses.triage.actions import agreements as actions
from responses.triage.actions.agreements import (
    AgreementDecidedError,
    AgreementWaitsError,
    OwnAgreementError,
)
from responses.triage.forms import AgreementForm
from responses.triage.selectors import agreements as selectors

DECISIONS = {"approve": actions.approve, "refuse": actions.refuse, "end": actions.end}


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.KEEP_ROTA)
def agreements(request: HttpRequest) -> HttpResponse:
    viewer, language = viewer_of(request), get_language() or "en"
    forces = {force.code: force for force in access_selectors.forces_for(viewer)}
    named = [(code, force_name(force, language)) for code, force in forces.items()]
    form = AgreementForm(request.POST or None, forces=named)
    if request.method == "POST" and form.is_valid():
        try:
            actions.enter(
                force=forces[form.cleaned_data["force"]],
                signed=form.signed(),
                by=actor_of(request),
                at=timezone.now(),
            )
        except AgreementWaitsError:
            form.add_error("force", _("An agreement of this force already waits for approval"))
        else:
            messages.success(request, _("The agreement waits for a national colleague to approve."))
            return redirect("responses:reading-agreements")
    found = selectors.latest_agreements(viewer)
    rows = presenters.agreement_rows(found, viewer=viewer)
    return render(request, "responses/staff/reading_agreements.html", {"rows": rows, "form": form})


@require_POST
@permission_required(Permission.KEEP_ROTA)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """`decision` names the button."""
    viewer = viewer_of(request)
    agreement = selectors.agreement_of(viewer, pk)
    name = request.POST.get("decision", "")
    if name not in DECISIONS or (name != "end" and not viewer.is_national):
        raise Http404
    try:
        DECISIONS[name](agreement=agreement, by=actor_of(request), at=timezone.now())
    except OwnAgreementError:
        messages.error(request, _("You entered this agreement. Another person must approve it."))
    except AgreementDecidedError:
        messages.error(request, _("Another person has already decided."))
    else:
        messages.success(request, _("Saved. It takes effect now."))
    return redirect("responses:reading-agreements")
