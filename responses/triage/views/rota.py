from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access import selectors as access_selectors
from access.models import User
from access.permissions import Permission
from access.presenters import force_name
from access.viewer import Viewer
from access.web.guards import actor_of, permission_required, viewer_of
from responses.triage import presenters
from responses.triage.actions import rota as actions
from responses.triage.forms import AbsenceForm, ShiftForm
from responses.triage.selectors import desks, duty, texts
from responses.triage.selectors import rotas as selectors
from responses.triage.selectors.desks import NATIONAL, Desk

NATION = "nation"
"""The name of the national desk in addresses."""


@require_safe
@permission_required(Permission.KEEP_ROTA)
def rotas(request: HttpRequest) -> HttpResponse:
    viewer, language = viewer_of(request), get_language() or "en"
    forces = [(f.code, force_name(f, language)) for f in access_selectors.forces_for(viewer)]
    if not viewer.is_national and len(forces) == 1:
        return redirect("responses:rota", desk=forces[0][0])
    named = [(NATION, _("The national desk"))] if viewer.is_national else []
    return render(request, "responses/staff/rotas.html", {"desks": [*named, *forces]})


@require_safe
@permission_required(Permission.KEEP_ROTA)
def rota(request: HttpRequest, desk: str) -> HttpResponse:
    return _page(request, _desk(viewer_of(request), desk), desk)


@require_POST
@permission_required(Permission.KEEP_ROTA)
def add_shift(request: HttpRequest, desk: str) -> HttpResponse:
    found = _desk(viewer_of(request), desk)
    form = _shift_form(desks.readers_of(found), request.POST)
    if not form.is_valid():
        return _page(request, found, desk, shift_form=form)
    actions.set_shifts(
        desk=found,
        person=form.named(),
        weekdays=form.weekdays(),
        hours=(form.cleaned_data["starts"], form.cleaned_data["ends"]),
        on_bank_holidays=bool(form.cleaned_data["bank_holidays"]),
        by=actor_of(request),
        at=timezone.now(),
    )
    return _kept(request, desk)


@require_POST
@permission_required(Permission.KEEP_ROTA)
def end_shift(request: HttpRequest, desk: str, pk: int) -> HttpResponse:
    shift = selectors.shifts_of(_desk(viewer_of(request), desk)).filter(pk=pk).first()
    if shift is not None:
        actions.end_shift(shift=shift, by=actor_of(request), at=timezone.now())
    return _kept(request, desk)


@require_POST
@permission_required(Permission.KEEP_ROTA)
def add_absence(request: HttpRequest, desk: str) -> HttpResponse:
    found = _desk(viewer_of(request), desk)
    form = AbsenceForm(request.POST, people=desks.readers_of(found))
    if not form.is_valid():
        return _page(request, found, desk, absence_form=form)
    actions.set_absence(
        desk=found,
        person=form.named(),
        first_on=form.cleaned_data["first_on"],
        last_on=form.cleaned_data["last_on"],
        by=actor_of(request),
        at=timezone.now(),
    )
    return _kept(request, desk)


@require_POST
@permission_required(Permission.KEEP_ROTA)
def end_absence(request: HttpRequest, desk: str, pk: int) -> HttpResponse:
    found, at = _desk(viewer_of(request), desk), timezone.now()
    absence = selectors.absences_of(found, at=at).filter(pk=pk).first()
    if absence is not None:
        actions.end_absence(desk=found, absence=absence, by=actor_of(request), at=at)
    return _kept(request, desk)


def _desk(viewer: Viewer, name: str) -> Desk:
    """Raises Http404."""
    if name == NATION and viewer.is_national:
        return NATIONAL
    if name == NATION or not viewer.reaches(name) or access_selectors.force_by_code(name) is None:
        raise Http404
    return Desk(name)


def _shift_form(people: Sequence[User], data: Any = None) -> ShiftForm:
    return ShiftForm(data, people=people, language=get_language() or "en")


def _kept(request: HttpRequest, desk: str) -> HttpResponse:
    messages.success(request, _("It is kept, and holds from now on."))
    return redirect("responses:rota", desk=desk)


def _page(
    request: HttpRequest,
    found: Desk,
    desk: str,
    *,
    shift_form: ShiftForm | None = None,
    absence_form: AbsenceForm | None = None,
) -> HttpResponse:
    at = timezone.now()
    on_duty = duty.duty_at(found, at=at)
    kept = selectors.kept_rota(found, at=at)
    backlog = texts.backlog_of(found, at=at)
    shown = {
        "desk": desk,
        "staffed": presenters.staffed(on_duty, {each.pk: each.name for each in kept.readers}),
        "overdue": presenters.overdue_words(backlog),
        "backlog": presenters.backlog_words(backlog),
        "shifts": presenters.shift_rows(kept.shifts),
        "absences": presenters.absence_rows(kept.absences),
        "has_people": bool(kept.readers),
        "shift_form": shift_form or _shift_form(kept.readers),
        "absence_form": absence_form or AbsenceForm(people=kept.readers),
        "form": shift_form or absence_form,
    }
    return render(request, "responses/staff/rota.html", shown)
