from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.figures import peer_file
from ui.fields import DatePartsField, FileField, TextField, day_of

LARGEST = 200_000
"""In bytes: forty-three forces with all others are under 80,000."""


class PeerListForm(forms.Form):
    file = FileField(
        label=_("The list as a CSV file"),
        help_text=_("Columns force and member, one row a member. Forces that it leaves out stay."),
        error_messages={"required": _("Choose the file")},
    )
    source = TextField(
        label=_("Who made the list, and when?"),
        help_text=_("It stands under every comparison."),
        max_length=200,
        error_messages={"required": _("Write who made the list, and when")},
    )
    valid_from = DatePartsField(
        label=_("From which day?"),
        help_text=_("Quarters that began before it keep the groups that they had."),
        error_messages={"required": _("Say from which day it holds")},
    )

    def __init__(self, *args: Any, codes: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._codes = codes

    def clean_file(self) -> dict[str, tuple[str, ...]]:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is too large for a list of forces"))
        try:
            lines = file.read().decode("utf-8-sig").splitlines()
            return peer_file.read_groups(lines, codes=self._codes)
        except UnicodeDecodeError as wrong:
            raise forms.ValidationError(_("Save the file as CSV in UTF-8")) from wrong
        except peer_file.PeerFileError as wrong:
            raise forms.ValidationError(list(wrong.faults[:20])) from wrong

    def clean_valid_from(self) -> date:
        try:
            return day_of(self.cleaned_data["valid_from"])
        except ValueError as wrong:
            raise forms.ValidationError(
                _("Write a day that there is, such as 31 3 2027")
            ) from wrong
