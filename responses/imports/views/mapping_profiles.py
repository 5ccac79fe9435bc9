from pathlib import Path

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.imports.actions import mapping_profiles as actions
from responses.imports.forms import ProfileForm
from responses.imports.presenters import mapping_profiles as presenters
from responses.imports.selectors import uploads as selectors
from responses.models import MappingProfile

EXAMPLE = Path(__file__).parents[2] / "data" / "profile_example.toml"


@permission_required(Permission.LOAD_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def profiles(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    forces = selectors.forces_to_import_for(viewer)
    if request.method == "POST":
        form = ProfileForm(request.POST, request.FILES, forces=forces)
        if form.is_valid() and _is_free(form):
            return _save(request, form, name=form.cleaned_data["name"])
    else:
        form = ProfileForm(forces=forces)
    saved = selectors.profiles_for(viewer)
    today = timezone.localdate()
    context = {
        "form": form,
        "profiles": [(each, presenters.trial(each, today=today)) for each in saved],
        "example": EXAMPLE.read_text(encoding="utf-8"),
    }
    return render(request, "responses/staff/profiles.html", context)


@permission_required(Permission.LOAD_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """One profile, to read and to replace."""
    found = _profile_or_404(request, pk)
    if request.method == "POST":
        form = ProfileForm(request.POST, request.FILES, forces=[found.force], profile=found)
        if form.is_valid():
            return _save(request, form, name=found.name)
    else:
        form = ProfileForm(forces=[found.force], profile=found)
    context = {
        "form": form,
        "profile": found,
        "trial": presenters.trial(found, today=timezone.localdate()),
    }
    return render(request, "responses/staff/profile.html", context)


@permission_required(Permission.LOAD_CASES)
@require_GET
def test_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = _profile_or_404(request, pk)
    return HttpResponse(
        found.test_file.encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{found.name}-test.csv"'},
    )


@permission_required(Permission.LOAD_CASES)
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    found = _profile_or_404(request, pk)
    actions.save_profile(
        force=found.force,
        name=found.name,
        text=found.text,
        by=actor_of(request),
        at=timezone.now(),
        renews_test_file=True,
    )
    messages.success(request, _("The test file is made anew."))
    return redirect("responses:profile", pk=pk)


def _profile_or_404(request: HttpRequest, pk: int) -> MappingProfile:
    try:
        return selectors.profile_for(viewer_of(request), pk)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone


def _is_free(form: ProfileForm) -> bool:
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
