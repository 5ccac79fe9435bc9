from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from responses.open_link import counting
from ui.fields import RadiosField, SelectField

ADULT, MINOR = "adult", "minor"
NOT_SURE = "not_sure"
"""The form's own value, since an empty one is no answer."""


class AboutForm(forms.Form):
    age = RadiosField(
        label=_("How old are you?"),
        choices=[(ADULT, _("18 or over")), (MINOR, _("Under 18"))],
        error_messages={"required": _("Choose your age")},
    )
    who = RadiosField(
        label=_("Who are you answering for?"),
        choices=[
            (counting.SELF, _("Myself: it happened to me")),
            (counting.OTHER, _("Somebody else: it happened to them")),
            (counting.BEREAVED, _("Somebody who died")),
        ],
        error_messages={"required": _("Choose who you are answering for")},
    )
    force = SelectField(
        label=_("Which police force dealt with it?"),
        error_messages={"required": _("Choose a police force, or “I am not sure”")},
    )
    stage = RadiosField(
        label=_("Where is it now?"),
        choices=[
            ("ST1", _("It was reported not long ago")),
            ("ST2", _("The police are looking into it")),
            ("ST3a", _("It was closed, and nobody was charged")),
            ("ST3b", _("It was dealt with without a court")),
            ("ST4", _("Somebody was charged, and it waits for the court or is there")),
            ("ST5", _("The court has decided")),
            ("ST6", _("Somebody is serving a sentence, or has served it")),
            (NOT_SURE, _("I am not sure")),
        ],
        apart=[NOT_SURE],
        error_messages={"required": _("Choose where it is now, or “I am not sure”")},
    )

    def __init__(self, data: Any = None, *, forces: Sequence[tuple[str, str, str]]) -> None:
        super().__init__(data)
        names = [(code, name) for code, name, _language in forces]
        force: Any = self.fields["force"]
        force.choices = [("", "–"), (NOT_SURE, _("I am not sure")), *names]
        force.widget.languages = {code: language for code, _name, language in forces}

    @property
    def is_minor(self) -> bool:
        return self.data.get("age") == MINOR

    def clean_force(self) -> str:
        return _stated_value(self.cleaned_data["force"])

    def clean_stage(self) -> str:
        return _stated_value(self.cleaned_data["stage"])


def _stated_value(value: str) -> str:
    return counting.NOT_SURE if value == NOT_SURE else value
