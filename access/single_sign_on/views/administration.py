"""Pages of administrators: where the staff of a force sign in."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access import selectors as access_selectors
from access.permissions import Permission
from access.presenters import force_name
from access.providers import selectors
from access.single_sign_on import presenters
from access.single_sign_on.actions import providers as actions
from access.single_sign_on.actions.providers import UnableToDecideError
from access.single_sign_on.forms import ProviderForm
from access.web.absence import out_of_reach_is_absent
from access.web.current import actor_of, viewer_of
from access.web.guards import permission_required


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.KEEP_PEOPLE)
def providers(request: HttpRequest) -> HttpResponse:
    """What is in use, what waits, and the form that enters another."""
    viewer, today = viewer_of(request), timezone.localdate()
    language = get_language() or "en"
    forces = {
        each.code: each for each in access_selectors.forces_for(viewer) if each.exists_on(today)
    }
    named = {code: force_name(force, language) for code, force in forces.items()}
    form = ProviderForm(request.POST or None, forces=named)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"force": forces[form.cleaned_data["force"]]}
        actions.ask_for_provider(**given, by=actor_of(request), at=timezone.now())
        messages.success(request, _("It waits for a second administrator."))
        return redirect("access:sign-in-providers")
    rows = [
        presenters.provider_row(each, reader=viewer.user_id)
        for each in selectors.providers_for(viewer)
    ]
    context = {"rows": rows, "form": form}
    return render(request, "access/single_sign_on/providers.html", context)


@require_POST
@permission_required(Permission.KEEP_PEOPLE)
@out_of_reach_is_absent
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.provider_for(viewer_of(request), pk)
    by, at = actor_of(request), timezone.now()
    said = _("From now on the force’s staff sign in there.")
    return _do(request, lambda: actions.approve(provider=found, by=by, at=at), said=said)


@require_POST
@permission_required(Permission.KEEP_PEOPLE)
@out_of_reach_is_absent
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.provider_for(viewer_of(request), pk)
    by, at = actor_of(request), timezone.now()
    said = _("It is not used.")
    return _do(request, lambda: actions.set_aside(provider=found, by=by, at=at), said=said)


@require_POST
@permission_required(Permission.KEEP_PEOPLE)
@out_of_reach_is_absent
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.provider_for(viewer_of(request), pk)
    by, at = actor_of(request), timezone.now()
    said = _("It has ended. The force’s staff sign in by a password here again.")
    return _do(request, lambda: actions.end(provider=found, by=by, at=at), said=said)


def _do(request: HttpRequest, act: Callable[[], None], *, said: str) -> HttpResponse:
    try:
        act()
    except UnableToDecideError:
        messages.error(request, _("It was decided before, or has to be decided by another person."))
    else:
        messages.success(request, said)
    return redirect("access:sign-in-providers")
