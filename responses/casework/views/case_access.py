from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access import selectors as access_selectors
from access.organisations import selectors as organisations_selectors
from access.permissions import Permission
from access.presenters import force_name
from access.web.guards import actor_of, permission_required, viewer_of
from responses.casework.actions import case_access as actions
from responses.casework.forms.cases import TieForm, TieKind
from responses.casework.presenters import case_access as presenters
from responses.casework.selectors import case_access as selectors
from responses.casework.views import finding
from responses.models import Case


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.DECIDE_WHO_SEES_CASE)
def ties(request: HttpRequest) -> HttpResponse:
    viewer, language = viewer_of(request), get_language() or "en"
    people = selectors.people_for(viewer)
    services = organisations_selectors.organisations_for(viewer)
    forces = {
        force.code: force_name(force, language) for force in access_selectors.forces_for(viewer)
    }
    form = TieForm(
        request.POST or None, forces=forces, who=presenters.choices(people, list(services))
    )
    if request.method == "POST" and form.is_valid() and _find_and_tie(request, form):
        messages.success(request, _("It is kept, and holds from now on."))
        return redirect("responses:ties")
    rows = presenters.tie_rows(
        selectors.ties_for(viewer, at=timezone.now())[: selectors.MOST_SHOWN]
    )
    return finding.page(request, "responses/staff/ties.html", form, {"rows": rows})


def _find_and_tie(request: HttpRequest, form: TieForm) -> bool:
    case = finding.find_by_key(request, form, at=timezone.now())
    return case is not None and _add_tie(request, form, case)


def _add_tie(request: HttpRequest, form: TieForm, case: Case) -> bool:
    by, at = actor_of(request), timezone.now()
    if form.service_id is not None:
        services = organisations_selectors.organisations_for(viewer_of(request))
        try:
            actions.give_to_service(
                case=case,
                service=services.get(pk=form.service_id),
                by=actor_of(request),
                at=timezone.now(),
            )
        except actions.NotServedError:
            form.refuse_not_served()
            return False
        return True
    user = next(
        (user for user in selectors.people_for(viewer_of(request)) if user.pk == form.user_id), None
    )
    if user is None or form.cleaned_data["kind"] == TieKind.BARRED:
        actions.bar(case=case, user=user, role=form.team, by=by, at=at)
        return True
    if form.cleaned_data["kind"] == TieKind.IN_PLACE:
        try:
            actions.allow_in_place(case=case, user=user, by=actor_of(request), at=timezone.now())
        except actions.InPlaceError as error:
            form.refuse_in_place(error.reason)
            return False
        return True
    try:
        actions.give(case=case, user=user, by=by, at=at)
    except actions.BarredError:
        form.refuse_barred()
        return False
    return True


@require_POST
@permission_required(Permission.DECIDE_WHO_SEES_CASE)
def untie(request: HttpRequest, pk: int) -> HttpResponse:
    tie = selectors.tie_for(viewer_of(request), pk, at=timezone.now())
    if tie is None:
        raise Http404
    actions.untie(tie=tie, by=actor_of(request), at=timezone.now())
    messages.success(request, _("It holds no longer."))
    return redirect("responses:ties")
