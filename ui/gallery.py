"""Samples for the component gallery: every component in every state."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from ui.fields import (
    CheckboxesField,
    DatePartsField,
    NoteField,
    RadiosField,
    TextAreaField,
    TextField,
)

SATISFACTION = (
    ("very_satisfied", "Very satisfied"),
    ("fairly_satisfied", "Fairly satisfied"),
    ("neither", "Neither satisfied nor dissatisfied"),
    ("fairly_dissatisfied", "Fairly dissatisfied"),
    ("very_dissatisfied", "Very dissatisfied"),
    ("does_not_apply", "This does not apply to me"),
    ("prefer_not", "Prefer not to say"),
)
SATISFACTION_DRAWN = {
    "very_satisfied": "face-very-happy",
    "fairly_satisfied": "face-happy",
    "neither": "face-neutral",
    "fairly_dissatisfied": "face-sad",
    "very_dissatisfied": "face-very-sad",
    "does_not_apply": "dash",
    "prefer_not": "speech-empty",
}
AREAS = (
    ("vision", "Seeing, even with glasses"),
    ("hearing", "Hearing, even with a hearing aid"),
    ("mobility", "Moving about, such as walking short distances or climbing stairs"),
    ("memory", "Remembering or concentrating"),
    ("none", "None of these"),
    ("prefer_not", "Prefer not to say"),
)


class RadiosSample(forms.Form):
    has_choice_not_to_say = True
    answer = RadiosField(
        label="How satisfied were you with how well you were kept informed?",
        help_text="Think of the whole time since you first got in touch.",
        choices=SATISFACTION,
        apart={"prefer_not"},
        is_page_heading=True,
        error_messages={"required": "Pick the answer that fits best, or “Prefer not to say”"},
    )


class CheckboxesSample(forms.Form):
    has_choice_not_to_say = True
    answer = CheckboxesField(
        label="Does your condition affect you in any of these areas?",
        help_text="Pick all that apply.",
        choices=AREAS,
        apart={"none", "prefer_not"},
        is_page_heading=True,
        error_messages={"required": "Pick all that apply, or “None of these”"},
    )


class DrawnSample(forms.Form):
    has_choice_not_to_say = True
    answer = RadiosField(
        label="Were you happy with how the police kept you informed?",
        choices=SATISFACTION,
        apart={"prefer_not"},
        symbols=SATISFACTION_DRAWN,
        is_page_heading=True,
    )


class TextSample(forms.Form):
    answer = TextField(
        label="In which month did you make the report?",
        help_text="For example, September.",
        width=20,
        is_page_heading=True,
        error_messages={"required": "Write the month"},
    )


class DetailsSample(forms.Form):
    answer = RadiosField(
        label="Who told you the outcome?",
        choices=[("officer", "A police officer"), ("other", "Somebody else")],
        is_page_heading=True,
    )
    details = TextField(
        label="Please say who",
        required=False,
        max_length=200,
        error_messages={"max_length": "This is too long. Write at most 200 characters"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].widget.details = {"other": self["details"]}  # type: ignore[attr-defined]


class TextAreaSample(forms.Form):
    answer = TextAreaField(
        label="What is the one thing that should have been better?",
        help_text="You can write up to 1,000 characters.",
        is_page_heading=True,
        error_messages={"required": "Write an answer, or skip this question"},
    )


class DateSample(forms.Form):
    answer = DatePartsField(
        label="When did you last hear from the police?",
        help_text="For example, 27 3 2026",
        is_page_heading=True,
        error_messages={"required": "Enter a date, or skip this question"},
    )


class NoteSample(forms.Form):
    is_unskippable = True
    answer = NoteField(
        label="The next questions are about the support you were offered",
        help_text="You can skip any of them.",
        is_page_heading=True,
    )


class SignInSample(forms.Form):
    email = forms.EmailField(label="E-mail address")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    place = forms.ChoiceField(label="Place", choices=[("a", "Anglesey"), ("b", "Bath")])
    note = forms.CharField(label="Note", widget=forms.Textarea, help_text="At most 200 letters.")
    agreed = forms.BooleanField(label="I have read the method")


Context = dict[str, object]
Sample = tuple[str, Callable[[], Context]]


def _staff() -> Context:
    return {
        "form": SignInSample(),
        "bad_form": SignInSample({"email": "x"}, auto_id="bad_%s"),
        "pages": [name for name in PAGES if name != "staff"],
        "periods": ("2026-Q3", "2026-Q2", "2026-Q1"),
    }


def _question(form: Callable[[], forms.Form]) -> Sample:
    progress = {"words": "Question 3 of 10", "number": 3, "most": 10}
    return "ui/gallery/question.html", lambda: {"form": form(), "number": 3, "progress": progress}


def _error(name: str) -> Sample:
    return f"ui/errors/{name}.html", dict


PAGES: Mapping[str, Sample] = {
    "staff": ("ui/gallery/staff.html", _staff),
    "radios": _question(lambda: RadiosSample(initial={"answer": "fairly_satisfied"})),
    "radios-error": _question(lambda: RadiosSample({})),
    "checkboxes": _question(lambda: CheckboxesSample(initial={"answer": ["vision", "memory"]})),
    "checkboxes-error": _question(lambda: CheckboxesSample({})),
    "radios-drawn": _question(DrawnSample),
    "details": _question(lambda: DetailsSample(initial={"answer": "other"})),
    "details-error": _question(lambda: DetailsSample({"answer": "other", "details": "x" * 201})),
    "textarea": _question(TextAreaSample),
    "textarea-error": _question(lambda: TextAreaSample({"answer": ""})),
    "date": _question(lambda: DateSample(initial={"answer": "2026-03-27"})),
    "date-error": _question(lambda: DateSample({"answer_day": ""})),
    "note": _question(NoteSample),
    "text": _question(TextSample),
    "text-error": _question(lambda: TextSample({"answer": ""})),
    "answers": ("ui/gallery/answers.html", dict),
    "words": ("ui/gallery/words.html", dict),
    **{
        f"error-{name}": _error(name)
        for name in (
            *("400", "403", "404", "429", "500", "503", "cookies"),
            *("staff_400", "staff_403", "staff_404", "staff_429"),
            *("staff_500", "staff_503", "staff_cookies"),
        )
    },
}
