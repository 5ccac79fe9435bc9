from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from responses.models import PaperForm
from responses.paper import selectors
from responses.paper.reading import differing, printed_questions, typed_as
from responses.paper.selectors import FormStep, KeyingQuality, WaitingForms
from ui.formatting import format_number

STORED: Mapping[FormStep, Promise] = {
    FormStep.OVER: gettext_lazy("Stored. Put the form with those to be destroyed."),
    FormStep.WAIT: gettext_lazy("Stored. Give the form to somebody else, who keys it again."),
    FormStep.SETTLE: gettext_lazy(
        "Stored. The first person read something else. Open the form again to settle it, or give "
        "it to somebody who did not key it first."
    ),
}


def lines(form: PaperForm, step: FormStep) -> dict[str, Any]:
    """After two readings only the differing questions, with both."""
    questions = printed_questions(selectors.instrument_of(form))
    numbers = {question.code: place for place, question in enumerate(questions, start=1)}
    if step is not FormStep.SETTLE:
        has_words = not selectors.has_words(form)
        return {"questions": questions, "numbers": numbers, "has_words": has_words}
    one, other = (selectors.reading_of(form, number) for number in selectors.NUMBERS)
    open_ones = differing(questions, one, other)
    beside = {
        question.code: _("First reading: %(first)s. Second reading: %(second)s.")
        % {"first": typed_as(question, one), "second": typed_as(question, other)}
        for question in open_ones
    }
    return {"questions": open_ones, "numbers": numbers, "beside": beside, "has_words": False}


def waiting_words(waiting: WaitingForms) -> list[str]:
    second = ngettext(
        "%(count)s form waits for you or somebody else to key it a second time.",
        "%(count)s forms wait for you or somebody else to key them a second time.",
        waiting.second,
    ) % {"count": waiting.second}
    settlement = ngettext(
        "%(count)s form was read otherwise by two people and waits to be settled.",
        "%(count)s forms were read otherwise by two people and wait to be settled.",
        waiting.settlement,
    ) % {"count": waiting.settlement}
    return [line for line, n in ((second, waiting.second), (settlement, waiting.settlement)) if n]


def quality_words(found: KeyingQuality | None) -> str:
    if found is None:
        return _("How often two people read the same is told from %(least)s forms on.") % {
            "least": selectors.LEAST_TOLD
        }
    language = get_language() or "en"
    return _(
        "Of %(compared)s questions on %(forms)s forms that two people keyed, they read "
        "%(differed)s otherwise."
    ) % {
        "compared": format_number(found.compared, language=language),
        "forms": format_number(found.forms, language=language),
        "differed": format_number(found.differed, language=language),
    }
