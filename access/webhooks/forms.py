from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from access.outbound import addresses
from access.webhooks.presenters import EVENTS
from ui.fields import CheckboxesField, RadiosField, TextField

NATION = "nation"


class EndpointForm(forms.Form):
    label = TextField(
        label=_("Name of the system"),
        max_length=80,
        error_messages={"required": _("Write the name of the system")},
    )
    url = TextField(
        label=_("Its address"),
        help_text=_("It begins with https:// and is reached from the internet."),
        max_length=300,
        error_messages={"required": _("Write the address")},
    )
    force = RadiosField(
        label=_("Whose events is it told of?"),
        choices=[],
        error_messages={"required": _("Say whose events it is told of")},
    )
    events = CheckboxesField(
        label=_("Which events?"),
        choices=list(EVENTS.items()),
        error_messages={"required": _("Say which events")},
    )

    def __init__(self, *args: Any, forces: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["force"].choices = list(forces.items())  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        wrong = ValidationError(_("Write an address that begins with https://, without a password"))
        try:
            URLValidator(schemes=["https"])(url)
            parts = urlsplit(url)
        except (ValidationError, ValueError):
            raise wrong from None
        if parts.username or parts.password or parts.fragment:
            raise wrong
        if not url.isascii() or not _has_port(parts):
            raise ValidationError(
                _("Write an address without accents, and with a port between 1 and 65535")
            )
        if addresses.leads_inside(parts.hostname or ""):
            raise ValidationError(
                _("Enter an address on the internet. This one leads to a private network.")
            )
        return url


def _has_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False
