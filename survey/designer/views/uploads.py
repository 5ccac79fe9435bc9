"""Read whole and saved as a draft, or refused with everything wrong, a line a cause."""

from dataclasses import replace
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.permissions import Permission
from access.web.guards import actor_of, permission_required
from survey import selectors
from survey.definition import serialising
from survey.definition.types import Instrument
from survey.designer import interchange_presenters as presenters
from survey.designer.forms import BringForm
from survey.interchange.faults import FormError
from survey.interchange.workbooks.opening import read_sheets
from survey.interchange.xlsform.reading import read_whole
from survey.publishing import actions as publishing_actions
from survey.selectors import InstrumentState


@permission_required(Permission.PROPOSE_INSTRUMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, BringForm())
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    try:
        file = form.cleaned_data["file"]
        sheets = read_sheets(file.name, file.read())
        code = form.cleaned_data["code"]
        reading = read_whole(sheets, code=code, default_code=Path(file.name).stem)
    except FormError as error:
        form.add_error("file", _("Nothing was brought in: see what is wrong with the form"))
        return _page(request, form, faults=presenters.group_lines(error.faults))
    if reason := _reason_to_keep(reading.instrument):
        form.add_error("code", reason)
        return _page(request, form)
    raw = serialising.serialise(replace(reading.instrument, revision=0))
    draft = publishing_actions.save_draft(raw=raw, by=actor_of(request), at=timezone.now())
    context = {
        "draft": draft,
        "summary": presenters.summary_lines(reading.instrument),
        "notes": presenters.group_lines(reading.notes),
    }
    return render(request, "survey/brought.html", context)


def _reason_to_keep(instrument: Instrument) -> str:
    named = {"code": instrument.code, "version": instrument.version}
    if selectors.exists(InstrumentState.PUBLISHED, instrument.code, instrument.version):
        return (
            _(
                "Version %(version)s of %(code)s is published and never changes. Enter another "
                "code, or raise the version in the settings sheet"
            )
            % named
        )
    if selectors.is_proposed(instrument.code, instrument.version):
        return (
            _(
                "Version %(version)s of %(code)s is proposed. Enter another code, or withdraw the "
                "proposal first"
            )
            % named
        )
    return ""


def _page(request: HttpRequest, form: BringForm, faults: list[str] | None = None) -> HttpResponse:
    return render(request, "survey/bring.html", {"form": form, "faults": faults or []})
