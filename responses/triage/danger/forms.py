import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responses.triage.danger.presenters import ACTIONS, UNITS, VERDICTS
from ui.fields import RadiosField, SelectField, TextAreaField, TextField

LONGEST_REASON = 300
SHORTEST_REASON = 10
MOST_EMAILS = 5
PHONE = re.compile(r"\+?[0-9 ()]{3,24}")


class ReasonField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=LONGEST_REASON,
            min_length=SHORTEST_REASON,
            help_text=gettext_lazy(
                "Say who is in danger and of what. Do not write names or numbers. Reviewers and "
                "the control room read it."
            ),
            error_messages={
                "required": gettext_lazy("Enter a reason"),
                "min_length": gettext_lazy("Enter a reason of at least 10 characters"),
                "max_length": gettext_lazy("Reason must be 300 characters or fewer"),
            },
            **kwargs,
        )


class SendNoticeForm(forms.Form):
    about_police = RadiosField(
        label=gettext_lazy(
            "Is the danger from a police officer or police staff, or is this a complaint about "
            "police?"
        ),
        choices=[("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes, or I am not sure"))],
        error_messages={"required": gettext_lazy("Select whether it is about police")},
    )
    reason = ReasonField(label=gettext_lazy("Reason"))

    def is_about_police(self) -> bool:
        return bool(self.cleaned_data["about_police"] == "yes")


class OpenDetailsForm(forms.Form):
    open_reason = ReasonField(label=gettext_lazy("Reason"))


class EscalateForm(forms.Form):
    why = RadiosField(
        label=gettext_lazy("Why does the national desk need it?"),
        choices=[
            ("help", gettext_lazy("We need help or a decision")),
            ("police", gettext_lazy("It is about police, so our force must not see it")),
        ],
        error_messages={"required": gettext_lazy("Select why the national desk needs it")},
    )


class RecordActionForm(forms.Form):
    action = RadiosField(
        label=gettext_lazy("What was done"),
        choices=list(ACTIONS.items()),
        error_messages={"required": gettext_lazy("Select what was done")},
    )


class NoticeReviewForm(forms.Form):
    verdict = RadiosField(
        label=gettext_lazy("Was it right to send or open it?"),
        choices=list(VERDICTS.items()),
        error_messages={"required": gettext_lazy("Select whether it was right")},
    )
    note = TextField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Do not write names of victims."),
        max_length=LONGEST_REASON,
        required=False,
    )


class UnitForm(forms.Form):
    phone = TextField(label=gettext_lazy("Phone number"), width=20, required=False)
    emails = TextAreaField(
        label=gettext_lazy("Email addresses"),
        help_text=gettext_lazy(
            "One on each line, up to 5. Emails say that a notice is waiting, and nothing about it."
        ),
        rows=3,
        required=False,
    )

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        if phone and not PHONE.fullmatch(phone):
            raise ValidationError(_("Enter a phone number, like 01632 960 123"))
        return phone

    def clean_emails(self) -> list[str]:
        emails = [line.strip() for line in self.cleaned_data["emails"].splitlines()]
        found = list(dict.fromkeys(filter(None, emails)))
        if len(found) > MOST_EMAILS:
            raise ValidationError(_("Enter 5 email addresses or fewer"))
        for each in found:
            try:
                validate_email(each)
            except ValidationError as error:
                raise ValidationError(_("Enter email addresses like name@example.org")) from error
        return found


class PoliceRouteForm(forms.Form):
    """`forces` are codes and names."""

    to_force = SelectField(
        label=gettext_lazy("Force"),
        error_messages={
            "required": gettext_lazy("Select a force"),
            "invalid_choice": gettext_lazy("Select a force"),
        },
    )
    to_unit = RadiosField(
        label=gettext_lazy("Unit"),
        choices=list(UNITS.items()),
        error_messages={"required": gettext_lazy("Select a unit")},
    )

    def __init__(
        self, *args: Any, own: str, forces: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        self.fields["to_force"].choices = [("", _("Select a force")), *forces]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("to_force"), given.get("to_unit")) == (self.own, "control_room"):
            self.add_error("to_unit", _("Select another force, or professional standards"))
        return given
