from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.saved_views import actions, addresses, selectors
from access.saved_views.forms import SavedViewForm
from access.web.guards import actor_of, signed_in, viewer_of
from access.web.not_found import out_of_reach_is_absent


@require_safe
@signed_in
def saved_views(request: HttpRequest) -> HttpResponse:
    shown = {"views": selectors.views_of(viewer_of(request))}
    return render(request, "access/saved_views.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Raises Http404 for an address that is no page of figures."""
    given = request.POST if request.method == "POST" else request.GET
    address = given.get("address", "")
    if not addresses.is_page_of_figures(address):
        raise Http404
    form = SavedViewForm(
        request.POST or None, viewer=viewer_of(request), initial={"address": address}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_view(
                name=form.cleaned_data["name"],
                address=address,
                by=actor_of(request),
                at=timezone.now(),
            )
        except actions.NameTakenError:
            form.add_error("name", _("You have a view of this name. Choose another"))
        else:
            messages.success(request, _("The view is kept."))
            return redirect("access:saved-views")
    return render(request, "access/saved_view_new.html", {"form": form, "address": address})


@require_POST
@signed_in
@out_of_reach_is_absent
def take_away(request: HttpRequest, pk: int) -> HttpResponse:
    view = selectors.view_of(viewer_of(request), pk)
    actions.take_away(view=view, by=actor_of(request), at=timezone.now())
    messages.success(request, _("The view is taken away."))
    return redirect("access:saved-views")
