from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.research.actions import LONGEST, ProjectPlan
from ui.fields import (
    CheckboxesField,
    DatePartsField,
    SelectField,
    TextAreaField,
    TextField,
    day_of,
)


class ProjectForm(forms.Form):
    title = TextField(
        label=_("Title of the project"),
        max_length=120,
        error_messages={"required": _("Write the title of the project")},
    )
    purpose = TextAreaField(
        label=_("What is it for, and what good will it do?"),
        help_text=_("Two other people read this before anything is handed over."),
        max_length=1000,
        error_messages={"required": _("Write what it is for")},
    )
    researchers = TextAreaField(
        label=_("Who are the researchers?"),
        help_text=_("Each on a line, with their institution. Nobody else may have the file."),
        max_length=1000,
        error_messages={"required": _("Name the researchers")},
    )
    year = SelectField(
        label=_("Which year?"),
        help_text=_(
            "A year stands here once its quarters have closed and nobody can take answers out of "
            "it by their words any more, some eight months after its last day."
        ),
        choices=[],
        error_messages={"required": _("Choose a year"), "invalid_choice": _("Choose a year")},
    )
    variables = CheckboxesField(
        label=_("What do they need?"),
        help_text=_("As little as the purpose takes. The weight is always in it."),
        choices=[],
        error_messages={"required": _("Say what they need")},
    )
    ends_on = DatePartsField(
        label=_("Last day"),
        help_text=_("The file is destroyed after it, and so is every copy: within a year."),
        error_messages={"required": _("Say until when")},
    )

    def __init__(
        self,
        *args: Any,
        years: Sequence[tuple[str, str]],
        variables: Sequence[tuple[str, str]],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["year"].choices = [("", _("Choose one")), *years]  # type: ignore[attr-defined]
        self.fields["variables"].choices = list(variables)  # type: ignore[attr-defined]

    def clean_researchers(self) -> list[str]:
        lines = self.cleaned_data["researchers"].splitlines()
        named = [" ".join(line.split()) for line in lines if line.strip()]
        if any("," not in each for each in named):
            raise forms.ValidationError(_("Write each as name, institution"))
        return named

    def clean_ends_on(self) -> date:
        try:
            day = day_of(self.cleaned_data["ends_on"])
        except ValueError as wrong:
            raise forms.ValidationError(
                _("Write a day that there is, such as 31 3 2027")
            ) from wrong
        if not timedelta(0) < day - self._today <= LONGEST:
            raise forms.ValidationError(_("Choose a day after today, within a year"))
        return day

    def plan(self) -> ProjectPlan:
        return ProjectPlan(**self.cleaned_data)
