from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responses.helplines.actions.checks import CheckResult
from responses.helplines.listing import Listing, fingerprint
from ui.fields import CheckboxesField, DatePartsField, RadiosField, TextField, day_of

YES, NO = "yes", "no"
YES_OR_NO = [(YES, gettext_lazy("Yes")), (NO, gettext_lazy("No"))]
LONGEST_NOTE = 300
OLDEST_CALL = timedelta(days=30)
"""The greatest age of a call that may be recorded."""


class SeenForm(forms.Form):
    """With the fingerprint of the listing that the person sees."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, listing: Listing, **initial: Any) -> None:
        super().__init__(data, initial={"seen": fingerprint(listing), **initial})


class CheckForm(SeenForm):
    day = DatePartsField(
        label=gettext_lazy("When did you ring?"),
        error_messages={"required": gettext_lazy("Enter the day on which you rang")},
    )
    is_number_right = RadiosField(
        label=gettext_lazy("Did this service answer at each of the numbers?"),
        choices=YES_OR_NO,
        error_messages={"required": gettext_lazy("Say whether the numbers are right")},
    )
    are_hours_right = RadiosField(
        label=gettext_lazy("Are the opening hours right?"), choices=YES_OR_NO, required=False
    )
    are_languages_right = RadiosField(
        label=gettext_lazy("Are the languages right?"), choices=YES_OR_NO, required=False
    )
    note = TextField(
        label=gettext_lazy("What else you found, if anything"),
        help_text=gettext_lazy("Do not write who answered, nor anything about a person."),
        required=False,
        max_length=LONGEST_NOTE,
    )

    def __init__(self, data: Any = None, *, listing: Listing, today: date) -> None:
        super().__init__(data, listing=listing, day=today.isoformat())
        self._today, self._hours = today, listing.hours

    def clean_day(self) -> date:
        try:
            rung_on = day_of(self.cleaned_data["day"])
        except ValueError as error:
            raise forms.ValidationError(_("Enter a day that there is")) from error
        if not self._today - OLDEST_CALL <= rung_on <= self._today:
            raise forms.ValidationError(_("Enter a day of the last 30 days"))
        return rung_on

    def clean(self) -> dict[str, Any]:
        found = dict(super().clean() or {})
        if found.get("is_number_right") == YES:
            for name, fault in (
                ("are_hours_right", _("Say whether the opening hours are right")),
                ("are_languages_right", _("Say whether the languages are right")),
            ):
                if not found.get(name):
                    self.add_error(name, fault)
        if found.get("are_hours_right") == YES and not self._hours.is_known:
            self.add_error(
                "are_hours_right", _("No opening hours are entered: say no, then change the line")
            )
        return found

    def result(self) -> CheckResult:
        given = self.cleaned_data
        return CheckResult(
            rung_on=given["day"],
            is_number_right=given["is_number_right"] == YES,
            are_hours_right=given["are_hours_right"] == YES,
            are_languages_right=given["are_languages_right"] == YES,
            note=given["note"],
        )


class ConfirmForm(SeenForm):
    """`must_be_rung`: whoever confirms must say that they rang."""

    def __init__(self, data: Any = None, *, listing: Listing, must_be_rung: bool) -> None:
        super().__init__(data, listing=listing)
        if must_be_rung:
            self.fields["rung"] = CheckboxesField(
                label=_("Did you ring it yourself today?"),
                choices=[
                    (YES, _("Yes, and all that stands here of numbers, hours and languages is so"))
                ],
                error_messages={"required": _("Ring it yourself before you confirm")},
            )
