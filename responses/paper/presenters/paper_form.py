from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from responses import confidentiality
from responses.answering.presenters import equality
from responses.answering.selectors import withdrawals
from responses.invitations import tokens
from responses.models import PaperForm
from responses.paper import selectors
from responses.paper.actions.printing import Printed
from responses.paper.reading import printed_questions
from survey.definition.types import Block, Question, QuestionKind
from survey.forms.question_wording import question_words
from ui.formatting import format_date
from ui.typefaces import IN_A_FILE

SENT_BACK_WITHIN = timedelta(days=28)


@dataclass(frozen=True)
class PrintedChoice:
    number: int
    text: str
    symbol: str


@dataclass(frozen=True)
class PrintedQuestion:
    """`before` opens another part: its heading and lines."""

    number: int
    text: str
    hint: str
    symbol: str
    choices: Sequence[PrintedChoice]
    before: Sequence[str] = ()


@dataclass(frozen=True)
class PaperWords:
    language: str
    layout: str
    title: str
    outside: Sequence[str]
    inside: Sequence[str]
    questions: Sequence[PrintedQuestion]
    keep: Sequence[str]
    words: Sequence[str]
    code: str
    stamp: str
    """That nothing of it is real; empty where it is."""

    @property
    def direction(self) -> str:
        return "rtl" if self.language in settings.LANGUAGES_BIDI else "ltr"

    @property
    def is_in_a_file(self) -> bool:
        return self.language in IN_A_FILE


def paper_words(printed: Printed, *, is_simulated: bool) -> PaperWords:
    form = printed.form
    with translation.override(form.language):
        return PaperWords(
            language=form.language,
            layout=form.layout,
            title=_("Service feedback"),
            outside=_apart(
                _outside(localdate(form.attempt.drawn_at + SENT_BACK_WITHIN), form.language)
            ),
            inside=_apart(_inside()),
            questions=tuple(_questions(form)),
            keep=_apart(_keep()),
            words=withdrawals.words().written(printed.words, language=form.language).split(),
            code=tokens.grouped(printed.code),
            stamp=_("SIMULATED") if is_simulated else "",
        )


def page_of(number: int, pages: int, *, language: str) -> str:
    with translation.override(language):
        return _("Page %(number)s of %(pages)s") % {"number": number, "pages": pages}


def _apart(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for text in lines for line in text.split("\n"))


def _outside(day: date, language: str) -> tuple[str, ...]:
    return (
        _("It takes about 5 minutes and is optional."),
        _("Please send these pages back by %(day)s, in the envelope that came with them.")
        % {"day": format_date(day, language=language)},
        _("Please write no name, number or address on these pages."),
    )


def _inside() -> tuple[str, ...]:
    return (
        _("We do not ask what happened. We ask what you think of how it was dealt with."),
        str(confidentiality.ANSWERS),
        str(confidentiality.LIMITS),
        str(confidentiality.AT_RISK),
        _("Tick the box that fits best, or leave a question out. Please use a dark pen."),
        _("Nobody reads these pages straight away."),
        _("If you are in danger now, call 999. If you cannot speak, press 55 on a mobile phone."),
    )


def _keep() -> tuple[str, ...]:
    address = f"{settings.PUBLIC_BASE_URL.rstrip('/')}{reverse('feedback:withdraw')}"
    return (
        _("Keep this page if it is safe to keep. Do not send it back."),
        _(
            "You can take your answers out until six months after they reach us. Go to %(address)s "
            "and enter these six words in this order:"
        )
        % {"address": address.partition("://")[2]},
    )


def _questions(form: PaperForm) -> Iterator[PrintedQuestion]:
    instrument = selectors.instrument_of(form)
    is_in_block = False
    for number, question in enumerate(printed_questions(instrument), start=1):
        opens = question.block is Block.EQUALITY and not is_in_block
        is_in_block = is_in_block or opens
        before = _apart((equality.explainer(instrument).heading, _optional())) if opens else ()
        yield _question(number, question, form.language, before)


def _optional() -> str:
    return _(
        "You do not have to answer them. Your other answers count just the same. What you say is "
        "confidential: the people who dealt with you cannot see it."
    )


def _question(
    number: int, question: Question, language: str, before: Sequence[str]
) -> PrintedQuestion:
    words = question_words(question, language=language)
    several = [_("Tick all that fit.")] if question.kind is QuestionKind.MULTI else []
    return PrintedQuestion(
        number=number,
        text=unescape(words.legend),
        hint=" ".join(filter(None, (unescape(words.hint), *several))),
        symbol=words.symbol,
        choices=tuple(
            PrintedChoice(place, unescape(choice.text), choice.symbol)
            for place, choice in enumerate(words.choices, start=1)
        ),
        before=before,
    )
