from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access import selectors as access_selectors
from access.models import Force
from access.permissions import Permission
from access.presenters import force_name
from access.sign_in.reauthentication import confirmed_lately
from access.viewer import Viewer
from access.web.guards import actor_of, national_viewer, permission_required, viewer_of
from access.webhooks import selectors as webhooks
from access.webhooks.events import WebhookEvent
from responses.models import DangerReview
from responses.triage.danger import actions, presenters, rules, selectors
from responses.triage.danger.actions import NotAllowedError, NotReadError, SentBeforeError
from responses.triage.danger.forms import NoticeReviewForm, PoliceRouteForm, UnitForm

Side = DangerReview.Side


@require_safe
@permission_required(Permission.RECEIVE_DANGER)
def notices(request: HttpRequest) -> HttpResponse:
    viewer, at = viewer_of(request), timezone.now()
    found = selectors.received_lately(viewer, at=at)
    rows = [presenters.received_row(each, at=at) for each in found]
    actions.record_list_read(rows=len(rows), by=actor_of(request), at=at)
    return render(request, "responses/staff/danger_notices.html", {"rows": rows})


@require_safe
@permission_required(Permission.RECEIVE_DANGER)
@confirmed_lately
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    found = selectors.received_notice(viewer_of(request), pk)
    details = actions.open_as_unit(notice=found, by=actor_of(request), at=at)
    force = access_selectors.force_by_code(details.force_code) if details else None
    shown = {
        "row": presenters.received_row(found, at=at),
        "reasons": [reason for reason in (found.reason, found.second_reason) if reason],
        "details": details and presenters.details_words(details, force, today=localdate(at)),
    }
    return render(request, "responses/staff/danger_notice.html", shown)


@require_POST
@permission_required(Permission.RECEIVE_DANGER)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.received_notice(viewer_of(request), pk)
    try:
        actions.confirm(notice=found, by=actor_of(request), at=timezone.now())
    except SentBeforeError:
        messages.success(request, _("Already confirmed"))
    except NotReadError:
        messages.error(request, _("Open the notice before you confirm it"))
    else:
        messages.success(request, _("Confirmed. The desk can see it."))
    return redirect("responses:danger-notices")


@require_safe
@permission_required(Permission.REVIEW_DANGER)
def protection_reviews(request: HttpRequest) -> HttpResponse:
    return _reviews(request, viewer_of(request), Side.PROTECTION)


@require_safe
@permission_required(Permission.READ_TEXTS)
def desk_reviews(request: HttpRequest) -> HttpResponse:
    return _reviews(request, national_viewer(request), Side.DESK)


@require_POST
@permission_required(Permission.REVIEW_DANGER)
def protection_review(request: HttpRequest, pk: int) -> HttpResponse:
    return _review(request, viewer_of(request), Side.PROTECTION, pk)


@require_POST
@permission_required(Permission.READ_TEXTS)
def desk_review(request: HttpRequest, pk: int) -> HttpResponse:
    return _review(request, national_viewer(request), Side.DESK, pk)


PAGES = {Side.PROTECTION: "responses:danger-reviews", Side.DESK: "responses:danger-desk-reviews"}


def _reviews(
    request: HttpRequest,
    viewer: Viewer,
    side: Side,
    *,
    faulty: tuple[int, NoticeReviewForm] | None = None,
) -> HttpResponse:
    at = timezone.now()
    found = selectors.listed_for_review(viewer, side)
    rows = presenters.review_rows(found, side=side, reader=viewer.user_id, at=at)
    actions.record_list_read(rows=len(rows), by=actor_of(request), at=at)
    shown = {
        "rows": [(row, _form_of(row.pk, faulty)) for row in rows],
        "route": f"{PAGES[side]}-one",
        "form": faulty[1] if faulty else None,
    }
    return render(request, "responses/staff/danger_reviews.html", shown)


def _form_of(pk: int, faulty: tuple[int, NoticeReviewForm] | None) -> NoticeReviewForm:
    return faulty[1] if faulty and faulty[0] == pk else NoticeReviewForm(auto_id=f"id_{pk}_%s")


def _review(request: HttpRequest, viewer: Viewer, side: Side, pk: int) -> HttpResponse:
    found = selectors.notice_to_review(viewer, side, pk)
    form = NoticeReviewForm(request.POST, auto_id=f"id_{pk}_%s")
    if not form.is_valid():
        return _reviews(request, viewer, side, faulty=(pk, form))
    try:
        actions.review(
            notice=found, side=side, **form.cleaned_data, by=actor_of(request), at=timezone.now()
        )
    except NotAllowedError:
        messages.error(request, _("You took part in this notice, or it has been reviewed already"))
    else:
        messages.success(request, _("Review saved"))
    return redirect(PAGES[side])


@require_safe
@permission_required(Permission.KEEP_ROTA)
def units(request: HttpRequest) -> HttpResponse:
    viewer, language = viewer_of(request), get_language() or "en"
    forces = [(f.code, force_name(f, language)) for f in access_selectors.forces_for(viewer)]
    if not viewer.is_national and len(forces) == 1:
        return redirect("responses:receiving-units-of", force_code=forces[0][0])
    return render(request, "responses/staff/receiving_units.html", {"forces": forces})


@require_safe
@permission_required(Permission.KEEP_ROTA)
def units_of(request: HttpRequest, force_code: str) -> HttpResponse:
    return _units_page(request, _force(viewer_of(request), force_code))


@require_POST
@permission_required(Permission.KEEP_ROTA)
def set_unit(request: HttpRequest, force_code: str, unit: str) -> HttpResponse:
    force = _force(viewer_of(request), force_code)
    if unit not in rules.UNIT_ROLES:
        raise Http404
    form = _unit_form(unit, request.POST)
    if not form.is_valid():
        return _units_page(request, force, faulty={unit: form})
    given = form.cleaned_data
    actions.set_unit(
        force=force, unit=unit, phone=given["phone"], emails=given["emails"],
        by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("Saved"))
    return redirect("responses:receiving-units-of", force_code=force.code)


@require_POST
@permission_required(Permission.KEEP_ROTA)
def set_police_route(request: HttpRequest, force_code: str) -> HttpResponse:
    """National leads only: a force doesn't choose who looks into its own police."""
    force = _force(national_viewer(request), force_code)
    form = _route_form(force, request.POST)
    if not form.is_valid():
        return _units_page(request, force, faulty={"police": form})
    to_force = access_selectors.force_by_code(form.cleaned_data["to_force"])
    if to_force is None:
        raise Http404
    actions.set_police_route(
        force=force, to_force=to_force, to_unit=form.cleaned_data["to_unit"],
        by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("Saved"))
    return redirect("responses:receiving-units-of", force_code=force.code)


def _force(viewer: Viewer, force_code: str) -> Force:
    """Raises Http404."""
    force = access_selectors.force_by_code(force_code)
    if force is None or not viewer.reaches(force_code):
        raise Http404
    return force


def _unit_form(unit: str, data: Any = None, **kwargs: Any) -> UnitForm:
    return UnitForm(data, auto_id=f"id_{unit}_%s", **kwargs)


def _route_form(force: Force, data: Any = None, **kwargs: Any) -> PoliceRouteForm:
    language = get_language() or "en"
    today = localdate()
    forces = [(f.code, force_name(f, language)) for f in access_selectors.forces_on(today)]
    return PoliceRouteForm(data, own=force.code, forces=forces, **kwargs)


def _units_page(
    request: HttpRequest, force: Force, *, faulty: dict[str, Any] | None = None
) -> HttpResponse:
    viewer, kept = viewer_of(request), selectors.settings_of(force.code)
    forms = dict(faulty or {})
    sections = [
        (
            unit,
            name,
            kept.get(unit),
            forms.get(unit) or _unit_form(unit, initial=_initial(kept, unit)),
        )
        for unit, name in presenters.UNITS.items()
    ]
    route = selectors.police_route_of(force.code)
    initial = {"to_force": route.to_force_id, "to_unit": route.to_unit} if route else None
    endpoints = webhooks.endpoints_for(viewer).filter(force=force, off_at__isnull=True)
    shown = {
        "force": force.code,
        "force_name": force_name(force, get_language() or "en"),
        "sections": sections,
        "route": route and presenters.unit_name(route.to_force, route.to_unit),
        "route_form": (forms.get("police") or _route_form(force, initial=initial))
        if viewer.is_national
        else None,
        "has_webhook": any(WebhookEvent.DANGER_SENT.value in each.events for each in endpoints),
        "form": next(iter(forms.values()), None),
    }
    return render(request, "responses/staff/receiving_unit.html", shown)


def _initial(kept: dict[str, Any], unit: str) -> dict[str, str]:
    setting = kept.get(unit)
    return {"phone": setting.phone, "emails": "\n".join(setting.emails)} if setting else {}
