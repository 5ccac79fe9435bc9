from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access import selectors as access_selectors
from access.organisations import selectors as organisations_selectors
from access.permissions import Permission
from access.presenters import force_name
from access.web.guards import actor_of, permission_required, viewer_of
from responses.case_files.cells.codes import ADVOCATE_ROUTES
from responses.casework.actions import offers as actions
from responses.casework.actions.case_access import NotServedError
from responses.casework.forms.cases import AdviserRuleForm
from responses.casework.presenters import offers as presenters
from responses.casework.selectors import offers as selectors


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.DECIDE_WHO_SEES_CASE)
def offers(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    form = _form(request)
    if request.method == "POST" and form.is_valid() and _set_rule(request, form):
        messages.success(request, _("It is kept, and holds from now on."))
        return redirect("responses:offers")
    waiting, count = selectors.list_offers(viewer, today=localdate(timezone.now()))
    shown = {
        "rules": presenters.rule_rows(selectors.rules_for(viewer)),
        "offers": presenters.offer_rows(waiting),
        "more": presenters.more_offers(count),
        "has_services": form.has_services,
        "form": form,
    }
    return render(request, "responses/staff/offers.html", shown)


def _form(request: HttpRequest) -> AdviserRuleForm:
    viewer, language = viewer_of(request), get_language() or "en"
    return AdviserRuleForm(
        request.POST or None,
        forces={f.code: force_name(f, language) for f in access_selectors.forces_for(viewer)},
        routes=tuple(ADVOCATE_ROUTES),
        services={
            str(one.pk): one.name for one in organisations_selectors.organisations_for(viewer)
        },
    )


def _set_rule(request: HttpRequest, form: AdviserRuleForm) -> bool:
    """False where the form got an error."""
    viewer = viewer_of(request)
    forces = {force.code: force for force in access_selectors.forces_for(viewer)}
    services = organisations_selectors.organisations_for(viewer)
    try:
        actions.set_rule(
            force=forces[form.cleaned_data["force"]],
            route=form.cleaned_data["route"],
            service=services.get(pk=form.cleaned_data["service"]),
            is_at_once=form.is_at_once,
            by=actor_of(request),
            at=timezone.now(),
        )
    except NotServedError:
        form.refuse_not_served()
        return False
    return True


@require_POST
@permission_required(Permission.DECIDE_WHO_SEES_CASE)
def end_rule(request: HttpRequest, pk: int) -> HttpResponse:
    rule = selectors.rules_for(viewer_of(request)).filter(pk=pk).first()
    if rule is None:
        raise Http404
    actions.end_rule(rule=rule, by=actor_of(request), at=timezone.now())
    messages.success(request, _("It holds no longer."))
    return redirect("responses:offers")


@require_POST
@permission_required(Permission.DECIDE_WHO_SEES_CASE)
def answer_offer(request: HttpRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    waiting = selectors.offers_for(viewer_of(request), today=localdate(at))
    offer = waiting.filter(pk=pk).select_related("case__force", "organisation").first()
    if offer is None:
        raise Http404
    try:
        answer = actions.give_offered if request.POST.get("give") else actions.keep_back
        answer(offer=offer, by=actor_of(request), at=at)
    except NotServedError:
        messages.error(request, _("This service does not serve the force of the case"))
    else:
        messages.success(request, _("It is kept, and holds from now on."))
    return redirect("responses:offers")
