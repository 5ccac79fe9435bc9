from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from survey.definition import expression_checks, values
from survey.definition.types import Answers, Choice, Question, QuestionKind, Text, details_key
from survey.flow.context import EMPTY_CONTEXT, AnswerContext, offered_choices
from ui.formatting import format_date, format_words

ENGLISH = "en"
EASY_READ = "en-x-easy"
BREAK = SafeString("<br>")
Words = Mapping[str, str]


@dataclass(frozen=True)
class ChoiceWords:
    code: str
    text: SafeString
    is_apart: bool
    details: SafeString
    symbol: str = ""
    """The name of the drawing next to the choice, in Easy Read only; otherwise empty."""


@dataclass(frozen=True)
class QuestionWords:
    """`box` of an ACKNOWLEDGE question; `symbol` in Easy Read only, else ""."""

    legend: SafeString
    hint: SafeString
    choices: tuple[ChoiceWords, ...]
    box: SafeString
    symbol: str = ""

    @property
    def apart(self) -> ChoiceWords | None:
        """None where there is none."""
        return next((choice for choice in self.choices if choice.is_apart), None)


def question_words(
    question: Question, *, language: str, context: AnswerContext = EMPTY_CONTEXT
) -> QuestionWords:
    piped = piped_values(_texts(question), language=language, context=context)
    return QuestionWords(
        legend=wording(question.text, language, piped),
        hint=wording(question.hint, language, piped),
        choices=tuple(
            ChoiceWords(
                code=choice.code,
                text=wording(choice.text, language, piped),
                is_apart=choice.is_apart,
                details=wording(choice.details, language, piped),
                symbol=choice.symbol if language == EASY_READ else "",
            )
            for choice in offered_choices(question, context)
        ),
        box=box_words(question, language),
        symbol=question.symbol if language == EASY_READ else "",
    )


def wording(text: Text, language: str, piped: Words | None = None) -> SafeString:
    """As HTML, with piped values."""
    plain = escape(_plain(text, language))
    allowed = plain.replace("&lt;strong&gt;", "<strong>").replace("&lt;/strong&gt;", "</strong>")
    filled = expression_checks.fill(allowed, piped or {}) if "{" in allowed else allowed
    return mark_safe(filled)  # noqa: S308  # escaped above but for the one element allowed


def piped_values(texts: Iterable[Text], *, language: str, context: AnswerContext) -> Words:
    """ "" for an answer not given or not to be shown again (SAF-8)."""
    names = frozenset[str]().union(
        *(expression_checks.placeholders_in(_plain(text, language)) for text in texts)
    )
    return {name: _piped_value(name, language, context) for name in names}


def _piped_value(name: str, language: str, context: AnswerContext) -> str:
    if name in expression_checks.FACTS:
        return escape(context.facts.get(name, ""))
    instrument = context.instrument
    if instrument is None or name not in instrument.places or not context.may_tell(name):
        return ""
    parts = answer_words(instrument.question(name), context.answers, language=language)
    return format_words(parts, language=language)


def answer_words(question: Question, answers: Answers, *, language: str) -> tuple[SafeString, ...]:
    """One item a choice, or what was typed."""
    picked = answers.get(question.code, ())
    if question.kind is QuestionKind.ACKNOWLEDGE:
        return (box_words(question, language),) if picked else ()
    if question.choices:
        chosen = (choice for choice in question.choices if choice.code in picked)
        return tuple(_choice_words(question, choice, answers, language) for choice in chosen)
    return tuple(_typed(question, words, language) for words in picked)


def box_words(question: Question, language: str) -> SafeString:
    """Else "I confirm"."""
    return (
        wording(question.choices[0].text, language) if question.choices else escape(_("I confirm"))
    )


def _choice_words(
    question: Question, choice: Choice, answers: Answers, language: str
) -> SafeString:
    words = wording(choice.text, language)
    written = answers.get(details_key(question.code, choice.code), ())
    if not written:
        return words
    sentence = escape(_("%(choice)s: %(details)s"))
    return mark_safe(sentence % {"choice": words, "details": _isolate(written[0])})  # noqa: S308


def _typed(question: Question, words: str, language: str) -> SafeString:
    day = values.date_in(words) if question.kind is QuestionKind.DATE else None
    return escape(format_date(day, language=language)) if day else _isolate(words)


def _isolate(words: str) -> SafeString:
    lines = format_html_join(BREAK, "{}", ((line,) for line in words.split("\n")))
    return format_html("<bdi>{}</bdi>", lines)


def _texts(question: Question) -> Sequence[Text]:
    of_choices = (text for choice in question.choices for text in (choice.text, choice.details))
    return (question.text, question.hint, *of_choices)


def _plain(text: Text, language: str) -> str:
    return text.get(language) or text.get(ENGLISH, "")
