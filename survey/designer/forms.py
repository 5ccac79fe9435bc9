"""The form of a proposal: from which day the version is to be asked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.fields import DatePartsField


class ProposalForm(forms.Form):
    day = DatePartsField(
        label=_("From which day should it be asked?"),
        help_text=_("For example, 27 3 2027"),
        error_messages={"required": _("Enter the day from which it should be asked")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date) -> None:
        super().__init__(data, initial={"day": today.isoformat()})
        self.today = today

    def clean_day(self) -> date:
        try:
            day, month, year = map(int, self.cleaned_data["day"])
            chosen = date(year, month, day)
        except ValueError as error:
            raise forms.ValidationError(_("Enter a real day, month and year")) from error
        if chosen < self.today:
            raise forms.ValidationError(_("Choose today or a day to come"))
        return chosen
