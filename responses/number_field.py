from django import forms
from django.utils.translation import gettext_lazy as _

from responses.case_files.cells import contacts
from responses.case_files.faults import CellError
from ui.fields import TextField


class MobileField(TextField):
    """The cleaned number is in E.164."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Mobile number"),
            help_text=_("As the caller gives it."),
            width=20,
            inputmode="tel",
            error_messages={"required": _("Write the mobile number")},
        )

    def clean(self, value: str) -> str:
        typed: str = super().clean(value)
        try:
            return contacts.mobile(typed.strip())
        except CellError as fault:
            raise forms.ValidationError(_("That is no mobile number")) from fault
