"""Staff: how the asking goes in a force, and the exclusions that wait for a second person."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access import failed_work
from access.actor import Actor
from access.guards import permission_required
from access.permissions import Permission
from access.presenters import force_name, given_up_words
from responses.actions import exclusions as actions
from responses.actions.exclusions import NoSuchExclusionError, OwnExclusionError
from responses.presenters import operations as presenters
from responses.selectors import exclusions as exclusion_selectors
from responses.selectors import operations as selectors


@require_safe
@permission_required(Permission.VIEW_OPERATIONS)
def operations(request: HttpRequest) -> HttpResponse:
    """A force's own people go straight to its page."""
    viewer, language = request.viewer, get_language() or "en"  # type: ignore[attr-defined]
    forces = [
        (force.code, force_name(force, language))
        for force in selectors.forces(viewer, on=timezone.localdate())
    ]
    if len(forces) == 1:
        return redirect("responses:operations-of", forces[0][0])
    shown = {"forces": forces, "given_up": given_up_words(failed_work.given_up(viewer))}
    return render(request, "responses/staff/forces.html", shown)


@require_safe
@permission_required(Permission.VIEW_OPERATIONS)
def operations_of(request: HttpRequest, force_code: str) -> HttpResponse:
    at = timezone.now()
    found = selectors.operations_for(
        request.viewer,  # type: ignore[attr-defined]
        force_code=force_code,
        at=at,
        today=localdate(at),
    )
    shown = {"page": presenters.operations_words(found)}
    return render(request, "responses/staff/operations.html", shown)


@require_safe
@permission_required(Permission.CONFIRM_EXCLUSION)
def exclusions(request: HttpRequest) -> HttpResponse:
    cases = exclusion_selectors.unconfirmed(request.viewer)  # type: ignore[attr-defined]
    rows = presenters.exclusion_rows(list(cases))
    return render(request, "responses/staff/exclusions.html", {"rows": rows})


@require_POST
@permission_required(Permission.CONFIRM_EXCLUSION)
def confirm_exclusion(request: HttpRequest, case_id: int) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    case = exclusion_selectors.unconfirmed_case(viewer, case_id)
    if case is None:
        raise Http404
    by = Actor.user(user_id=viewer.user_id, name=viewer.name)
    code = request.POST.get("code", "")
    try:
        actions.confirm_exclusion(case=case, code=code, by=by, at=timezone.now())
    except OwnExclusionError:
        messages.error(request, _("You made this exclusion yourself: another person confirms it."))
    except NoSuchExclusionError:
        messages.error(request, _("The exclusion has changed since you saw it. Look again."))
    else:
        messages.success(request, _("The exclusion is confirmed."))
    return redirect("responses:exclusions")
