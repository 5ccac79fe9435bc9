from django import forms
from django.utils.translation import gettext_lazy as _

from responses.follow_up.presenters import ENDINGS
from ui.fields import RadiosField


class EndWishForm(forms.Form):
    outcome = RadiosField(
        label=_("Outcome"),
        choices=list(ENDINGS.items()),
        error_messages={"required": _("Select the outcome")},
    )
