from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responses.readiness.duties import OF_AN_ORGANISATION, ReadinessDuty
from ui.fields import DatePartsField, TextField, day_of


class SignForm(forms.Form):
    day = DatePartsField(
        label=gettext_lazy("On which day was it finished?"),
        error_messages={"required": gettext_lazy("Enter the day on which it was finished")},
    )
    done_by = TextField(
        label=gettext_lazy("Who did it?"),
        help_text=gettext_lazy("The body or the people, such as the name of a committee."),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter who did it")},
    )
    document = TextField(
        label=gettext_lazy("Where is it written?"),
        help_text=gettext_lazy("A reference or an address under which others find it."),
        max_length=300,
        error_messages={"required": gettext_lazy("Enter where it is written")},
    )

    organisation = TextField(
        label=gettext_lazy("Which organisation are they from?"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter their organisation")},
    )

    field_order = ("day", "done_by", "organisation", "document")

    def __init__(self, data: Any = None, *, duty: ReadinessDuty, today: date) -> None:
        super().__init__(data)
        self._today = today
        if duty in OF_AN_ORGANISATION:
            self.fields["done_by"].label = gettext_lazy("Name of the person who signed")
            self.fields["done_by"].help_text = ""
        else:
            del self.fields["organisation"]

    def clean_day(self) -> date:
        try:
            done_on = day_of(self.cleaned_data["day"])
        except ValueError as error:
            raise forms.ValidationError(_("Enter a day that there is")) from error
        if done_on > self._today:
            raise forms.ValidationError(_("Enter a day that is not in the future"))
        return done_on
