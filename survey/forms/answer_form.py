"""The form of the questions on one page. survey.flow.answer_checks decides what is an answer; this
module turns its errors into words beside the fields.

The field of a question that is alone on its page is named `answer`; on a page of several, each
field is named by its question's code. The text box beside a choice is a field of its own.

Every question that isn't required may be skipped. The first Continue with nothing answered asks
whether to go on without an answer, so that nobody skips by accident; the next one goes on, and the
answer is empty. On a page of several questions, one that was left empty counts as skipped."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext as _

from survey.definition.types import ACKNOWLEDGED, Answers, Question, QuestionKind, details_key
from survey.flow import answer_checks
from survey.flow.answer_checks import NEVER_ANSWERED, AnswerError, AnswerFault
from survey.flow.context import EMPTY_CONTEXT, AnswerContext
from survey.forms import question_wording
from survey.forms.error_wording import error_messages
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
ASKED_TO_SKIP = "asked_to_skip"
"""Sent by a page that has asked whether to go on without an answer."""
_UNANSWERED = "unanswered"
Data = Mapping[str, Any]


class AnswerForm(forms.Form):
    """After is_valid(), `given` holds the answers by question code, with what was written beside
    choices."""

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
        """The field of each question, in order. Text boxes beside choices are rendered by these."""
        return [self[self.name_of(question)] for question in self.questions]

    @property
    def is_unskippable(self) -> bool:
        """Whether nobody may skip: an answer is required, or there is nothing to answer."""
        is_required = any(question.is_required for question in self.questions)
        return is_required or not _is_asked(self)

    @property
    def has_choice_not_to_say(self) -> bool:
        """Whether every question has a choice such as "Prefer not to say", so that a Skip button
        would be a second way to say the same."""
        return all(words.apart for words in self.words.values())

    @property
    def asks_to_skip(self) -> bool:
        """Whether nothing was answered, and the page is to ask whether to go on all the same."""
        return self.has_error(NON_FIELD_ERRORS, _UNANSWERED)

    @property
    def has_faults(self) -> bool:
        return bool(self.errors) and not self.asks_to_skip

    @property
    def is_blank(self) -> bool:
        """Whether nothing is picked and nothing is written on the page."""
        return not any(_is_filled(self[name].value()) for name in self.fields)

    def clean(self) -> None:
        for question in self.questions:
            if self.name_of(question) not in self.errors:
                self._check(question)
        if self.errors or any(self.given.values()) or not _is_asked(self):
            return
        if ASKED_TO_SKIP not in self.data:
            ask = _("You have not answered. Continue without answering?")
            raise forms.ValidationError(ask, code=_UNANSWERED)

    def _check(self, question: Question) -> None:
        name = self.name_of(question)
        try:
            answer = answer_checks.check_answer(
                question, _sent(self.cleaned_data.get(name)), self.context
            )
            details = answer_checks.check_details(question, answer, self._written(question))
        except AnswerError as error:
            place = _details_name(name, error.choice) if error.choice else name
            words = error_messages(question, language=self.language, context=self.context)
            self.add_error(place, forms.ValidationError(words[error.code], code=error.code))
        else:
            self.given |= {question.code: answer, **details}

    def _written(self, question: Question) -> dict[str, str]:
        """By choice code, what was written in the text box beside it."""
        names = {
            choice.code: _details_name(self.name_of(question), choice.code)
            for choice in question.choices
            if choice.details
        }
        return {code: self.cleaned_data.get(name, "") for code, name in names.items()}

    def details(self) -> dict[str, str]:
        """By choice code, what was written beside choices of the first question. Call it after
        is_valid()."""
        return self._written(self.questions[0])

    def picked(self) -> tuple[str, ...]:
        """The answer to the first question. Call it after is_valid(); raises KeyError otherwise."""
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
    """The form of a page. `initial` are earlier answers, and what was written beside choices, to
    show again."""
    return AnswerForm(
        questions, language=language, context=context, initial=initial or {}, data=data
    )


def redraw(form: AnswerForm) -> AnswerForm:
    """The same form with all that was typed and without errors: for a change of language."""
    fresh = page_form(form.questions, language=form.language, context=form.context)
    fresh.initial.update({name: form[name].data for name in form.fields})
    return fresh


def emptied(form: AnswerForm) -> AnswerForm:
    """The same form without anything that was typed; with errors where it had them."""
    data: Data | None = {} if form.is_bound else None
    nothing: Answers = {question.code: () for question in form.questions}
    return page_form(
        form.questions, language=form.language, data=data, initial=nothing, context=form.context
    )


def _is_asked(form: AnswerForm) -> bool:
    return any(question.kind not in NEVER_ANSWERED for question in form.questions)


def _details_name(name: str, choice: str) -> str:
    return f"{name}-details-{choice}"


def _is_filled(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return any(map(_is_filled, value)) if isinstance(value, list | tuple) else bool(value)


def _sent(value: str | Sequence[str] | None) -> Sequence[str]:
    """What was sent, as a list. An empty text counts as nothing sent."""
    if isinstance(value, str):
        return [value] if value else []
    return value or []


def _shown(question: Question, answer: Sequence[str] | None) -> object:
    """What a field shows at first: the earlier answer, or else the question's default."""
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
    """The field without Django's validators: they would refuse a null character in technical words.
    answer_checks removes such characters."""
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
