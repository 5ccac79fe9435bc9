from dataclasses import dataclass

from babel.lists import format_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from survey.definition.expressions import AllOf, AnyOf, Expression, Not, Picked
from survey.definition.types import Instrument
from survey.forms import question_wording
from survey.interchange.xpath.writing import UnableToWriteError, write_text
from ui.formatting import locale_of


@dataclass(frozen=True)
class ConditionWords:
    text: str
    parts: tuple["ConditionWords", ...] = ()


def optional_words(
    condition: Expression | None, instrument: Instrument, *, language: str
) -> ConditionWords | None:
    return condition_words(condition, instrument, language=language) if condition else None


def condition_words(
    condition: Expression, instrument: Instrument, *, language: str
) -> ConditionWords:
    """A condition as nested sentences."""
    match condition:
        case AllOf(parts):
            return _several(_("All of these:"), parts, instrument, language)
        case AnyOf(parts):
            return _several(_("At least one of these:"), parts, instrument, language)
        case Not(part):
            return _several(_("Not this:"), (part,), instrument, language)
        case Picked(code, picked) if code in instrument.places:
            question = instrument.question(code)
            words = [
                _("“%(choice)s”") % {"choice": question_wording.wording(choice.text, language)}
                for choice in question.choices
                if choice.code in picked
            ]
            locale = locale_of(get_language() or "en")
            return ConditionWords(
                _("The answer to %(question)s is %(choices)s.")
                % {
                    "question": code,
                    "choices": format_list(words or sorted(picked), style="or", locale=locale),
                }
            )
        case _:
            return ConditionWords(_("This is true: %(formula)s") % {"formula": _formula(condition)})


def _several(
    text: str, parts: tuple[Expression, ...], instrument: Instrument, language: str
) -> ConditionWords:
    inner = tuple(condition_words(part, instrument, language=language) for part in parts)
    return ConditionWords(text, inner)


def _formula(condition: Expression) -> str:
    try:
        return write_text(condition)
    except UnableToWriteError:
        return _("a formula that cannot be written out")
