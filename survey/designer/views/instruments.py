from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from survey import module_names, selectors
from survey.bank import translation_status
from survey.bank.translation_status import TranslationStatuses
from survey.definition import differences
from survey.designer import (
    difference_presenters,
    evidence_presenters,
    instrument_presenters,
    list_presenters,
    translation_presenters,
)
from survey.designer.forms import ProposalForm
from survey.evidence import selectors as evidence_selectors
from survey.publishing import checks
from survey.reading import selectors as reading_selectors
from survey.selectors import VersionOrDraft

View = Callable[..., HttpResponse]


def absent_is_404(view: View) -> View:
    """Decorates a view."""

    @wraps(view)
    def found(request: HttpRequest, **address: str | int) -> HttpResponse:
        try:
            return view(request, **address)
        except selectors.NoSuchInstrumentError as error:
            raise Http404 from error

    return found


@permission_required(Permission.VIEW_INSTRUMENTS)
@require_GET
def instruments(request: HttpRequest) -> HttpResponse:
    groups = list_presenters.group_versions(
        selectors.all_drafts(), selectors.all_versions(), on=timezone.localdate()
    )
    may_bring = viewer_of(request).may(Permission.PROPOSE_INSTRUMENT)
    return render(request, "survey/instruments.html", {"groups": groups, "may_bring": may_bring})


@permission_required(Permission.VIEW_INSTRUMENTS)
@require_GET
@absent_is_404
def instrument(request: HttpRequest, *, state: str, code: str, version: int) -> HttpResponse:
    today = timezone.localdate()
    return render_instrument(
        request, selectors.find(state, code, version), ProposalForm(today=today)
    )


def render_instrument(
    request: HttpRequest, found: VersionOrDraft, form: ProposalForm
) -> HttpResponse:
    own, today = found.instrument, timezone.localdate()
    offers = instrument_presenters.list_offers(own.languages, drafts=own.drafts)
    wanted = request.GET.get("language", "")
    chosen = next((offer for offer in offers if offer.code == wanted), offers[0])
    known = evidence_selectors.evidence_on(own.places.keys())
    context = {
        "found": found,
        "row": list_presenters.present_row(
            found, on=today, asked=selectors.version_number_asked_on(today, own.code)
        ),
        "named": module_names.instrument_name(own.code),
        "offers": offers,
        "chosen": chosen,
        "sections": instrument_presenters.section_cards(found.instrument, language=chosen.code),
        "translations": translation_presenters.translation_rows(own, _statuses(found)),
        "blocks": instrument_presenters.block_cards(
            own,
            language=chosen.code,
            evidence=evidence_presenters.lines_by_question(own, known),
        ),
        "faults": _faults(found),
        "recordings": checks.notices_on_recordings(own) if found.draft else [],
        "form": form,
        "allowed": _allowed_actions(request, found),
    }
    return render(request, "survey/instrument.html", context)


def _statuses(found: VersionOrDraft) -> TranslationStatuses:
    if found.draft:
        return translation_status.read_translation_statuses()
    return reading_selectors.statuses_with_signed()


def _faults(found: VersionOrDraft) -> list[str]:
    if found.draft is None:
        return []
    around = checks.faults_around(found.instrument.languages)
    return [*checks.faults_in(found.instrument), *around]


def _allowed_actions(request: HttpRequest, found: VersionOrDraft) -> set[str]:
    viewer = viewer_of(request)
    may_propose = viewer.may(Permission.PROPOSE_INSTRUMENT)
    may_publish = viewer.may(Permission.PUBLISH_INSTRUMENT)
    allowed = {
        "read": viewer.may(Permission.VIEW_LANGUAGES),
        "retire": may_publish and found.is_retirable,
        "propose": may_propose and found.is_proposable,
        "discard": may_propose and found.is_proposable,
        "withdraw": may_propose and found.is_proposed,
        "confirm": may_publish and found.is_proposed and not found.is_proposed_by(viewer.user_id),
    }
    return {action for action, may in allowed.items() if may}


@permission_required(Permission.VIEW_INSTRUMENTS)
@require_GET
@absent_is_404
def changes(request: HttpRequest, *, state: str, code: str, version: int) -> HttpResponse:
    found = selectors.find(state, code, version)
    before = selectors.find_predecessor(found)
    places = before and difference_presenters.changes_by_place(
        differences.between(before.instrument, found.instrument),
        before=before.instrument,
        after=found.instrument,
        language=get_language() or "en",
    )
    context = {"found": found, "before": before, "places": places}
    return render(request, "survey/changes.html", context)
