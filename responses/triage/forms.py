from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from responses.triage import vocabulary
from responses.triage.actions.agreements import SignedAgreement
from ui.fields import CheckboxesField, DatePartsField, RadiosField, SelectField, TextField, day_of
from ui.formatting import format_weekday

LONGEST_ABSENCE = timedelta(days=366)
WORKING_WEEK = 5
MIDNIGHT = time(0)


class JudgeForm(forms.Form):
    category = RadiosField(
        label=gettext_lazy("Type of concern"),
        choices=list(vocabulary.CATEGORIES.items()),
        error_messages={"required": gettext_lazy("Select the type of concern")},
    )


class CloseTextForm(forms.Form):
    outcome = RadiosField(
        label=gettext_lazy("Outcome"),
        choices=list(vocabulary.OUTCOMES.items()),
        error_messages={"required": gettext_lazy("Select the outcome")},
    )
    told = RadiosField(
        label=gettext_lazy("Does the person know what was done?"),
        choices=list(vocabulary.TOLD.items()),
        error_messages={"required": gettext_lazy("Select whether the person knows what was done")},
    )


class ReaderForm(forms.Form):
    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in people}
        self.fields["person"] = SelectField(
            label=_("Person"),
            choices=[("", ""), *((key, each.name) for key, each in self.people.items())],
            error_messages={
                "required": _("Select a person"), "invalid_choice": _("Select a person"),
            },
        )  # fmt: skip
        self.order_fields(["person"])

    def named(self) -> User:
        return self.people[self.cleaned_data["person"]]


class ShiftForm(ReaderForm):
    days = RadiosField(label=gettext_lazy("Day"), choices=())
    starts = TextField(
        label=gettext_lazy("From"), help_text=gettext_lazy("For example, 09:00."), width=10
    )
    ends = TextField(
        label=gettext_lazy("To"),
        help_text=gettext_lazy(
            "For example, 17:00, or 00:00 for midnight. Enter a night as two shifts: one to "
            "00:00, and one from 00:00 on the next day."
        ),
        width=10,
    )
    bank_holidays = CheckboxesField(
        label=gettext_lazy("Bank holidays"),
        choices=[("yes", gettext_lazy("They also read on bank holidays"))],
        required=False,
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [(str(day), format_weekday(day, language=language)) for day in range(7)]
        self.fields["days"].choices = [("week", _("Monday to Friday")), *days]  # type: ignore[attr-defined]

    def clean_starts(self) -> time:
        return _read_clock(self.cleaned_data["starts"])

    def clean_ends(self) -> time:
        return _read_clock(self.cleaned_data["ends"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        starts, ends = given.get("starts"), given.get("ends")
        if starts is not None and ends is not None and ends <= starts and ends != MIDNIGHT:
            self.add_error("ends", _("Enter a time after the one from which they read"))
        return given

    def weekdays(self) -> Sequence[int]:
        chosen = self.cleaned_data["days"]
        return range(WORKING_WEEK) if chosen == "week" else (int(chosen),)


class AbsenceForm(ReaderForm):
    first_on = DatePartsField(label=gettext_lazy("First day away"))
    last_on = DatePartsField(label=gettext_lazy("Last day away"))

    def clean_first_on(self) -> date:
        return _read_day(self.cleaned_data["first_on"])

    def clean_last_on(self) -> date:
        return _read_day(self.cleaned_data["last_on"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first_on"), given.get("last_on")
        if first and last and not timedelta(0) <= last - first <= LONGEST_ABSENCE:
            self.add_error("last_on", _("Enter a day within a year of the first"))
        return given


class AgreementForm(forms.Form):
    LONGEST = timedelta(days=3 * 366)

    service = TextField(label=gettext_lazy("Local specialist service"), max_length=120)
    service_signatory = TextField(label=gettext_lazy("Signatory of the service"), max_length=120)
    force_signatory = TextField(label=gettext_lazy("Signatory of the force"), max_length=120)
    first_on = DatePartsField(label=gettext_lazy("First day"))
    last_on = DatePartsField(
        label=gettext_lazy("Last day"), help_text=gettext_lazy("At most three years later.")
    )

    def __init__(self, *args: Any, forces: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["force"] = SelectField(
            label=_("Force"),
            choices=[("", ""), *forces],
            error_messages={
                "required": _("Select a force"), "invalid_choice": _("Select a force"),
            },
        )  # fmt: skip
        self.order_fields(["force"])

    def clean_first_on(self) -> date:
        return _read_day(self.cleaned_data["first_on"])

    def clean_last_on(self) -> date:
        return _read_day(self.cleaned_data["last_on"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first_on"), given.get("last_on")
        if first and last and not timedelta(0) <= last - first <= self.LONGEST:
            self.add_error("last_on", _("Enter a day within three years of the first day"))
        return given

    def signed(self) -> SignedAgreement:
        return SignedAgreement(
            **{each.name: self.cleaned_data[each.name] for each in fields(SignedAgreement)}
        )


def _read_clock(given: str) -> time:
    try:
        return datetime.strptime(given.strip(), "%H:%M").time()  # noqa: DTZ007  # London's, of any day
    except ValueError as error:
        raise forms.ValidationError(_("Enter a time like 09:00")) from error


def _read_day(parts: Sequence[str]) -> date:
    try:
        return day_of(parts)
    except ValueError as error:
        raise forms.ValidationError(_("Enter a day that there is")) from error
