from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.break_glass.presenters import KINDS
from access.break_glass.rules import CASE, MOST_HOURS, PASSWORDS
from ui.fields import RadiosField, SelectField, TextField


class AskForm(forms.Form):
    kind = RadiosField(
        label=_("What is needed?"), choices=[], error_messages={"required": _("Say what is needed")}
    )
    force = SelectField(
        label=_("Force"),
        error_messages={"required": _("Choose the force"), "invalid_choice": _("Choose the force")},
    )
    case_key = TextField(
        label=_("Key of the case, if it is about one"), max_length=80, required=False
    )
    reason = TextField(
        label=_("Why can it not wait?"),
        help_text=_(
            "Who is in danger of what, without names. The second person and data protection "
            "officers read it."
        ),
        max_length=400,
        error_messages={"required": _("Say why it cannot wait")},
    )
    hours = RadiosField(
        label=_("For how many hours?"),
        choices=[(str(hours), str(hours)) for hours in range(1, MOST_HOURS + 1)],
        error_messages={"required": _("Say for how many hours")},
    )

    def __init__(
        self, *args: Any, kinds: list[str], forces: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, KINDS[kind]) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["force"].choices = [("", _("Choose")), *forces.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == CASE and not given.get("case_key"):
            self.add_error("case_key", _("Enter the key of the case"))
        if given.get("kind") == PASSWORDS:
            given["case_key"] = ""
        return given
