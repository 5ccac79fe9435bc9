"""A question as the page wants it. The words are those of the published row, never gettext's."""

from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from survey.definition import Question, Text

ENGLISH = "en"


@dataclass(frozen=True)
class ChoiceWords:
    code: str
    text: SafeString
    is_apart: bool


@dataclass(frozen=True)
class QuestionWords:
    legend: SafeString
    hint: SafeString
    choices: tuple[ChoiceWords, ...]

    @property
    def apart(self) -> ChoiceWords | None:
        """The choice that stands last and by itself."""
        return next((choice for choice in self.choices if choice.is_apart), None)


def question_words(question: Question, *, language: str) -> QuestionWords:
    return QuestionWords(
        legend=wording(question.text, language),
        hint=wording(question.hint, language) if question.hint else SafeString(""),
        choices=tuple(
            ChoiceWords(choice.code, wording(choice.text, language), choice.is_apart)
            for choice in question.choices
        ),
    )


def wording(text: Text, language: str) -> SafeString:
    """The wording as HTML. Someone may have begun with a version that does not offer the language
    chosen later: then it is English, as published."""
    plain = escape(text.get(language) or text[ENGLISH])
    allowed = plain.replace("&lt;strong&gt;", "<strong>").replace("&lt;/strong&gt;", "</strong>")
    return mark_safe(allowed)  # noqa: S308  # escaped above but for the one element allowed
