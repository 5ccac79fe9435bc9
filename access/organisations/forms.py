from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access import selectors as access_selectors
from access.models import Organisation, User
from access.organisations.selectors import AGENCIES
from access.permissions import STANDS_ALONE
from ui.fields import CheckboxesField, RadiosField, TextField


class ForcesForm(forms.Form):
    forces = CheckboxesField(
        label=_("Which forces does it serve?"),
        help_text=_("Its people see cases of these forces alone, and of those only what is given."),
        choices=[],
        error_messages={"required": _("Say which forces it serves")},
    )

    def __init__(self, *args: Any, forces: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forces"].choices = list(forces.items())  # type: ignore[attr-defined]


class OrganisationForm(ForcesForm):
    name = TextField(
        label=_("Name of the service"),
        max_length=120,
        error_messages={"required": _("Write the name of the service")},
    )
    kind = RadiosField(
        label=_("What kind of service is it?"),
        choices=[one for one in Organisation.OrganisationKind.choices if one[0] not in AGENCIES],
        error_messages={"required": _("Say what kind of service it is")},
    )
    field_order = ("name", "kind", "forces")

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        if Organisation.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("There is a service of this name"))
        return name


class AgencyForm(OrganisationForm):
    name = TextField(
        label=_("Name of the agency"),
        help_text=_("With its area, as in CPS South East."),
        max_length=120,
        error_messages={"required": _("Write the name of the agency")},
    )
    kind = RadiosField(
        label=_("Which agency is it?"),
        choices=[one for one in Organisation.OrganisationKind.choices if one[0] in AGENCIES],
        error_messages={"required": _("Say which agency it is")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forces"].label = _("Which forces lie in its area?")
        self.fields["forces"].help_text = _("Its people read figures of these forces alone.")


class PersonForm(forms.Form):
    email = TextField(
        label=_("E-mail address of the account"),
        help_text=_("Accounts are made by the people who run this service."),
        error_messages={"required": _("Write the e-mail address of the account")},
    )
    user: User | None = None

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip()
        self.user = access_selectors.user_by_email(email)
        if self.user is None:
            raise forms.ValidationError(
                _("No account has this address: ask the people who run this service to make one")
            )
        if self.user.memberships.filter(role__in=STANDS_ALONE).exists():
            raise forms.ValidationError(_("An administrator has no other role"))
        return email
