"""Errors of survey.flow.answer_checks become messages next to the fields."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext as _

from survey.definition.types import ACKNOWLEDGED, Answers, Question, QuestionKind, Text, details_key
from survey.flow import answer_checks
from survey.flow.answer_checks import NEVER_ANSWERED, AnswerError, AnswerFault
from survey.flow.context import EMPTY_CONTEXT, AnswerContext
from survey.forms import question_wording
from survey.forms.question_wording import QuestionWords, piped_values, wording
from ui.fields import (
    CheckboxesField,
    DatePartsField,
    NoteField,
    RadiosField,
    TextAreaField,
    TextField,
)


def error_messages(
    question: Question, *, language: str, context: AnswerContext = EMPTY_CONTEXT
) -> Mapping[AnswerFault, str]:
    def own(text: Text, otherwise: str) -> str:
        piped = piped_values([text], language=language, context=context)
        return wording(text, language, piped) or otherwise

    from_shown = _("Choose from the answers shown")
    return {
        AnswerFault.UNKNOWN_CHOICE: from_shown,
        AnswerFault.NOT_ASKED: from_shown,
        AnswerFault.MORE_THAN_ONE: _("Choose one answer only"),
        AnswerFault.EXCLUSIVE_WITH_OTHERS: _(
            "One of your answers cannot be chosen together with the others. "
            "Choose that answer alone, or only the others"
        ),
        AnswerFault.REQUIRED: own(question.required_text, _("Answer this question to go on")),
        AnswerFault.TOO_LONG: _("Your answer is too long. Write at most 1,000 characters"),
        AnswerFault.DETAILS_TOO_LONG: _("This is too long. Write at most 200 characters"),
        AnswerFault.NOT_WHOLE: _("Enter a whole number, such as 12"),
        AnswerFault.NOT_A_NUMBER: _("Enter a number, such as 12 or 12.5"),
        AnswerFault.NOT_A_TIME: _("Enter a time on the 24-hour clock, such as 14:30"),
        AnswerFault.TOO_LARGE: _("Enter a smaller number"),
        AnswerFault.DATE_INCOMPLETE: _("Enter a day, a month and a year"),
        AnswerFault.NOT_A_DATE: _("Enter a real date, such as 27 3 2026"),
        AnswerFault.CONSTRAINT: own(question.constraint_text, _("Check your answer")),
    }


ALONE = "answer"
ASKED_TO_SKIP = "asked_to_skip"
"""Sent by a page that has asked whether to go on without an answer."""
_UNANSWERED = "unanswered"
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
        self.words: dict[str, QuestionWords] = {}
        for question in questions:
            self._add(question, initial)

    def _add(self, question: Question, initial: Answers) -> None:
        name = self.name_of(question)
        words = question_wording.question_words(
            question, language=self.language, context=self.context
        )
        self.words[question.code] = words
        field = _field(question, words, language=self.language, is_alone=name == ALONE)
        field.symbol = words.symbol  # type: ignore[attr-defined]  # the templates of ui/fields draw it
        self.fields[name] = field
        self.initial[name] = _initial_value(question, initial.get(question.code))
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
        return [self[self.name_of(question)] for question in self.questions]

    @property
    def is_unskippable(self) -> bool:
        is_required = any(question.is_required for question in self.questions)
        return is_required or not _has_answerable_question(self)

    @property
    def has_choice_not_to_say(self) -> bool:
        """Such as "Prefer not to say": a Skip button would say the same."""
        return all(words.apart for words in self.words.values())

    @property
    def asks_to_skip(self) -> bool:
        """Nothing was answered: ask whether to go on all the same."""
        return self.has_error(NON_FIELD_ERRORS, _UNANSWERED)

    @property
    def has_faults(self) -> bool:
        return bool(self.errors) and not self.asks_to_skip

    @property
    def is_blank(self) -> bool:
        return not any(_is_filled(self[name].value()) for name in self.fields)

    def clean(self) -> None:
        for question in self.questions:
            if self.name_of(question) not in self.errors:
                name = self.name_of(question)
                try:
                    answer = answer_checks.check_answer(
                        question, _sent_values(self.cleaned_data.get(name)), self.context
                    )
                    details = answer_checks.check_details(
                        question, answer, self._written_details(question)
                    )
                except AnswerError as error:
                    place = _details_name(name, error.choice) if error.choice else name
                    words = error_messages(question, language=self.language, context=self.context)
                    self.add_error(place, forms.ValidationError(words[error.code], code=error.code))
                else:
                    self.given |= {question.code: answer, **details}
        if self.errors or any(self.given.values()) or not _has_answerable_question(self):
            return
        if ASKED_TO_SKIP not in self.data:
            ask = _("You have not answered. Continue without answering?")
            raise forms.ValidationError(ask, code=_UNANSWERED)

    def _written_details(self, question: Question) -> dict[str, str]:
        names = {
            choice.code: _details_name(self.name_of(question), choice.code)
            for choice in question.choices
            if choice.details
        }
        return {code: self.cleaned_data.get(name, "") for code, name in names.items()}

    def details(self) -> dict[str, str]:
        return self._written_details(self.questions[0])

    def picked(self) -> tuple[str, ...]:
        """The answer to the first question."""
        return self.given[self.questions[0].code]


def form_for(
    question: Question,
    *,
    language: str,
    data: Data | None = None,
    initial: Sequence[str] = (),
    context: AnswerContext = EMPTY_CONTEXT,
) -> AnswerForm:
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
    """The form of a page."""
    return AnswerForm(
        questions, language=language, context=context, initial=initial or {}, data=data
    )


def redraw(form: AnswerForm) -> AnswerForm:
    fresh = page_form(form.questions, language=form.language, context=form.context)
    fresh.initial.update({name: form[name].data for name in form.fields})
    return fresh


def emptied(form: AnswerForm) -> AnswerForm:
    """With errors where it had them."""
    data: Data | None = {} if form.is_bound else None
    nothing: Answers = {question.code: () for question in form.questions}
    return page_form(
        form.questions, language=form.language, data=data, initial=nothing, context=form.context
    )


def _has_answerable_question(form: AnswerForm) -> bool:
    return any(question.kind not in NEVER_ANSWERED for question in form.questions)


def _details_name(name: str, choice: str) -> str:
    return f"{name}-details-{choice}"


def _is_filled(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return any(map(_is_filled, value)) if isinstance(value, list | tuple) else bool(value)


def _sent_values(value: str | Sequence[str] | None) -> Sequence[str]:
    if isinstance(value, str):
        return [value] if value else []
    return value or []


def _initial_value(question: Question, answer: Sequence[str] | None) -> object:
    picked = list(question.default.split() if answer is None else answer)
    if question.kind in {QuestionKind.MULTI, QuestionKind.ACKNOWLEDGE}:
        return picked
    return question.default if answer is None else next(iter(picked), None)


def _field(
    question: Question, words: QuestionWords, *, language: str, is_alone: bool
) -> forms.Field:
    faults = error_messages(question, language=language)
    return _FIELDS[question.kind](
        words,
        label=words.legend,
        help_text=words.hint,
        required=question.is_required and question.kind not in NEVER_ANSWERED,
        is_page_heading=is_alone,
        error_messages={
            "required": faults[AnswerFault.REQUIRED],
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


def _decimal(_words: QuestionWords, **common: Any) -> forms.Field:
    return _unchecked(TextField(inputmode="decimal", width=10, **common))


def _time(words: QuestionWords, **common: Any) -> forms.Field:
    hint = words.hint or _("For example, 14:30")
    return _unchecked(TextField(width=10, **common | {"help_text": hint}))


def _date(words: QuestionWords, **common: Any) -> forms.Field:
    hint = words.hint or _("For example, 27 3 2026")
    return DatePartsField(**common | {"help_text": hint})


def _note(_words: QuestionWords, **common: Any) -> forms.Field:
    return NoteField(**common)


def _unchecked(field: forms.Field) -> forms.Field:
    field.validators = []
    return field


_FIELDS: Mapping[QuestionKind, Callable[..., forms.Field]] = {
    QuestionKind.SINGLE: _radios,
    QuestionKind.MULTI: _checkboxes,
    QuestionKind.TEXT: _text,
    QuestionKind.INTEGER: _integer,
    QuestionKind.DECIMAL: _decimal,
    QuestionKind.DATE: _date,
    QuestionKind.TIME: _time,
    QuestionKind.NOTE: _note,
    QuestionKind.ACKNOWLEDGE: _box,
    QuestionKind.CALCULATED: _note,
    QuestionKind.HIDDEN: _note,
}
