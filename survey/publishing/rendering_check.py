"""In the direction of its language."""

from collections.abc import Iterator

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from survey.definition.types import Instrument, Question
from survey.forms.answer_form import form_for

TEMPLATE = "ui/respondent_base.html"


def faults_in(instrument: Instrument) -> list[str]:
    place = f"{instrument.code} version {instrument.version}"
    known = {code for code, _name in settings.LANGUAGES}
    return [
        f"{place}, {fault}"
        for language in instrument.languages
        for fault in (_faults(instrument, language) if language in known else _unknown(language))
    ]


def _unknown(language: str) -> Iterator[str]:
    yield f"languages: no page is offered in {language}"


def _faults(instrument: Instrument, language: str) -> Iterator[str]:
    with translation.override(language):
        frame = render_to_string(TEMPLATE)
        direction = "rtl" if translation.get_language_bidi() else "ltr"
        if f'<html lang="{language}" dir="{direction}"' not in frame:
            yield f"languages: pages in {language} do not run {direction}"
        for question in instrument.questions:
            if fault := _fault(question, language):
                yield f"question {question.code}: it cannot be drawn in {language}: {fault}"


def _fault(question: Question, language: str) -> str:
    try:
        form = form_for(question, language=language)
        drawn = "".join(field.as_field_group() for field in form)
    except Exception as error:
        return f"{type(error).__name__}, {error}"
    return "" if question.choices == () or "<input" in drawn else "no choice is shown"
