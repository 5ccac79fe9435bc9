from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET, require_http_methods

from access.permissions import Permission
from access.web.frames import allow_frame_inside, allow_in_frame
from access.web.guards import permission_required
from responses.answering.presenters import equality, pages
from responses.invitations import tokens
from responses.preview import presenters, walkthrough
from responses.preview.walkthrough import Stop, StopKind, Walk
from survey import selectors
from survey.bank.pathways import NATIONAL, Pathway
from survey.definition.fields import complete_languages
from survey.definition.types import Block, Instrument
from survey.flow.context import AnswerContext
from survey.flow.progress import FormPart, part_length
from survey.forms.answer_form import AnswerForm, page_form
from survey.selectors import VersionOrDraft
from ui import languages

SESSION = "preview"
WIDTHS = (320, 390)
Page = Callable[..., HttpResponse]


@dataclass(frozen=True)
class PreviewState:
    found: VersionOrDraft
    walk: Walk
    language: str

    def address(self, stop: Stop) -> str:
        return presenters.address(self.found, stop, language=self.language)

    @property
    def context(self) -> AnswerContext:
        month = pages.month(self.walk.today) if self.walk.today else ""
        return AnswerContext(
            instrument=self.walk.instrument,
            answers=self.walk.answers,
            today=self.walk.today,
            facts={"month": month},
        )


def _find(state: str, code: str, version: int) -> VersionOrDraft:
    try:
        return selectors.find(state, code, version)
    except selectors.NoSuchInstrumentError as error:
        raise Http404 from error


def _walked(found: VersionOrDraft) -> Instrument:
    own = found.instrument
    if not any(own.in_block(Block.LOCAL)):
        return own
    national = _national()
    return walkthrough.appended(national, own) if national else own


def _national() -> Instrument | None:
    try:
        version = selectors.version_in_force(NATIONAL, on=timezone.localdate())
    except selectors.NoVersionInForceError:
        return None
    return selectors.instrument(version)


def _pathways(walked: Instrument) -> tuple[Pathway, ...]:
    is_asked_on = bool(walked.rotating) and _national() is not None
    more = walkthrough.longer_pathways() if is_asked_on else ()
    return (*walkthrough.pathways_to(walked), *more)


@permission_required(Permission.VIEW_INSTRUMENTS)
@require_GET
def start(request: HttpRequest, *, state: str, code: str, version: int) -> HttpResponse:
    found = _find(state, code, version)
    case, pathway = request.GET.get("case", ""), request.GET.get("pathway", "")
    width = request.GET.get("width", "")
    known = [str(place) for place, _way in enumerate(_pathways(_walked(found)), 1)]
    has_case = walkthrough.answers_of_case(found.instrument, case) is not None
    chosen: dict[str, Any] = {
        "case": case if has_case else "",
        "pathway": pathway if pathway in known else "",
        "width": int(width) if width in map(str, WIDTHS) else WIDTHS[-1],
    }
    answers = walkthrough.answers_of_case(found.instrument, chosen["case"]) or {}
    request.session[SESSION] = {
        "of": _key(found),
        "pathway": chosen["pathway"],
        "answers": {code: list(answer) for code, answer in answers.items()},
    }
    preview = _preview_state(request, found)
    context = {
        "found": found,
        "offers": _offers(preview.walk.instrument),
        "spoken": preview.language,
        "direction": languages.offers([preview.language])[0].direction,
        "pathways": presenters.pathway_options(
            _pathways(_walked(found)), chosen=chosen["pathway"], short=found.instrument.code
        ),
        "cases": presenters.case_options(found.instrument, chosen=chosen["case"]),
        "widths": WIDTHS,
        "width": chosen["width"],
        "rows": presenters.stop_rows(found, preview.walk, language=preview.language),
        "first": preview.address(_first(preview.walk, chosen["case"])),
    }
    return allow_frame_inside(render(request, "responses/staff/preview.html", context))


def _first(walk: Walk, case: str) -> Stop:
    code = case.partition(":")[2].rpartition(":")[0]
    return walk.stop_of(code) or walk.stops[0]


def _key(found: VersionOrDraft) -> str:
    return f"{found.state} {found.instrument.code} {found.instrument.version}"


def _preview_state(request: HttpRequest, found: VersionOrDraft) -> PreviewState:
    kept = request.session.get(SESSION, {})
    kept = kept if kept.get("of") == _key(found) else {}
    instrument = _walked(found)
    if kept.get("pathway"):
        pathway = _pathways(instrument)[int(kept["pathway"]) - 1]
        instrument = walkthrough.cut_to(instrument, pathway, _national())
    answers = {code: tuple(answer) for code, answer in kept.get("answers", {}).items()}
    wanted = request.GET.get("language", "")
    language = wanted if wanted in {offer.code for offer in _offers(instrument)} else "en"
    return PreviewState(found, Walk(instrument, answers, timezone.localdate()), language)


def _offers(walked: Instrument) -> list[languages.Offer]:
    return languages.offers(complete_languages(walked), drafts=walked.drafts)


def walk_page(kind: StopKind) -> Callable[[Page], Page]:
    def decorate(view: Page) -> Page:
        @wraps(view)
        def page(
            request: HttpRequest, *, state: str, code: str, version: int, number: int | None = None
        ) -> HttpResponse:
            found = _find(state, code, version)
            preview = _preview_state(request, found)
            stop = preview.walk.stop_at(kind, number)
            if stop is None:
                return allow_in_frame(redirect(preview.address(preview.walk.stops[0])))
            request.languages = _offers(preview.walk.instrument)  # type: ignore[attr-defined]
            if language := languages.requested_language(request):
                preview = replace(preview, language=language)
                return allow_in_frame(redirect(preview.address(stop)))
            request.staff_language = translation.get_language()  # type: ignore[attr-defined]
            with translation.override(preview.language):
                return allow_in_frame(view(request, preview, stop))

        return page

    return decorate


@permission_required(Permission.VIEW_INSTRUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
@walk_page(StopKind.INTRODUCTION)
def introduction(request: HttpRequest, preview: PreviewState, stop: Stop) -> HttpResponse:
    instrument = preview.walk.instrument
    context = {
        "month": preview.context.facts["month"],
        "core": part_length(instrument, FormPart.FIRST),
        "equality": part_length(instrument, FormPart.EQUALITY),
        "onward": preview.address(preview.walk.after(stop)),
        **_common_context(preview, stop),
    }
    return render(request, "responses/staff/preview_introduction.html", context)


@permission_required(Permission.VIEW_INSTRUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
@walk_page(StopKind.QUESTION)
def question(request: HttpRequest, preview: PreviewState, stop: Stop) -> HttpResponse:
    assert stop.page is not None  # noqa: S101  # a question's stop has its page
    questions = stop.page.questions
    if request.method != "POST":
        form = page_form(
            questions,
            language=preview.language,
            initial=preview.walk.answers,
            context=preview.context,
        )
        return _question_page(request, preview, stop, form)
    if "skip" in request.POST:
        return _go_on(request, preview, stop, {each.code: () for each in questions})
    form = page_form(
        questions, language=preview.language, data=request.POST, context=preview.context
    )
    if not form.is_valid():
        return _question_page(request, preview, stop, form)
    return _go_on(request, preview, stop, form.given)


def _go_on(
    request: HttpRequest, preview: PreviewState, stop: Stop, given: Mapping[str, tuple[str, ...]]
) -> HttpResponse:
    kept = request.session.get(SESSION) or {"of": _key(preview.found), "pathway": ""}
    answers = {**preview.walk.answers, **given}
    request.session[SESSION] = kept | {"answers": {code: list(a) for code, a in answers.items()}}
    walk = replace(preview.walk, answers=answers)
    return redirect(preview.address(walk.after(stop)))


def _question_page(
    request: HttpRequest, preview: PreviewState, stop: Stop, form: AnswerForm
) -> HttpResponse:
    first = form.questions[0]
    progress = preview.walk.progress_at(first)
    context = {
        "title": pages.question_title(progress.number, has_error=form.has_faults),
        "form": form,
        "progress": pages.progress_row(first, progress),
        "first": _first_words(preview, stop),
        **_common_context(preview, stop),
    }
    return render(request, "responses/staff/preview_question.html", context)


def _first_words(preview: PreviewState, stop: Stop) -> dict[str, object] | None:
    before = preview.walk.before(stop)
    if before is None or before.kind is not StopKind.INTRODUCTION:
        return None
    return {"month": preview.context.facts["month"], "is_preview": True}


def _common_context(preview: PreviewState, stop: Stop) -> dict[str, object]:
    before = preview.walk.before(stop)
    return {
        "back": preview.address(before) if before else "",
        "exit_url": preview.address(Stop(StopKind.END)),
    }


@permission_required(Permission.VIEW_INSTRUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
@walk_page(StopKind.MORE)
def more(request: HttpRequest, preview: PreviewState, stop: Stop) -> HttpResponse:
    if request.method == "POST":
        following = Stop(StopKind.END) if "skip" in request.POST else preview.walk.after(stop)
        return redirect(preview.address(following))
    explainer = equality.explainer(preview.walk.instrument)
    context = {"explainer": explainer, **_common_context(preview, stop)}
    return render(request, "responses/staff/preview_more.html", context)


@permission_required(Permission.VIEW_INSTRUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
@walk_page(StopKind.END)
def end(request: HttpRequest, preview: PreviewState, stop: Stop) -> HttpResponse:
    rows = presenters.answer_rows(preview.walk, language=preview.language)
    context = {"rows": rows, **_common_context(preview, stop)}
    return render(request, "responses/staff/preview_end.html", context)


@permission_required(Permission.VIEW_INSTRUMENTS)
@require_GET
def text(request: HttpRequest) -> HttpResponse:
    link = f"{settings.PUBLIC_BASE_URL.rstrip('/')}/{'x' * tokens.LENGTH}"
    return render(request, "responses/staff/text.html", {"rows": presenters.text_rows(link)})
