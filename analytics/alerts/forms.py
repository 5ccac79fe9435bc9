"""Forms of the alert pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.fields import TextField


class AcknowledgeForm(forms.Form):
    """What a person who looked into an alert has found."""

    note = TextField(
        label=_("What did you find?"),
        help_text=_("Do not write names or details of a case."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write what you found, or that you found nothing."),
            "max_length": _("Write no more than 1,000 characters."),
        },
    )
