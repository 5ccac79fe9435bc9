"""Forms of designers: a proposal, with the day from which the version is to be asked; and a
questionnaire to bring in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.fields import DatePartsField, FileField, TextField


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


class BringForm(forms.Form):
    file = FileField(
        label=_("The spreadsheet"),
        help_text=_("A form that ends in .xlsx, .xls or .csv, of at most 10 MB"),
        error_messages={
            "required": _("Choose a spreadsheet of at most 10 MB"),
            "empty": _("The file is empty. Choose another"),
        },
    )
    code = TextField(
        label=_("Its code here (optional)"),
        help_text=_("For example, local-lambeth. Without one it has the code of the form itself"),
        max_length=40,
        required=False,
        width=20,
        error_messages={"max_length": _("Enter a code of at most 40 characters")},
    )
