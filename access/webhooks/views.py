from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import selectors as access_selectors
from access.models import Force
from access.permissions import Permission
from access.presenters import force_name
from access.web.guards import actor_of, permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from access.webhooks import actions, presenters, selectors
from access.webhooks.forms import NATION, EndpointForm


@require_safe
@permission_required(Permission.KEEP_WEBHOOKS)
def webhooks(request: HttpRequest) -> HttpResponse:
    rows = presenters.endpoint_rows(list(selectors.endpoints_for(viewer_of(request))))
    return render(request, "access/webhooks.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.KEEP_WEBHOOKS)
def new(request: HttpRequest) -> HttpResponse:
    """The POST shows the secret, once."""
    forces = _forces(request)
    only = {"force": next(iter(forces))} if len(forces) == 1 else None
    form = EndpointForm(request.POST or None, forces=_names(forces), initial=only)
    if request.method == "POST" and form.is_valid():
        endpoint, secret = actions.register(
            force=forces[form.cleaned_data["force"]],
            label=form.cleaned_data["label"],
            url=form.cleaned_data["url"],
            events=form.cleaned_data["events"],
            by=actor_of(request),
            at=timezone.now(),
        )
        return _secret_page(request, endpoint.pk, secret)
    return render(request, "access/webhook_new.html", {"form": form})


@require_safe
@permission_required(Permission.KEEP_WEBHOOKS)
@out_of_reach_is_absent
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    endpoint = selectors.endpoint_for(viewer_of(request), pk)
    shown = {
        "row": presenters.endpoint_rows([endpoint])[0],
        "is_off": endpoint.off_at is not None,
        "deliveries": presenters.delivery_rows(selectors.deliveries_of(endpoint)),
    }
    return render(request, "access/webhook.html", shown)


@require_POST
@permission_required(Permission.KEEP_WEBHOOKS)
@out_of_reach_is_absent
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    endpoint = selectors.endpoint_for(viewer_of(request), pk)
    secret = actions.rotate(endpoint=endpoint, by=actor_of(request), at=timezone.now())
    return _secret_page(request, pk, secret)


@require_POST
@permission_required(Permission.KEEP_WEBHOOKS)
@out_of_reach_is_absent
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    endpoint = selectors.endpoint_for(viewer_of(request), pk)
    act = actions.switch_on if endpoint.off_at else actions.switch_off
    act(endpoint=endpoint, by=actor_of(request), at=timezone.now())
    messages.success(request, _("It is kept, and holds from now on."))
    return redirect("access:webhook", pk)


def _secret_page(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    return render(request, "access/webhook_secret.html", {"pk": pk, "secret": secret})


def _forces(request: HttpRequest) -> dict[str, Force | None]:
    viewer, today = viewer_of(request), timezone.localdate()
    forces = access_selectors.forces_for(viewer)
    own: dict[str, Force | None] = {each.code: each for each in forces if each.exists_on(today)}
    return {NATION: None, **own} if viewer.is_national else own


def _names(forces: dict[str, Force | None]) -> dict[str, str]:
    language = get_language() or "en"
    return {
        code: force_name(force, language) if force else _("England and Wales")
        for code, force in forces.items()
    }
