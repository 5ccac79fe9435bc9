"""Show cards: the answers that are read out, for her to look at while she is asked. Each has a
number and no question, so that it tells nobody what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from responses.interviewing.silent_choices import silent_choices
from survey.definition.types import Instrument, Meaning, Question
from survey.flow.context import EMPTY_CONTEXT, AnswerContext
from survey.forms.question_wording import question_words
from ui import typefaces
from ui.languages import OWN_NAMES

Answers = tuple[str, ...]


@dataclass(frozen=True)
class ShowCard:
    number: int
    answers: Answers


@dataclass(frozen=True)
class PrintedCards:
    """The cards of one language. `stamp` says that nothing of it is real; empty where it is."""

    language: str
    title: str
    cards: Sequence[ShowCard]
    stamp: str

    @property
    def direction(self) -> str:
        return "rtl" if self.language in settings.LANGUAGES_BIDI else "ltr"

    @property
    def is_in_a_file(self) -> bool:
        return self.language in typefaces.IN_A_FILE


def show_cards(instrument: Instrument, *, language: str) -> Sequence[ShowCard]:
    """One for each set of answers, in the order in which they are first asked."""
    found = (
        _answers(question, language=language, context=EMPTY_CONTEXT)
        for question in instrument.questions
    )
    sets = dict.fromkeys(each for each in found if each)
    return tuple(ShowCard(number, each) for number, each in enumerate(sets, start=1))


def printed_cards(instrument: Instrument, *, language: str, is_simulated: bool) -> PrintedCards:
    with translation.override(language):
        return PrintedCards(
            language=language,
            title=_("Service feedback"),
            cards=show_cards(instrument, language=language),
            stamp=_("SIMULATED") if is_simulated else "",
        )


def card_number(
    question: Question, instrument: Instrument, *, language: str, context: AnswerContext
) -> int | None:
    """Which card has the answers of a question; None where none has exactly these."""
    wanted = _answers(question, language=language, context=context)
    cards = show_cards(instrument, language=language)
    return next((card.number for card in cards if wanted and card.answers == wanted), None)


def card_languages(instrument: Instrument) -> Sequence[tuple[str, str]]:
    return [(code, OWN_NAMES.get(code, code)) for code in instrument.languages]


def _answers(question: Question, *, language: str, context: AnswerContext) -> Answers:
    """Those that are read out, without what stands outside the scale, which may say what it is
    about; () where the question has none to choose from."""
    outside = {each.code for each in question.choices if each.meaning is Meaning.OUT_OF_BASE}
    silent = silent_choices(question) | outside
    words = question_words(question, language=language, context=context)
    return tuple(str(choice.text) for choice in words.choices if choice.code not in silent)
