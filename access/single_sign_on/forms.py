from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.providers.client import is_safe, leads_inside
from ui.fields import SelectField, TextField


class _SecretField(TextField):
    widget = forms.PasswordInput


class ProviderForm(forms.Form):
    force = SelectField(
        label=_("Force"),
        error_messages={"required": _("Choose the force"), "invalid_choice": _("Choose the force")},
    )
    issuer = TextField(
        label=_("Issuer"),
        help_text=_("An address like https://login.force.example, exactly as its tokens name it."),
        max_length=200,
        error_messages={"required": _("Enter the issuer")},
    )
    client_id = TextField(
        label=_("Client ID"),
        max_length=200,
        error_messages={"required": _("Enter the client ID")},
    )
    secret = _SecretField(
        label=_("Client secret"),
        help_text=_("It is sealed, and shown to nobody again."),
        max_length=400,
        strip=False,
        autocomplete="off",
        error_messages={"required": _("Enter the client secret")},
    )
    domains = TextField(
        label=_("Domains of its people’s e-mail addresses"),
        help_text=_("With commas between them: force.police.uk, staff.force.police.uk"),
        max_length=300,
        error_messages={"required": _("Enter at least one domain")},
    )
    factors = TextField(
        label=_("What its tokens say where it asked for a second factor"),
        help_text=_(
            "Values of acr or amr, with commas between them. Leave it empty if it asks for none: "
            "then a second factor is asked for here."
        ),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, forces: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["force"].choices = [("", _("Choose")), *forces.items()]  # type: ignore[attr-defined]

    def clean_issuer(self) -> str:
        issuer: str = self.cleaned_data["issuer"].strip()
        if not is_safe(issuer) or "?" in issuer or "#" in issuer:
            raise forms.ValidationError(_("Enter an address that begins with https://"))
        if leads_inside(issuer):
            raise forms.ValidationError(
                _("Enter an address on the internet. This one leads to a private network.")
            )
        return issuer

    def clean_domains(self) -> list[str]:
        domains = _listed(self.cleaned_data["domains"].lower())
        wrong = [each for each in domains if "." not in each or set("@/ *") & set(each)]
        if wrong or not domains:
            told = _("Enter domains like force.police.uk. This is none: %(wrong)s") % {
                "wrong": ", ".join(wrong) or self.cleaned_data["domains"]
            }
            raise forms.ValidationError(told)
        return domains

    def clean_factors(self) -> list[str]:
        return _listed(self.cleaned_data["factors"])


def _listed(given: str) -> list[str]:
    return sorted({each.strip() for each in given.split(",") if each.strip()})
