from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from survey.designer.evidence_presenters import KINDS
from survey.evidence.records import EvidenceKind
from ui.fields import (
    CheckboxesField,
    DatePartsField,
    FileField,
    RadiosField,
    TextAreaField,
    TextField,
    day_of,
)
from ui.languages import OWN_NAMES

MOST_PEOPLE = 10_000
LONGEST_FINDING = 2_000


class ProposalForm(forms.Form):
    day = DatePartsField(
        label=_("From which day should it be asked?"),
        help_text=_("For example, 27 3 2027"),
        error_messages={"required": _("Enter the day from which it should be asked")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date) -> None:
        super().__init__(data, initial={"day": today.isoformat()})
        self.today = today

    def clean_day(self) -> date:
        chosen = _real_day(self.cleaned_data["day"])
        if chosen < self.today:
            raise forms.ValidationError(_("Choose today or a day to come"))
        return chosen


class BringForm(forms.Form):
    file = FileField(
        label=_("The spreadsheet"),
        help_text=_("A form that ends in .xlsx, .xls or .csv, of at most 10 MB"),
        error_messages={
            "required": _("Choose a spreadsheet of at most 10 MB"),
            "empty": _("The file is empty. Choose another"),
        },
    )
    code = TextField(
        label=_("Its code here (optional)"),
        help_text=_("For example, local-lambeth. Without one it has the code of the form itself"),
        max_length=40,
        required=False,
        width=20,
        error_messages={"max_length": _("Enter a code of at most 40 characters")},
    )


class EvidenceForm(forms.Form):
    kind = RadiosField(
        label=_("How were people asked?"),
        choices=[(kind.value, name) for kind, name in KINDS.items()],
        error_messages={"required": _("Say how people were asked")},
    )
    people = TextField(
        label=_("How many people were asked?"),
        width=4,
        inputmode="numeric",
        error_messages={"required": _("Enter how many people were asked")},
    )
    day = DatePartsField(
        label=_("When?"),
        help_text=_("Where it took several days, the last of them"),
        error_messages={"required": _("Enter the day on which they were asked")},
    )
    languages = CheckboxesField(
        label=_("In which languages?"),
        choices=(),
        error_messages={"required": _("Choose at least one language")},
    )
    found = TextAreaField(
        label=_("What did they say?"),
        help_text=_("Do not write who said it, nor anything about a person."),
        error_messages={"required": _("Write what they said")},
    )
    changed = TextAreaField(
        label=_("What changed as a result?"),
        help_text=_("Write “nothing” where nothing changed."),
        error_messages={"required": _("Write what changed, or “nothing”")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, today: date, languages: Sequence[str]
    ) -> None:
        super().__init__(data)
        self._today = today
        self.fields["languages"].choices = [  # type: ignore[attr-defined]
            (code, OWN_NAMES.get(code, code)) for code in languages
        ]

    def clean_people(self) -> int:
        given = self.cleaned_data["people"]
        if not (given.isascii() and given.isdigit() and 1 <= int(given[:6]) <= MOST_PEOPLE):
            raise forms.ValidationError(
                _("Enter how many people were asked as a number from 1 to 10,000")
            )
        return int(given)

    def clean_day(self) -> date:
        chosen = _real_day(self.cleaned_data["day"])
        if chosen > self._today:
            raise forms.ValidationError(_("Enter a day that is not in the future"))
        return chosen

    def clean_found(self) -> str:
        return _short_enough(self.cleaned_data["found"])

    def clean_changed(self) -> str:
        return _short_enough(self.cleaned_data["changed"])

    def evidence(self) -> dict[str, Any]:
        """In the form that the action takes."""
        given = self.cleaned_data
        return {
            "kind": EvidenceKind(given["kind"]),
            "people": given["people"],
            "on": given["day"],
            "languages": given["languages"],
            "found": given["found"],
            "changed": given["changed"],
        }


def _real_day(parts: Sequence[str]) -> date:
    try:
        return day_of(parts)
    except ValueError as error:
        raise forms.ValidationError(_("Enter a real day, month and year")) from error


def _short_enough(text: str) -> str:
    if len(text) > LONGEST_FINDING:
        raise forms.ValidationError(_("Write at most 2,000 characters"))
    return text
