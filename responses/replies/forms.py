from django import forms
from django.utils.translation import gettext_lazy

from responses.triage import vocabulary
from ui.fields import RadiosField, TextField


class ShowNumberForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Why do you need the number?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter why you need the number")},
    )


class CloseReplyForm(forms.Form):
    outcome = RadiosField(
        label=gettext_lazy("What was done?"),
        choices=list(vocabulary.OUTCOMES.items()),
        error_messages={"required": gettext_lazy("Say what was done")},
    )
