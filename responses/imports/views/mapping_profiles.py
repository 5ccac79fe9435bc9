"""Pages of data loaders: mapping profiles of their forces."""

from pathlib import Path

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.permissions import Permission
from access.web.current import actor_of, viewer_of
from access.web.guards import permission_required
from responses.imports.actions import mapping_profiles as actions
from responses.imports.forms import ProfileForm
from responses.imports.selectors import uploads as selectors

EXAMPLE = Path(__file__).parents[2] / "data" / "profile_example.toml"


@permission_required(Permission.LOAD_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def profiles(request: HttpRequest) -> HttpResponse:
    """The list of profiles, and the form to add one."""
    viewer = viewer_of(request)
    forces = selectors.forces_to_import_for(viewer)
    if request.method == "POST":
        form = ProfileForm(request.POST, request.FILES, forces=forces)
        if form.is_valid() and _is_free(form):
            return _save(request, form, name=form.cleaned_data["name"])
    else:
        form = ProfileForm(forces=forces)
    context = {
        "form": form,
        "profiles": selectors.profiles_for(viewer),
        "example": EXAMPLE.read_text(encoding="utf-8"),
    }
    return render(request, "responses/staff/profiles.html", context)


@permission_required(Permission.LOAD_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """One profile, to read and to replace."""
    try:
        found = selectors.profile_for(viewer_of(request), pk)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    if request.method == "POST":
        form = ProfileForm(request.POST, request.FILES, forces=[found.force], profile=found)
        if form.is_valid():
            return _save(request, form, name=found.name)
    else:
        form = ProfileForm(forces=[found.force], profile=found)
    return render(request, "responses/staff/profile.html", {"form": form, "profile": found})


def _is_free(form: ProfileForm) -> bool:
    """Whether the name is free. An existing profile is replaced on its own page, which shows what
    is replaced."""
    if selectors.profile_named(form.chosen_force.code, form.cleaned_data["name"]) is None:
        return True
    form.add_error("name", _("There is a profile of this name. Open it to replace it"))
    return False


def _save(request: HttpRequest, form: ProfileForm, *, name: str) -> HttpResponse:
    saved = actions.save_profile(
        force=form.chosen_force,
        name=name,
        text=form.cleaned_data["text"],
        by=actor_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("The profile %(name)s is saved.") % {"name": saved.name})
    return redirect("responses:profile", pk=saved.pk)
