from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.api_keys import actions, presenters, selectors
from access.api_keys.actions import KeyGrant
from access.api_keys.forms import KeyForm
from access.api_keys.scopes import KeyScope
from access.permissions import Permission
from access.web.guards import actor_of, permission_required, signed_in, viewer_of
from access.web.not_found import out_of_reach_is_absent


@require_safe
@permission_required(Permission.KEEP_API_KEYS)
def keys(request: HttpRequest) -> HttpResponse:
    found = list(selectors.keys_for(viewer_of(request)))
    rows = presenters.key_lines(found, at=timezone.now())
    return render(request, "access/api_keys.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.KEEP_API_KEYS)
@reauthentication_required  # type: ignore[untyped-decorator]
def new(request: HttpRequest) -> HttpResponse:
    holders = presenters.holder_choices(selectors.holders_for(viewer_of(request)))
    form = KeyForm(request.POST if request.method == "POST" else None, holders=holders)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        holder = selectors.holder_for(viewer_of(request), *form.person_and_force())
        grant = KeyGrant(
            label=form.cleaned_data["label"],
            purpose=form.cleaned_data["purpose"],
            force=holder.force,
            scopes=[KeyScope(each) for each in form.cleaned_data["scopes"]],
            expires_at=form.expires_at(now),
        )
        actions.grant_key(user=holder.user, grant=grant, by=actor_of(request), at=now)
        messages.success(request, _("It is granted. Who answers for it takes it on their page."))
        return redirect("access:api-keys")
    return render(request, "access/api_key_new.html", {"form": form})


@require_POST
@permission_required(Permission.KEEP_API_KEYS)
@out_of_reach_is_absent
def end(request: HttpRequest, pk: int) -> HttpResponse:
    key = selectors.key_for(viewer_of(request), pk)
    actions.end_key(key=key, by=actor_of(request), at=timezone.now())
    messages.success(request, _("It has ended: it opens nothing any more."))
    return redirect("access:api-keys")


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    found = list(selectors.own_keys(viewer_of(request).user_id))
    rows = presenters.key_lines(found, at=timezone.now())
    return render(request, "access/api_keys_mine.html", {"rows": rows})


@require_POST
@signed_in
@out_of_reach_is_absent
@reauthentication_required  # type: ignore[untyped-decorator]
def take(request: HttpRequest, pk: int) -> HttpResponse:
    held = selectors.own_keys(viewer_of(request).user_id).get(pk=pk)
    key = actions.take_key(key=held, by=actor_of(request), at=timezone.now())
    return render(request, "access/api_key_taken.html", {"key": key, "label": held.label})


@require_POST
@signed_in
@out_of_reach_is_absent
def end_own(request: HttpRequest, pk: int) -> HttpResponse:
    held = selectors.own_keys(viewer_of(request).user_id).get(pk=pk)
    actions.end_key(key=held, by=actor_of(request), at=timezone.now())
    messages.success(request, _("It has ended: it opens nothing any more."))
    return redirect("access:api-keys-mine")
