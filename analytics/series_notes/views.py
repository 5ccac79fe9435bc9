from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.models import Force
from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.series_notes import actions, selectors
from analytics.series_notes.forms import REBASE, SeriesNoteForm

TRENDS = "trends"
"""Address value: the series was opened from the trends page."""


@permission_required(Permission.NOTE_SERIES)
@out_of_reach_is_absent
def note_on_nation(request: HttpRequest) -> HttpResponse:
    return _note(request, selectors.area_to_note(viewer_of(request), None))


@permission_required(Permission.NOTE_SERIES)
@out_of_reach_is_absent
def note_on_force(request: HttpRequest, force_code: str) -> HttpResponse:
    return _note(request, selectors.area_to_note(viewer_of(request), force_code))


@require_POST
@permission_required(Permission.NOTE_SERIES)
@out_of_reach_is_absent
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    note = selectors.note_to_take_back(viewer_of(request), pk)
    try:
        actions.take_back(note=note, by=actor_of(request), at=timezone.now())
    except actions.UnableToTakeBackError:
        messages.info(request, _("Somebody had taken this note back already."))
    else:
        messages.success(request, _("The note is taken back."))
    return redirect(_series(request, note.force))


def _note(request: HttpRequest, force: Force | None) -> HttpResponse:
    periods = selectors.periods(on=timezone.localdate())
    form = SeriesNoteForm(
        request.POST or None,
        periods=periods,
        initial={"item": request.GET.get("item", ""), "period": request.GET.get("period", "")},
    )
    if form.is_valid():
        given = form.cleaned_data
        actions.note_on_series(
            force=force,
            item=given["item"],
            period=given["period"],
            is_rebase=given["kind"] == REBASE,
            reason=given["reason"],
            by=actor_of(request),
            at=timezone.now(),
        )
        messages.success(request, _("The note stands on the series."))
        return redirect(_series(request, force))
    context = {
        "form": form,
        "place_name": words.place_name(force),
        "series_url": _series(request, force),
    }
    return render(request, "analytics/series_note.html", context)


def _series(request: HttpRequest, force: Force | None) -> str:
    of_force = "analytics:figures" if force else "analytics:forces"
    page = "analytics:trends" if request.GET.get("page") == TRENDS else of_force
    address = reverse(page, args=[force.code] if force else [])
    shown = {key: request.GET[key] for key in ("item", "period") if request.GET.get(key)}
    return f"{address}?{urlencode(shown)}" if shown else address
