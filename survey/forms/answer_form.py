"""The questions of a page as a form. What makes an answer is judged by survey.flow.answer_checks;
here it is put into words.

A question that is alone on its page is the field `answer`; among several each is named by its
code. The box for words beside a choice is a field of its own. Skipping has its own button, so that
nobody skips by a slip of the thumb: a page on which nothing was answered is an error here. Among
several questions one that was left empty counts as skipped."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext as _

from survey.definition.types import ACKNOWLEDGED, Answers, Question, QuestionKind, details_key
from survey.flow import answer_checks
from survey.flow.answer_checks import NEVER_ANSWERED, AnswerError, AnswerFault
from survey.flow.context import EMPTY_CONTEXT, AnswerContext
from survey.forms import question_wording
from survey.forms.error_wording import fault_words, nothing_given
from survey.forms.question_wording import QuestionWords
from ui.fields import (
    CheckboxesField,
    DatePartsField,
    NoteField,
    RadiosField,
    TextAreaField,
    TextField,
)

ALONE = "answer"
Data = Mapping[str, Any]


class AnswerForm(forms.Form):
    def __init__(
        self,
        questions: Sequence[Question],
        *,
        language: str,
        context: AnswerContext,
        initial: Answers,
        data: Data | None = None,
    ) -> None:
        super().__init__(data=data)
        self.questions = questions
        self.language = language
        self.context = context
        self.given: dict[str, tuple[str, ...]] = {}
        for question in questions:
            self._add(question, initial)

    def _add(self, question: Question, initial: Answers) -> None:
        name = self.name_of(question)
        words = question_wording.question_words(
            question, language=self.language, context=self.context
        )
        field = _field(question, words, language=self.language, is_alone=name == ALONE)
        self.fields[name] = field
        self.initial[name] = _shown(question, initial.get(question.code))
        boxes = [choice for choice in words.choices if choice.details]
        for choice in boxes:
            self.fields[_details_name(name, choice.code)] = _unchecked(
                TextField(label=choice.details, required=False, strip=False)
            )
            written = initial.get(details_key(question.code, choice.code), ())
            self.initial[_details_name(name, choice.code)] = next(iter(written), "")
        field.widget.details = {
            choice.code: self[_details_name(name, choice.code)] for choice in boxes
        }

    def name_of(self, question: Question) -> str:
        return ALONE if len(self.questions) == 1 else question.code

    @property
    def asked(self) -> list[BoundField]:
        """The field of each question, in order; the boxes beside choices are drawn within."""
        return [self[self.name_of(question)] for question in self.questions]

    @property
    def is_unskippable(self) -> bool:
        """Where skipping is refused, or would mean the same as going on."""
        is_required = any(question.is_required for question in self.questions)
        return is_required or not _is_asked(self)

    def clean(self) -> None:
        for question in self.questions:
            if self.name_of(question) not in self.errors:
                self._check(question)
        is_all_empty = not any(self.given.values())
        if len(self.questions) > 1 and is_all_empty and not self.errors and _is_asked(self):
            raise forms.ValidationError(_("Answer at least one question, or skip this page"))

    def _check(self, question: Question) -> None:
        name = self.name_of(question)
        try:
            answer = answer_checks.check_answer(
                question, _sent(self.cleaned_data.get(name)), self.context
            )
            details = answer_checks.check_details(question, answer, self._written(question))
        except AnswerError as error:
            place = _details_name(name, error.choice) if error.choice else name
            words = fault_words(question, language=self.language, context=self.context)
            self.add_error(place, forms.ValidationError(words[error.code], code=error.code))
        else:
            self.given |= {question.code: answer, **details}
            if not answer and name == ALONE and question.kind not in NEVER_ANSWERED:
                self.add_error(name, nothing_given(question))

    def _written(self, question: Question) -> dict[str, str]:
        """What stands in the boxes beside choices, by choice."""
        names = {
            choice.code: _details_name(self.name_of(question), choice.code)
            for choice in question.choices
            if choice.details
        }
        return {code: self.cleaned_data.get(name, "") for code, name in names.items()}

    def details(self) -> dict[str, str]:
        """What was written beside choices of that question, by choice. Only after is_valid()."""
        return self._written(self.questions[0])

    def picked(self) -> tuple[str, ...]:
        """The answer to the question that is alone on its page. Only after is_valid()."""
        return self.given[self.questions[0].code]


def form_for(
    question: Question,
    *,
    language: str,
    data: Data | None = None,
    initial: Sequence[str] = (),
    context: AnswerContext = EMPTY_CONTEXT,
) -> AnswerForm:
    """The form of a question that is alone on its page."""
    return page_form(
        [question],
        language=language,
        data=data,
        initial={question.code: tuple(initial)} if initial else {},
        context=context,
    )


def page_form(
    questions: Sequence[Question],
    *,
    language: str,
    data: Data | None = None,
    initial: Answers | None = None,
    context: AnswerContext = EMPTY_CONTEXT,
) -> AnswerForm:
    """`initial` are answers, and what was written beside choices, to be shown again."""
    return AnswerForm(
        questions, language=language, context=context, initial=initial or {}, data=data
    )


def redrawn(form: AnswerForm) -> AnswerForm:
    """The same page with all that was typed and nothing judged, as when its language changes."""
    fresh = page_form(form.questions, language=form.language, context=form.context)
    fresh.initial.update({name: form[name].data for name in form.fields})
    return fresh


def _is_asked(form: AnswerForm) -> bool:
    return any(question.kind not in NEVER_ANSWERED for question in form.questions)


def _details_name(name: str, choice: str) -> str:
    return f"{name}-details-{choice}"


def _sent(value: str | Sequence[str] | None) -> Sequence[str]:
    """A text that was left empty is nothing sent."""
    if isinstance(value, str):
        return [value] if value else []
    return value or []


def _shown(question: Question, answer: Sequence[str] | None) -> object:
    """What a field shows at first: what was answered, or else the default."""
    picked = list(question.default.split() if answer is None else answer)
    if question.kind in {QuestionKind.MULTI, QuestionKind.ACKNOWLEDGE}:
        return picked
    return question.default if answer is None else next(iter(picked), None)


def _field(
    question: Question, words: QuestionWords, *, language: str, is_alone: bool
) -> forms.Field:
    faults = fault_words(question, language=language)
    is_required = is_alone or question.is_required
    return _FIELDS[question.kind](
        words,
        label=words.legend,
        help_text=words.hint,
        required=is_required and question.kind not in NEVER_ANSWERED,
        is_page_heading=is_alone,
        error_messages={
            "required": faults[AnswerFault.REQUIRED]
            if question.is_required
            else nothing_given(question),
            "invalid_choice": faults[AnswerFault.UNKNOWN_CHOICE],
            "invalid_list": faults[AnswerFault.UNKNOWN_CHOICE],
        },
    )


def _radios(words: QuestionWords, **common: Any) -> forms.Field:
    return RadiosField(**_choices(words), **common)


def _checkboxes(words: QuestionWords, **common: Any) -> forms.Field:
    return CheckboxesField(**_choices(words), **common)


def _choices(words: QuestionWords) -> dict[str, Any]:
    return {
        "choices": [(choice.code, choice.text) for choice in words.choices],
        "apart": [choice.code for choice in words.choices if choice.is_apart],
        "symbols": {choice.code: choice.symbol for choice in words.choices},
    }


def _box(words: QuestionWords, **common: Any) -> forms.Field:
    return CheckboxesField(choices=[(ACKNOWLEDGED, words.box)], **common)


def _text(words: QuestionWords, **common: Any) -> forms.Field:
    most = _("You can write up to 1,000 characters.")
    hint = format_html("{}<br>{}", words.hint, most) if words.hint else most
    return _unchecked(TextAreaField(**common | {"help_text": hint, "strip": False}))


def _integer(_words: QuestionWords, **common: Any) -> forms.Field:
    return _unchecked(TextField(inputmode="numeric", width=10, **common))


def _date(words: QuestionWords, **common: Any) -> forms.Field:
    hint = words.hint or _("For example, 27 3 2026")
    return DatePartsField(**common | {"help_text": hint})


def _note(_words: QuestionWords, **common: Any) -> forms.Field:
    return NoteField(**common)


def _unchecked(field: forms.Field) -> forms.Field:
    """Django would refuse a text with a null character in words about programming; checking takes
    such characters out."""
    field.validators = []
    return field


_FIELDS: Mapping[QuestionKind, Callable[..., forms.Field]] = {
    QuestionKind.SINGLE: _radios,
    QuestionKind.MULTI: _checkboxes,
    QuestionKind.TEXT: _text,
    QuestionKind.INTEGER: _integer,
    QuestionKind.DATE: _date,
    QuestionKind.NOTE: _note,
    QuestionKind.ACKNOWLEDGE: _box,
    QuestionKind.CALCULATED: _note,
    QuestionKind.HIDDEN: _note,
}
