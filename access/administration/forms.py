import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from access.administration.actions.roles import WantedRole
from access.administration.rules import LinkFor
from access.models import Force, Membership, Organisation, User
from access.permissions import Role
from access.presenters import BODIES, ROLE_NAMES
from ui.fields import CheckboxesField, DatePartsField, RadiosField, SelectField, TextField, day_of

NATION, FORCE, SERVICE = "nation", "force", "service"
NO_ANSWER = ("", _("Choose one"))


class DayField(DatePartsField):
    def clean(self, value: Any) -> date | None:  # type: ignore[override]
        parts = super().clean(value)
        if not parts:
            return None
        try:
            return day_of(parts)
        except ValueError as wrong:
            raise forms.ValidationError(
                _("Write a day that there is, such as 31 3 2027")
            ) from wrong


class RoleForm(forms.Form):
    role = SelectField(
        label=_("Role"),
        choices=[
            NO_ANSWER,
            *((role.value, ROLE_NAMES[role]) for role in sorted(Role, key=lambda one: one.value)),
        ],
        error_messages={"required": _("Choose a role")},
    )
    place = SelectField(
        label=_("Where"), choices=[], error_messages={"required": _("Say where the role is held")}
    )
    languages = CheckboxesField(
        label=_("Languages that they speak from home"),
        help_text=_("Of a language reader only."),
        choices=[],
        required=False,
    )
    body = SelectField(
        label=_("For which body do they oversee?"),
        help_text=_("Of the role Oversight only."),
        choices=[("", _("None")), *((body.value, words) for body, words in BODIES.items())],
        required=False,
    )
    ends_on = DayField(
        label=_("Last day of the role"),
        help_text=_("Leave it empty for a role without an end."),
        required=False,
    )
    replaces = SelectField(label=_("Which role ends for it?"), choices=[], required=False)

    def __init__(
        self,
        *args: Any,
        places: Mapping[str, tuple[str, Force | Organisation | None]],
        languages: Sequence[tuple[str, str]],
        held: Mapping[str, tuple[str, Membership]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._places, self._held = places, held or {}
        named = [(value, words) for value, (words, _place) in places.items()]
        self.fields["place"].choices = [NO_ANSWER, *named]  # type: ignore[attr-defined]
        if NATION in places:  # language readers and oversight are national
            self.fields["languages"].choices = list(languages)  # type: ignore[attr-defined]
        else:
            del self.fields["languages"], self.fields["body"]
        if self._held:
            roles = [(value, words) for value, (words, _one) in self._held.items()]
            none = ("", _("None: it is one more role"))
            self.fields["replaces"].choices = [none, *roles]  # type: ignore[attr-defined]
        else:
            del self.fields["replaces"]

    def wanted(self) -> WantedRole:
        given = self.cleaned_data
        _words, place = self._places[given["place"]]
        replaced = self._held.get(given.get("replaces", ""))
        return WantedRole(
            role=Role(given["role"]),
            force=place if isinstance(place, Force) else None,
            organisation=place if isinstance(place, Organisation) else None,
            languages=given.get("languages", []),
            body=given.get("body", ""),
            ends_on=given["ends_on"],
            replaces=replaced[1] if replaced else None,
        )


class InviteForm(RoleForm):
    name = TextField(
        label=_("Name"),
        help_text=_("As colleagues know the person."),
        max_length=120,
        error_messages={"required": _("Write the name")},
    )
    email = TextField(
        label=_("E-mail address"),
        help_text=_("The invitation goes there, and they sign in by it."),
        max_length=254,
        error_messages={"required": _("Write the e-mail address")},
    )
    field_order = ("name", "email", "role", "place", "languages", "body", "ends_on")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        try:
            validate_email(email)
        except forms.ValidationError as wrong:
            message = _("Enter an e-mail address, like name@example.org")
            raise forms.ValidationError(message) from wrong
        return email


class EndForm(forms.Form):
    """Without a day the role ends at once."""

    ends_on = DayField(
        label=_("Last day"), help_text=_("Leave it empty to end it now."), required=False
    )


class LinkForm(forms.Form):
    lost = RadiosField(
        label=_("What did they lose?"),
        choices=[
            (LinkFor.PASSWORD.value, _("The password")),
            (LinkFor.PHONE.value, _("The phone with one-time codes, or the security key")),
            (LinkFor.BOTH.value, _("Both")),
        ],
        error_messages={"required": _("Say what they lost")},
    )


class _PasswordField(TextField):
    widget = forms.PasswordInput


class ChoosePasswordForm(forms.Form):
    password = _PasswordField(
        label=_("New password"),
        help_text=_(
            "At least 12 characters; not a common password, and not like your name or "
            "e-mail address. Three or four words make a good one."
        ),
        strip=False,
        autocomplete="new-password",
        error_messages={"required": _("Enter a new password")},
    )
    again = _PasswordField(
        label=_("New password again"),
        strip=False,
        autocomplete="new-password",
        error_messages={"required": _("Enter the new password again")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self._user)
        return password

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "password" in given and "again" in given and given["password"] != given["again"]:
            self.add_error("again", _("The two passwords are not the same"))
        return given


class KnownPasswordForm(forms.Form):
    password = _PasswordField(
        label=_("Password you have now"),
        strip=False,
        autocomplete="current-password",
        error_messages={"required": _("Enter the password you have now")},
    )


class ForceForm(forms.Form):
    name = TextField(
        label=_("Name of the force"),
        max_length=120,
        error_messages={"required": _("Write the name of the force")},
    )
    name_cy = TextField(label=_("Name in Welsh"), max_length=120, required=False)
    code = TextField(
        label=_("Code"),
        help_text=_(
            "Stands in addresses and files for ever: small letters and dashes, as in kent."
        ),
        max_length=40,
        error_messages={"required": _("Write the code")},
    )
    region = SelectField(label=_("Region"), choices=[], required=False)
    valid_from = DayField(
        label=_("First day"), error_messages={"required": _("Say from which day it exists")}
    )

    def __init__(self, *args: Any, regions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = ("", _("None: it covers no territory of its own"))
        self.fields["region"].choices = [none, *regions]  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code):
            raise forms.ValidationError(_("Use small letters and single dashes alone"))
        if Force.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is a force with this code"))
        return code

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        if Force.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("There is a force of this name"))
        return name


NEW = "new"


class MergerForm(forms.Form):
    ending = CheckboxesField(
        label=_("Which forces end?"),
        choices=[],
        error_messages={"required": _("Say which forces end")},
    )
    into = SelectField(
        label=_("Which force goes on?"),
        choices=[],
        error_messages={"required": _("Say which force goes on")},
    )
    code = TextField(
        label=_("Code of the new force"),
        help_text=_("Where a new force goes on: small letters and dashes."),
        max_length=40,
        required=False,
    )
    name = TextField(label=_("Name of the new force"), max_length=120, required=False)
    name_cy = TextField(label=_("Name in Welsh"), max_length=120, required=False)
    on = DayField(
        label=_("First day on which they are one"),
        help_text=_("The first of a month."),
        error_messages={"required": _("Say from which day they are one")},
    )
    with_staff = RadiosField(
        label=_("Do staff of the forces that end become staff of the other, with the same roles?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        error_messages={"required": _("Say what becomes of their staff")},
    )

    def __init__(self, *args: Any, forces: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ending"].choices = list(forces)  # type: ignore[attr-defined]
        new = (NEW, _("A new force"))
        self.fields["into"].choices = [NO_ANSWER, new, *forces]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        is_new = given.get("into") == NEW
        if is_new and not re.fullmatch(r"[a-z]+(-[a-z]+)*", given.get("code", "")):
            self.add_error("code", _("Use small letters and single dashes alone"))
        elif is_new and Force.objects.filter(code=given["code"]).exists():
            self.add_error("code", _("There is a force with this code"))
        if is_new and not given.get("name"):
            self.add_error("name", _("Write the name of the force"))
        return given

    @property
    def goes_on(self) -> dict[str, str]:
        """Return the code of the force that continues, and its names if new."""
        given = self.cleaned_data
        if given["into"] != NEW:
            return {"into": given["into"], "name": "", "name_cy": ""}
        return {"into": given["code"], "name": given["name"], "name_cy": given["name_cy"]}
