from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.api_keys.presenters import SCOPES
from ui.fields import CheckboxesField, RadiosField, SelectField, TextField

LIVES = (
    ("30", _("30 days")),
    ("90", _("90 days")),
    ("180", _("180 days")),
    ("365", _("A year")),
)


class KeyForm(forms.Form):
    label = TextField(
        label=_("Name of the system"),
        max_length=80,
        error_messages={"required": _("Write the name of the system")},
    )
    purpose = TextField(
        label=_("What does it do with the key?"),
        max_length=200,
        error_messages={"required": _("Write what the system does with the key")},
    )
    holder = SelectField(
        label=_("Who answers for it, and where?"),
        help_text=_("It can do no more than this person may there. They take the key themselves."),
        error_messages={
            "required": _("Choose who answers for it"),
            "invalid_choice": _("Choose who answers for it"),
        },
    )
    scopes = CheckboxesField(
        label=_("What may it be used for?"),
        choices=[(scope.value, words) for scope, words in SCOPES.items()],
        error_messages={"required": _("Say what it may be used for")},
    )
    life = RadiosField(
        label=_("For how long?"),
        choices=LIVES,
        error_messages={"required": _("Say for how long")},
    )

    def __init__(self, *args: Any, holders: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = [("", _("Choose"))]
        self.fields["holder"].choices = [*nobody, *holders.items()]  # type: ignore[attr-defined]

    def expires_at(self, at: datetime) -> datetime:
        return at + timedelta(days=int(self.cleaned_data["life"]))

    def person_and_force(self) -> tuple[int, str]:
        user_id, _colon, force_code = self.cleaned_data["holder"].partition(":")
        return int(user_id), force_code
