"""A question as a form of one field. Which choices make an answer is judged by survey.checking;
here it is put into words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from survey import checking, presenters
from survey.checking import AnswerError, Fault
from survey.definition import Kind, Question
from survey.presenters import QuestionWords
from ui.fields import CheckboxesField, RadiosField


class AnswerForm(forms.Form):
    """The one field is `answer`. An empty one is an error here: skipping has its own button, so
    that nobody skips by a slip of the thumb."""

    def __init__(self, question: Question, field: forms.Field, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.question = question
        self.fields["answer"] = field

    def clean_answer(self) -> tuple[str, ...]:
        given = self.cleaned_data["answer"]
        picked = [given] if isinstance(given, str) else given
        try:
            return checking.check_answer(self.question, picked)
        except AnswerError as error:
            message = _fault_words(self.question)[error.code]
            raise forms.ValidationError(message, code=error.code) from error

    def picked(self) -> tuple[str, ...]:
        """The codes of the choices picked. Only after is_valid()."""
        answer: tuple[str, ...] = self.cleaned_data["answer"]
        return answer


def form_for(
    question: Question,
    *,
    language: str,
    data: Mapping[str, Any] | None = None,
    initial: Sequence[str] = (),
) -> AnswerForm:
    words = presenters.question_words(question, language=language)
    field = _field(question, words)
    shown = list(initial) if question.kind is Kind.MULTI else next(iter(initial), None)
    return AnswerForm(question, field, data=data, initial={"answer": shown})


def _field(question: Question, words: QuestionWords) -> forms.Field:
    field = CheckboxesField if question.kind is Kind.MULTI else RadiosField
    faults = _fault_words(question)
    return field(
        label=words.legend,
        help_text=words.hint,
        choices=[(choice.code, choice.text) for choice in words.choices],
        apart=[words.apart.code] if words.apart else [],
        is_page_heading=True,
        error_messages={
            "required": _nothing_picked(question),
            "invalid_choice": faults[Fault.UNKNOWN_CHOICE],
            "invalid_list": faults[Fault.UNKNOWN_CHOICE],
        },
    )


def _nothing_picked(question: Question) -> str:
    if question.kind is Kind.MULTI:
        return _("Choose one or more answers, or skip this question")
    return _("Choose an answer, or skip this question")


def _fault_words(question: Question) -> Mapping[Fault, str]:
    return {
        Fault.UNKNOWN_CHOICE: _("Choose from the answers shown"),
        Fault.MORE_THAN_ONE: _("Choose one answer only"),
        Fault.EXCLUSIVE_WITH_OTHERS: _(
            "One of your answers cannot be chosen together with the others. "
            "Choose that answer alone, or only the others"
        ),
    }
