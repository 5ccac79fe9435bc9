from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.saved_views import addresses, selectors
from access.viewer import Viewer
from ui.fields import TextField


class SavedViewForm(forms.Form):
    name = TextField(
        label=_("Name of the view"),
        help_text=_("Only you see it. Write nothing about a victim."),
        max_length=60,
        error_messages={"required": _("Write a name for the view")},
    )
    address = forms.CharField(widget=forms.HiddenInput, max_length=addresses.LONGEST)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if selectors.views_of(self.viewer).filter(name=name).exists():
            raise forms.ValidationError(_("You have a view of this name. Choose another"))
        if selectors.is_full(self.viewer):
            raise forms.ValidationError(
                _("You have %(most)s saved views. Take one away first"),
                params={"most": selectors.MOST},
            )
        return name
