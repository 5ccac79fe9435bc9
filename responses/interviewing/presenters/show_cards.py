from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from responses.interviewing import card_answers
from survey.definition.types import Instrument, Question
from survey.flow.context import EMPTY_CONTEXT, AnswerContext
from survey.forms.question_wording import question_words
from ui import typefaces
from ui.languages import OWN_NAMES

Answers = tuple[str, ...]
Instruments = Sequence[Instrument]


@dataclass(frozen=True)
class ShowCard:
    number: int
    answers: Answers


@dataclass(frozen=True)
class PrintedCards:
    """The cards of one language."""

    language: str
    title: str
    edition: str
    cards: Sequence[ShowCard]
    stamp: str

    @property
    def direction(self) -> str:
        return "rtl" if self.language in settings.LANGUAGES_BIDI else "ltr"

    @property
    def is_in_a_file(self) -> bool:
        return self.language in typefaces.IN_A_FILE


@dataclass(frozen=True)
class CardAtHand:
    """`is_whole`: the card has every answer she hears."""

    number: int
    edition: str
    is_whole: bool


def show_cards(instruments: Instruments, *, language: str) -> Sequence[ShowCard]:
    """In the order in which they are first asked."""
    return _cards(tuple(instruments), language, translation.get_language())


@lru_cache(maxsize=128)
def _cards(
    instruments: tuple[Instrument, ...], language: str, _of_the_page: str | None
) -> Sequence[ShowCard]:
    found = (
        _answers(question, language=language, context=EMPTY_CONTEXT)
        for instrument in instruments
        if language in instrument.languages
        for question in instrument.questions
    )
    sets = dict.fromkeys(each for each in found if each)
    return tuple(ShowCard(number, each) for number, each in enumerate(sets, start=1))


def printed_cards(instruments: Instruments, *, language: str, is_simulated: bool) -> PrintedCards:
    with translation.override(language):
        return PrintedCards(
            language=language,
            title=_("Service feedback"),
            edition=_edition(instruments),
            cards=show_cards(instruments, language=language),
            stamp=_("SIMULATED") if is_simulated else "",
        )


def card_at_hand(
    question: Question, instruments: Instruments, *, language: str, context: AnswerContext
) -> CardAtHand | None:
    wanted = _answers(question, language=language, context=context)
    if not wanted:
        return None
    cards = show_cards(instruments, language=language)
    number = next((card.number for card in cards if card.answers == wanted), None)
    if number is None:
        return None
    return CardAtHand(number, _edition(instruments), card_answers.is_whole(question))


def card_languages(instruments: Instruments) -> Sequence[tuple[str, str]]:
    codes = dict.fromkeys(code for each in instruments for code in each.languages)
    return [(code, OWN_NAMES.get(code, code)) for code in codes]


def _edition(instruments: Instruments) -> str:
    return "-".join(str(each.version) for each in instruments)


def _answers(question: Question, *, language: str, context: AnswerContext) -> Answers:
    shown = card_answers.card_choices(question)
    if not shown:
        return ()
    words = question_words(question, language=language, context=context)
    said = {choice.code: str(choice.text) for choice in words.choices if choice.code in shown}
    return tuple(said[choice.code] for choice in question.choices if choice.code in said)
