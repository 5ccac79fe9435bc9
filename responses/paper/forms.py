from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responses.casework.forms.cases import HandOverForm
from responses.invitations import tokens
from responses.models import PaperForm
from responses.paper.reading import FormReading, ReadingError, ReadingFault, ReadMark, read_line
from survey.definition.types import Question, QuestionKind
from survey.forms.question_wording import question_words
from ui.fields import CheckboxesField, RadiosField, TextAreaField, TextField
from ui.languages import Offer

EASY_READ = "en-x-easy"
Layout = PaperForm.Layout
MOST_CHARACTERS = 1_000


class PrintForm(HandOverForm):
    language = RadiosField(
        label=gettext_lazy("In which words?"),
        choices=[],
        error_messages={"required": gettext_lazy("Choose the words of the form")},
    )
    safe = CheckboxesField(
        label=gettext_lazy("Before it is printed"),
        choices=[
            ("wanted", gettext_lazy("Whoever answers asked for paper")),
            (
                "apart",
                gettext_lazy(
                    "Nobody who may have done it, or is close to them, can find it or watch it "
                    "being filled in"
                ),
            ),
        ],
        error_messages={"required": gettext_lazy("Say that both are so, or print nothing")},
    )

    def __init__(
        self,
        *args: Any,
        offers: Sequence[Offer],
        words_for: Callable[[bool], Collection[str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.words_for = words_for
        self.fields["role"].label = _("Who hands the form over?")
        self.fields["language"].choices = [(one.code, _offered(one)) for one in offers]  # type: ignore[attr-defined]

    def clean_safe(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["safe"]
        if len(ticked) < len(self.fields["safe"].choices):  # type: ignore[attr-defined]
            raise forms.ValidationError(_("Say that both are so, or print nothing"))
        return ticked

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        language = found.get("language")
        if language and language not in self.words_for(self.is_for_another):
            self.add_error(
                "language",
                _("The words for whoever answers are not there in this language: choose another"),
            )
        return found

    @property
    def layout(self) -> str:
        is_easy = self.cleaned_data["language"] == EASY_READ
        return Layout.EASY if is_easy else Layout.LARGE


def _offered(offer: Offer) -> str:
    return _("%(language)s (draft)") % {"language": offer.name} if offer.is_draft else offer.name


class FindFormForm(forms.Form):
    code = TextField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("It stands at the foot of each page, such as K7M2-P9QX-4TRD."),
        error_messages={"required": gettext_lazy("Type the code at the foot of a page")},
        max_length=40,
        width=20,
    )

    def clean_code(self) -> str:
        code = tokens.read_code(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(
                _("A code has twelve letters and digits, without I, L, O and U")
            )
        return code

    def refuse(self) -> None:
        """The same for an unknown code and for a form out of reach."""
        self.add_error("code", _("No form that you may key has this code. Compare each character"))


class KeyingForm(forms.Form):
    """A line for each question."""

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question],
        numbers: Mapping[str, int],
        beside: Mapping[str, str] | None = None,
        has_words: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions, self.numbers = questions, numbers
        self.reading = FormReading({}, {})
        for question in questions:
            self.fields[question.code] = TextField(
                label=_label(question, numbers[question.code]),
                help_text=(beside or {}).get(question.code) or _choices(question),
                required=False,
                width=10,
                inputmode="text",
                max_length=40,
            )
        if has_words:
            self.fields["words"] = TextAreaField(
                label=_("Words that somebody wrote by hand"),
                help_text=_(
                    "Exactly as they stand, wherever on the pages. Leave out names, numbers and "
                    "addresses. They go to whoever reads texts, at once."
                ),
                required=False,
                max_length=MOST_CHARACTERS,
            )

    def clean(self) -> None:
        answers: dict[str, tuple[str, ...]] = {}
        marks: dict[str, str] = {}
        for question in self.questions:
            try:
                answers[question.code], mark = read_line(
                    question, self.cleaned_data.get(question.code, "")
                )
            except ReadingError as error:
                self.add_error(question.code, _fault(question, error.fault, self.numbers))
                continue
            if mark:
                marks[question.code] = mark
        self.reading = FormReading(answers, marks)


def _label(question: Question, number: int) -> str:
    words = question_words(question, language="en")
    return f"{number}. {words.legend}".replace("<strong>", "").replace("</strong>", "")


def _choices(question: Question) -> str:
    words = question_words(question, language="en")
    return " · ".join(
        f"{place} {choice.text}" for place, choice in enumerate(words.choices, start=1)
    )


def _fault(question: Question, fault: ReadingFault, numbers: Mapping[str, int]) -> str:
    """Place, reason and remedy."""
    parts = {"number": numbers[question.code], "most": len(question.choices)}
    if fault is ReadingFault.EMPTY:
        return _("Question %(number)s: type a number, or b where it was left blank") % parts
    if fault is ReadingFault.MORE_THAN_ONE:
        return _("Question %(number)s has one answer: type t where two boxes are ticked") % parts
    if fault is ReadingFault.ALONE:
        return (
            _("Question %(number)s: one of these boxes excludes the others. Type u for unclear")
            % parts
        )
    letters = "b, u" if question.kind is QuestionKind.MULTI else "b, u, t"
    return _("Question %(number)s: type a number from 1 to %(most)s, or %(letters)s") % {
        **parts,
        "letters": letters,
    }


MARKS = {
    ReadMark.BLANK: gettext_lazy("b: left blank"),
    ReadMark.UNREADABLE: gettext_lazy("u: cannot be read"),
    ReadMark.TWO_TICKED: gettext_lazy("t: two boxes ticked where one was asked for"),
}
