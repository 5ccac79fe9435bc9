from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from responses.data_protection import presenters
from responses.data_protection.selectors.audit_trail import Narrowing
from responses.number_field import MobileField
from ui.fields import DatePartsField, RadiosField, SelectField, TextField, day_of

NO_DAY = _("Enter a day that there is, like 27 3 2026")


class TrailForm(forms.Form):
    """Sent by GET."""

    kind = SelectField(
        label=_("What was done"),
        required=False,
        error_messages={"invalid_choice": _("Choose one of the list")},
    )
    person = TextField(
        label=_("Who did it, or about whose account"),
        help_text=_("A name or e-mail address, or a part of it."),
        required=False,
        max_length=120,
    )
    first = DatePartsField(label=_("From which day?"), required=False)
    last = DatePartsField(label=_("Until which day?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("Everything"))
        self.fields["kind"].choices = [everything, *presenters.kinds()]  # type: ignore[attr-defined]

    def clean_first(self) -> date | None:
        return self._day("first")

    def clean_last(self) -> date | None:
        return self._day("last")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("Enter a last day that is not before the first"))
        return given

    def narrowing(self) -> Narrowing:
        given: Mapping[str, Any] = self.cleaned_data
        first, last = given["first"], given["last"]
        return Narrowing(
            kind=given["kind"],
            person=given["person"].strip(),
            begins=_midnight(first) if first else None,
            ends=_midnight(last + timedelta(days=1)) if last else None,
        )

    def _day(self, name: str) -> date | None:
        parts = self.cleaned_data[name]
        if not parts:
            return None
        try:
            return day_of(parts)
        except ValueError as error:
            raise forms.ValidationError(NO_DAY) from error


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class AccessForm(forms.Form):
    mobile = MobileField()
    proof = RadiosField(
        label=_("How did they show who they are?"),
        help_text=_("Whoever has the telephone is not always the person."),
        choices=list(presenters.PROOFS.items()),
        error_messages={"required": _("Say how they showed who they are: without it, ask nothing")},
    )
    language = RadiosField(
        label=_("In which language?"),
        choices=[("en", "English"), ("cy", "Cymraeg")],
        error_messages={"required": _("Say in which language")},
    )


class AccessAnswerForm(forms.Form):
    mobile = MobileField()
    birth_year = TextField(
        label=_("Their year of birth"),
        help_text=_("As their document has it, or as the adviser or officer says it."),
        width=4,
        error_messages={"required": _("Enter their year of birth")},
    )
    word = TextField(
        label=_("The word that was agreed with them"),
        help_text=_("Leave it empty where they named none."),
        width=20,
        required=False,
    )

    def clean_birth_year(self) -> int:
        given = self.cleaned_data["birth_year"].strip()
        if not (given.isdecimal() and len(given) == len("1984")):
            raise forms.ValidationError(_("Enter the year as 4 numbers, like 1984"))
        return int(given)
