"""The form with which somebody at the service desk types a caller's number."""

from django import forms
from django.utils.translation import gettext_lazy as _

from responses.case_files.cells import contacts
from responses.case_files.faults import CellError
from ui.fields import TextField


class NumberForm(forms.Form):
    """The cleaned number is in E.164. It never stands in an address."""

    mobile = TextField(
        label=_("Mobile number"),
        help_text=_("As the caller gives it."),
        width=20,
        inputmode="tel",
        error_messages={"required": _("Write the mobile number")},
    )

    def clean_mobile(self) -> str:
        try:
            return contacts.mobile(self.cleaned_data["mobile"].strip())
        except CellError as fault:
            raise forms.ValidationError(_("That is no mobile number")) from fault
