"""A question as the page wants it, and an answer read back. The words are those of the published
row, never gettext's.

What someone typed is put into a page escaped, and set apart, so that neither markup nor a change
of direction in it reaches the words around it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from survey.definition import piping, values
from survey.definition.types import Answers, Choice, Question, QuestionKind, Text, details_key
from survey.flow.context import EMPTY_CONTEXT, FACTS, AnswerContext, offered_choices
from ui.formatting import format_date, format_words

ENGLISH = "en"
EASY_READ = "en-x-easy"
BREAK = SafeString("<br>")
Words = Mapping[str, str]


@dataclass(frozen=True)
class ChoiceWords:
    """`details` is the label of the box for words of its own; empty where there is none."""

    code: str
    text: SafeString
    is_apart: bool
    details: SafeString
    symbol: str = ""
    """The drawing beside it: in Easy Read, and in no other language."""


@dataclass(frozen=True)
class QuestionWords:
    """`box` stands beside the one box of a question that has but one."""

    legend: SafeString
    hint: SafeString
    choices: tuple[ChoiceWords, ...]
    box: SafeString

    @property
    def apart(self) -> ChoiceWords | None:
        """The choice that stands last and by itself."""
        return next((choice for choice in self.choices if choice.is_apart), None)


def question_words(
    question: Question, *, language: str, context: AnswerContext = EMPTY_CONTEXT
) -> QuestionWords:
    told = told_in(_texts(question), language=language, context=context)
    return QuestionWords(
        legend=wording(question.text, language, told),
        hint=wording(question.hint, language, told),
        choices=tuple(
            ChoiceWords(
                code=choice.code,
                text=wording(choice.text, language, told),
                is_apart=choice.is_apart,
                details=wording(choice.details, language, told),
                symbol=choice.symbol if language == EASY_READ else "",
            )
            for choice in offered_choices(question, context)
        ),
        box=box_words(question, language),
    )


def wording(text: Text, language: str, told: Words | None = None) -> SafeString:
    """The wording as HTML, with what was told before in the places named for it. Someone may have
    begun with a version that does not offer the language chosen later: then it is English, as
    published."""
    plain = escape(_in(text, language))
    allowed = plain.replace("&lt;strong&gt;", "<strong>").replace("&lt;/strong&gt;", "</strong>")
    filled = piping.fill(allowed, told or {}) if "{" in allowed else allowed
    return mark_safe(filled)  # noqa: S308  # escaped above but for the one element allowed


def told_in(texts: Iterable[Text], *, language: str, context: AnswerContext) -> Words:
    """What stands for each name in the texts, as HTML. What may not be repeated to whoever is
    looking is left out, as is what was not answered."""
    names = frozenset[str]().union(*(piping.placeholders_in(_in(text, language)) for text in texts))
    return {name: _told(name, language, context) for name in names}


def _told(name: str, language: str, context: AnswerContext) -> str:
    if name in FACTS:
        return escape(context.facts.get(name, ""))
    instrument = context.instrument
    if instrument is None or name not in instrument.places or not context.may_tell(name):
        return ""
    parts = answer_words(instrument.question(name), context.answers, language=language)
    return format_words(parts, language=language)


def answer_words(question: Question, answers: Answers, *, language: str) -> tuple[SafeString, ...]:
    """The answer read back: a choice a line, or what was typed; nothing where it was skipped."""
    picked = answers.get(question.code, ())
    if question.kind is QuestionKind.ACKNOWLEDGE:
        return (box_words(question, language),) if picked else ()
    if question.choices:
        chosen = (choice for choice in question.choices if choice.code in picked)
        return tuple(_choice_words(question, choice, answers, language) for choice in chosen)
    return tuple(_typed(question, words, language) for words in picked)


def box_words(question: Question, language: str) -> SafeString:
    """What stands beside the one box: its choice's words, where the author wrote one."""
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
    return mark_safe(sentence % {"choice": words, "details": _apart(written[0])})  # noqa: S308


def _typed(question: Question, words: str, language: str) -> SafeString:
    day = values.date_in(words) if question.kind is QuestionKind.DATE else None
    return escape(format_date(day, language=language)) if day else _apart(words)


def _apart(words: str) -> SafeString:
    lines = format_html_join(BREAK, "{}", ((line,) for line in words.split("\n")))
    return format_html("<bdi>{}</bdi>", lines)


def _texts(question: Question) -> Sequence[Text]:
    of_choices = (text for choice in question.choices for text in (choice.text, choice.details))
    return (question.text, question.hint, *of_choices)


def _in(text: Text, language: str) -> str:
    return text.get(language) or text.get(ENGLISH, "")
