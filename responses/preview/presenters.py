from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from responses.answering.presenters import equality
from responses.preview.walkthrough import Stop, StopKind, Walk
from responses.sms import segments, texts
from survey import module_names
from survey.bank.pathways import SHORT_CORE, Pathway
from survey.definition.types import Instrument, Question
from survey.designer import instrument_presenters
from survey.forms import question_wording
from survey.publishing import example_cases
from survey.publishing.example_cases import Branch
from survey.selectors import VersionOrDraft
from ui import languages


@dataclass(frozen=True)
class PreviewOption:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class StopRow:
    url: str
    codes: str
    legend: SafeString | str


@dataclass(frozen=True)
class TextRow:
    offer: languages.Offer
    body: str
    encoding: str
    length: int
    parts: int
    room: int
    is_within_one: bool


def pathway_label(pathway: Pathway) -> str:
    modules = (pathway.stage, *pathway.outcome, *pathway.crimes, *(["WALES"] * pathway.is_wales))
    names = [module_names.module_name(module) for module in modules if module]
    return instrument_presenters.join_words(names) or _("The core")


def pathway_options(
    pathways: Sequence[Pathway], *, chosen: str, short: str
) -> tuple[PreviewOption, ...]:
    """By place from 1; "" walks all questions."""
    return (
        PreviewOption("", _("All questions, whatever the case"), is_chosen=not chosen),
        *(
            PreviewOption(
                str(place),
                _option_label(
                    pathway, goes_on=short == SHORT_CORE and pathway.instrument != SHORT_CORE
                ),
                is_chosen=chosen == str(place),
            )
            for place, pathway in enumerate(pathways, 1)
        ),
    )


def _option_label(pathway: Pathway, *, goes_on: bool) -> str:
    named = {"pathway": pathway_label(pathway), "count": pathway.most}
    if goes_on:
        return _("Says more: %(pathway)s (at most %(count)s questions)") % named
    return _("%(pathway)s (at most %(count)s questions)") % named


def case_options(instrument: Instrument, *, chosen: str) -> tuple[PreviewOption, ...]:
    return (
        PreviewOption("", _("Nothing answered yet"), is_chosen=not chosen),
        *(
            PreviewOption(key, label, is_chosen=key == chosen)
            for branch in example_cases.branches(instrument)
            for key, label in _cases(branch)
        ),
    )


def _cases(branch: Branch) -> Iterator[tuple[str, str]]:
    named = {"code": branch.code}
    if branch.taken is not None:
        key = instrument_presenters.case_key(branch, is_taken=True)
        yield key, _("Leads to %(code)s") % named
    if branch.untaken is not None:
        key = instrument_presenters.case_key(branch, is_taken=False)
        yield key, _("Leads past %(code)s") % named


def address(found: VersionOrDraft, stop: Stop, *, language: str) -> str:
    own = [found.state, found.instrument.code, found.instrument.version]
    if stop.kind is StopKind.QUESTION:
        path = reverse("responses:preview-question", args=[*own, stop.number])
    else:
        path = reverse(f"responses:preview-{stop.kind}", args=own)
    return f"{path}?{urlencode({'language': language})}"


def stop_rows(found: VersionOrDraft, walk: Walk, *, language: str) -> tuple[StopRow, ...]:
    return tuple(
        StopRow(
            url=address(found, stop, language=language),
            codes=instrument_presenters.join_words(
                [question.code for question in _questions_on_page(stop)]
            ),
            legend=_legend(walk, stop, language),
        )
        for stop in walk.stops
    )


def _questions_on_page(stop: Stop) -> Sequence[Question]:
    return stop.page.questions if stop.page else ()


def _legend(walk: Walk, stop: Stop, language: str) -> SafeString | str:
    if stop.page:
        return question_wording.question_words(stop.page.questions[0], language=language).legend
    with translation.override(language):
        if stop.kind is StopKind.INTRODUCTION:
            return _("Before the first question")
        if stop.kind is StopKind.MORE:
            return equality.explainer(walk.instrument).heading
        return _("Check your answers")


def answer_rows(walk: Walk, *, language: str) -> list[tuple[SafeString, tuple[SafeString, ...]]]:
    counted = walk.counted
    return [
        (
            question_wording.question_words(question, language=language).legend,
            question_wording.answer_words(question, counted, language=language),
        )
        for stop in walk.stops
        for question in _questions_on_page(stop)
        if question.code in counted
    ]


def text_rows(link: str) -> tuple[TextRow, ...]:
    """The text message in every language."""
    templates = texts.TEMPLATES
    return tuple(
        _text_row(offer, templates[offer.code], link) for offer in languages.offers(templates)
    )


def _text_row(offer: languages.Offer, template: str, link: str) -> TextRow:
    body = segments.arriving(texts.body(template, link=link))
    measure = segments.measure(body)
    of_each = segments.ONE_PART if measure.parts == 1 else segments.EACH_OF_SEVERAL
    return TextRow(
        offer=offer,
        body=body,
        encoding=measure.encoding.value,
        length=measure.length,
        parts=measure.parts,
        room=of_each[measure.encoding] * measure.parts,
        is_within_one=measure.parts == 1,
    )
