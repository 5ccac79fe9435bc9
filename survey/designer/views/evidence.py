from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from survey import selectors
from survey.definition.types import Question
from survey.designer import evidence_presenters
from survey.designer.forms import EvidenceForm
from survey.designer.views.instruments import absent_is_404
from survey.evidence import actions
from survey.evidence import selectors as evidence_selectors
from survey.evidence.records import words_of
from survey.forms import question_wording
from survey.selectors import NoSuchInstrumentError, VersionOrDraft

ENGLISH = "en"


@permission_required(Permission.VIEW_INSTRUMENTS)
@require_http_methods(["GET", "HEAD"])
@absent_is_404
def evidence(
    request: HttpRequest, *, state: str, code: str, version: int, question: str
) -> HttpResponse:
    found = selectors.find(state, code, version)
    own = _question(found, question)
    form = EvidenceForm(today=timezone.localdate(), languages=found.instrument.languages)
    return _page(request, found, own, form)


@permission_required(Permission.PROPOSE_INSTRUMENT)
@require_POST
@absent_is_404
def record(
    request: HttpRequest, *, state: str, code: str, version: int, question: str
) -> HttpResponse:
    found = selectors.find(state, code, version)
    own = _question(found, question)
    form = EvidenceForm(
        request.POST, today=timezone.localdate(), languages=found.instrument.languages
    )
    if not form.is_valid():
        return _page(request, found, own, form)
    actions.record_evidence(
        question=own, **form.evidence(), by=actor_of(request), at=timezone.now()
    )
    messages.success(request, _("The evidence is recorded."))
    return redirect("survey:evidence", state=state, code=code, version=version, question=own.code)


@permission_required(Permission.PROPOSE_INSTRUMENT)
@require_POST
@absent_is_404
def take_back(
    request: HttpRequest, *, state: str, code: str, version: int, question: str, pk: int
) -> HttpResponse:
    own = _question(selectors.find(state, code, version), question)
    if actions.take_back_evidence(
        question=own.code, evidence_id=pk, by=actor_of(request), at=timezone.now()
    ):
        messages.success(request, _("The entry is taken back."))
    else:
        messages.info(request, _("Somebody had taken this entry back already."))
    return redirect("survey:evidence", state=state, code=code, version=version, question=own.code)


def _question(found: VersionOrDraft, code: str) -> Question:
    """Raises NoSuchInstrumentError where the version does not ask it."""
    if code not in found.instrument.places:
        raise NoSuchInstrumentError
    return found.instrument.question(code)


def _page(
    request: HttpRequest, found: VersionOrDraft, question: Question, form: EvidenceForm
) -> HttpResponse:
    known = evidence_selectors.evidence_on([question.code])
    context = {
        "found": found,
        "question": question,
        "asked": question_wording.question_words(question, language=ENGLISH),
        "words": words_of(question),
        "rows": evidence_presenters.evidence_rows(question, known),
        "form": form,
        "may_record": viewer_of(request).may(Permission.PROPOSE_INSTRUMENT),
    }
    return render(request, "survey/evidence.html", context)
