"""The designers' pages: instruments, one version with every question, and what changed. The preview
stands in responses, where the respondent's pages are."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from access.permissions import Permission
from access.web.current import viewer_of
from access.web.guards import permission_required
from survey import module_names, selectors
from survey.bank import translation_status
from survey.definition import differences
from survey.designer import (
    difference_presenters,
    instrument_presenters,
    list_presenters,
    translation_presenters,
)
from survey.designer.forms import ProposalForm
from survey.publishing import checks
from survey.selectors import Found

Page = Callable[..., HttpResponse]


def absent_is_404(view: Page) -> Page:
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
    groups = list_presenters.groups(
        selectors.all_drafts(), selectors.all_versions(), on=timezone.localdate()
    )
    return render(request, "survey/instruments.html", {"groups": groups})


@permission_required(Permission.VIEW_INSTRUMENTS)
@require_GET
@absent_is_404
def instrument(request: HttpRequest, *, state: str, code: str, version: int) -> HttpResponse:
    today = timezone.localdate()
    return page(request, selectors.find(state, code, version), ProposalForm(today=today))


def page(request: HttpRequest, found: Found, form: ProposalForm) -> HttpResponse:
    """One version or draft. The language of its questions stands in the address; that of the page
    is the reader's own."""
    own, today = found.instrument, timezone.localdate()
    offers = instrument_presenters.offers(own.languages, drafts=own.drafts)
    wanted = request.GET.get("language", "")
    chosen = next((offer for offer in offers if offer.code == wanted), offers[0])
    context = {
        "found": found,
        "row": list_presenters.row(found, on=today, asked=selectors.asked_on(today, own.code)),
        "named": module_names.instrument(own.code),
        "offers": offers,
        "chosen": chosen,
        "sections": instrument_presenters.section_cards(found.instrument, language=chosen.code),
        "standings": translation_presenters.rows(own, translation_status.read_standings()),
        "blocks": instrument_presenters.block_cards(found.instrument, language=chosen.code),
        "faults": _faults(found),
        "form": form,
        "deeds": _deeds(request, found),
    }
    return render(request, "survey/instrument.html", context)


def _faults(found: Found) -> list[str]:
    """A published version passed the gate of its day."""
    if found.draft is None:
        return []
    around = checks.faults_around(found.instrument.languages)
    return [*checks.faults_in(found.instrument), *around]


def _deeds(request: HttpRequest, found: Found) -> set[str]:
    """What the person looking may do with it now."""
    viewer = viewer_of(request)
    may_propose = viewer.may(Permission.PROPOSE_INSTRUMENT)
    may_publish = viewer.may(Permission.PUBLISH_INSTRUMENT)
    deeds = {
        "retire": may_publish and found.is_retirable,
        "propose": may_propose and found.is_proposable,
        "discard": may_propose and found.is_proposable,
        "withdraw": may_propose and found.is_proposed,
        "confirm": may_publish and found.is_proposed and not found.is_proposed_by(viewer.user_id),
    }
    return {deed for deed, may in deeds.items() if may}


@permission_required(Permission.VIEW_INSTRUMENTS)
@require_GET
@absent_is_404
def changes(request: HttpRequest, *, state: str, code: str, version: int) -> HttpResponse:
    """What changed since the version before, whichever of its revisions is the newest."""
    found = selectors.find(state, code, version)
    before = selectors.find_before(found)
    places = before and difference_presenters.places(
        differences.between(before.instrument, found.instrument),
        before=before.instrument,
        after=found.instrument,
        language=get_language() or "en",
    )
    context = {"found": found, "before": before, "places": places}
    return render(request, "survey/changes.html", context)
