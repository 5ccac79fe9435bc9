from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from access.models import User
from responses.interviewing.actions.calling import Next
from responses.interviewing.actions.team import Setting
from responses.interviewing.calling_times import CallingHours
from responses.interviewing.dispositions import CallOutcome
from responses.interviewing.presenters.console import OUTCOMES
from responses.interviewing.silent_choices import silent_choices
from responses.models import InterviewingForce
from responses.own_words.forms import MOST_KEPT
from responses.vault.sending_hours import PLACE
from survey.definition.types import Question
from survey.forms.answer_form import AnswerForm
from ui.fields import (
    CheckboxesField,
    DatePartsField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    day_of,
)

Pairs = Sequence[tuple[str, str]]


def as_read_out(form: AnswerForm, question: Question) -> AnswerForm:
    field = form.fields[form.name_of(question)]
    if not question.choices or not hasattr(field, "choices"):
        return form
    silent = silent_choices(question)
    found = list(field.choices)
    field.choices = sorted(found, key=lambda pair: pair[0] in silent)
    field.widget.apart = frozenset(code for code, _words in found if code in silent)
    return form


class SpokenForm(forms.Form):
    spoken = CheckboxesField(
        label=gettext_lazy("In which languages can you interview?"),
        choices=(),
        error_messages={"required": gettext_lazy("Choose one language or more")},
    )

    def __init__(self, data: Any = None, *, languages: Pairs, chosen: Sequence[str] = ()) -> None:
        super().__init__(data, initial={"spoken": list(chosen)})
        self.fields["spoken"].choices = languages  # type: ignore[attr-defined]


class SaidForm(forms.Form):
    given = TextField(
        label=gettext_lazy("What she said"),
        help_text=gettext_lazy("A year like 1984, or a word. Never say what we hold."),
        error_messages={"required": gettext_lazy("Write what she said")},
        autocapitalize="none",
        width=20,
    )

    def refuse(self, *, is_slip: bool, tries_left: int) -> None:
        """Says nothing of what is expected (SAF-6), and forgets what was typed."""
        self.add_error("given", self._why(is_slip=is_slip, tries_left=tries_left))
        self.data = {}

    def _why(self, *, is_slip: bool, tries_left: int) -> str:
        if is_slip:
            return _("Write a year of 4 numbers, or a word in letters. It cost no try.")
        return ngettext(
            "That does not match. Say that what we hold may be wrong. %(left)s more time is left.",
            "That does not match. Say that what we hold may be wrong. %(left)s more times are "
            "left.",
            tries_left,
        ) % {"left": tries_left}


class HeardForm(forms.Form):
    heard = TextAreaField(
        label=gettext_lazy("What did you hear?"),
        help_text=gettext_lazy("Her words, sounds and times, without names."),
        error_messages={"required": gettext_lazy("Type what you heard")},
        rows=4,
    )

    def clean_heard(self) -> str:
        """Cut only against abuse: no report of danger is refused for its length."""
        heard: str = self.cleaned_data["heard"].strip()
        return heard[:MOST_KEPT]


class EndCallForm(forms.Form):
    outcome = RadiosField(
        label=gettext_lazy("What came of the call?"),
        choices=(),
        error_messages={"required": gettext_lazy("Say what came of the call")},
    )
    day = DatePartsField(label=gettext_lazy("Day, where another time was agreed"), required=False)
    clock = TextField(
        label=gettext_lazy("Time"),
        help_text=gettext_lazy("For example, 14:30."),
        required=False,
        width=10,
    )
    language = SelectField(
        label=gettext_lazy("Language, where she needs another"), choices=(), required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        outcomes: Sequence[CallOutcome],
        hours: Callable[[], CallingHours],
        at: datetime,
        until: datetime,
        languages: Pairs,
    ) -> None:
        super().__init__(data)
        self.hours, self.at, self.until = hours, at, until
        pairs = [(one.value, OUTCOMES[one]) for one in outcomes]
        self.fields["outcome"].choices = pairs  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", ""), *languages]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("outcome") == CallOutcome.APPOINTMENT:
            self._check_appointment(given)
        if given.get("outcome") == CallOutcome.LANGUAGE and not given.get("language"):
            self.add_error("language", _("Choose the language that she needs"))
        return given

    def _check_appointment(self, given: dict[str, Any]) -> None:
        try:
            day = day_of(given.get("day") or [])
        except ValueError:
            self.add_error("day", _("Enter the day that was agreed, like 27 3 2026"))
            return
        try:
            clock = time.fromisoformat((given.get("clock") or "").strip())
        except ValueError:
            self.add_error("clock", _("Enter the time that was agreed, like 14:30"))
            return
        agreed = datetime.combine(day, clock.replace(tzinfo=None), tzinfo=PLACE)
        if not self.at < agreed < self.until:
            self.add_error("day", _("Agree a time from now on, within her 28 days"))
        elif not self.hours().allow(agreed):
            self.add_error("clock", _("Nobody is called then: agree a time in her hours and days"))
        else:
            given["agreed"] = agreed

    def next(self) -> Next:
        given = self.cleaned_data
        needs_another = given["outcome"] == CallOutcome.LANGUAGE
        return Next(given.get("agreed"), given["language"] if needs_another else "")


class SettingForm(forms.Form):
    is_on = RadiosField(
        label=gettext_lazy("Do interviewers call victims of this force?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        error_messages={"required": gettext_lazy("Say whether interviewers call")},
    )
    shown_number = TextField(
        label=gettext_lazy("The number that her telephone shows"),
        help_text=gettext_lazy(
            "Never withheld, and published by the force, so that anybody can check a call."
        ),
        error_messages={"required": gettext_lazy("Enter the number that calls come from")},
        max_length=20,
        width=20,
    )
    most_attempts = TextField(
        label=gettext_lazy("Calls to one person at most"),
        help_text=gettext_lazy("1 to 12. Six is usual."),
        inputmode="numeric",
        width=4,
    )
    review_share = TextField(
        label=gettext_lazy("Share of interviews that a supervisor looks at, in per cent"),
        inputmode="numeric",
        width=4,
    )

    def __init__(self, data: Any = None, *, setting: InterviewingForce | None) -> None:
        super().__init__(data, initial=_initial(setting))

    def clean_shown_number(self) -> str:
        number = " ".join(self.cleaned_data["shown_number"].split())
        digits = number.replace(" ", "")
        if not (digits.isdecimal() and 10 <= len(digits) <= 15):
            raise forms.ValidationError(_("Enter a number of 10 to 15 digits, like 01632 960 001"))
        return number

    def clean_most_attempts(self) -> int:
        return _whole(self.cleaned_data["most_attempts"], least=1, most=12)

    def clean_review_share(self) -> int:
        return _whole(self.cleaned_data["review_share"], least=0, most=100)

    def setting(self) -> Setting:
        given = self.cleaned_data
        return Setting(
            is_on=given["is_on"] == "yes",
            shown_number=given["shown_number"],
            most_attempts=given["most_attempts"],
            review_share=given["review_share"] / 100,
        )


class AssignForm(forms.Form):
    person = SelectField(label=gettext_lazy("Who calls"), choices=(), required=False)

    def __init__(self, data: Any = None, *, people: Sequence[User]) -> None:
        super().__init__(data)
        self.people = {str(each.pk): each for each in people}
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", _("Anybody")),
            *((key, each.name) for key, each in self.people.items()),
        ]

    def named(self) -> User | None:
        return self.people.get(self.cleaned_data["person"])


class ReviewForm(forms.Form):
    verdict = RadiosField(
        label=gettext_lazy("What do you make of it?"),
        choices=[
            ("fine", gettext_lazy("Read out at a pace that fits the questions")),
            ("fast", gettext_lazy("Too fast to have been read out")),
            ("talk", gettext_lazy("To be talked over with the interviewer")),
        ],
        error_messages={"required": gettext_lazy("Say what you make of it")},
    )


def _initial(setting: InterviewingForce | None) -> dict[str, object]:
    if setting is None:
        return {"most_attempts": "6", "review_share": "10"}
    return {
        "is_on": "yes" if setting.is_on else "no",
        "shown_number": setting.shown_number,
        "most_attempts": str(setting.most_attempts),
        "review_share": str(round(setting.review_share * 100)),
    }


def _whole(text: str, *, least: int, most: int) -> int:
    if not (text.strip().isdecimal() and least <= int(text) <= most):
        raise forms.ValidationError(
            _("Enter a whole number from %(least)s to %(most)s") % {"least": least, "most": most}
        )
    return int(text)
