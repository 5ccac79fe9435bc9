import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics import words
from analytics.alerts import presenters as alert_words
from analytics.casebook import presenters, states, vocabulary
from analytics.casebook.selectors import cases
from analytics.casebook.states import Act, ActionKind, Verdict
from analytics.models import Alert
from ui.fields import (
    CheckboxesField,
    DatePartsField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    day_of,
)

DUE_IN = timedelta(days=14)
"""The default due period."""
LONGEST_DUE = timedelta(weeks=26)
FARTHEST_START = timedelta(weeks=13)
LONGEST_NOTE, LONGEST_WHAT, LONGEST_TOLD = 1000, 300, 400
NUMBER = r"(\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?)"
PEOPLE = "victims|women|men|girls|boys|children|survivors|respondents"
CYFRIF = r"(\d[\d,.]*|dau|dwy|tri|tair|pedwar|pedair|pum[pn]?|chwech?|saith|wyth|naw|de[gn])"
WEDI_TREIGLO = r"(\d+|d?dau|[td]ri|[pb]edwar|[pb]um[pn]?|chwech?|saith|wyth|naw|d?de[gn])"
POBL = "ddioddefwyr|fenywod|ddynion|ferched|fechgyn|blant"
FIGURE = re.compile(
    "|".join(
        (
            r"%|per\s?cent|y\s?cant\b",
            rf"\b(one|{NUMBER})\s+(in|of|out of)\s+(every\s+)?{NUMBER}",
            rf"\b(un|{CYFRIF})\s+(o|allan o)\s+(bob\s+)?{WEDI_TREIGLO}\b",
            r"\b(half|quarters?|thirds?|fifths?) of\b|\b(hanner|chwarter|traean|deuparth)\b",
            rf"\b{NUMBER}\s+(\w+\s+)?({PEOPLE})\b",
            rf"\b{CYFRIF}\s+(o\s+)?({POBL})\b",
        )
    ),
    re.IGNORECASE,
)
"""Numbers and shares of people in English or Welsh.

Rules can miss some: two people read the text too.
"""

NO_NAMES = gettext_lazy("Do not write names or details of a case.")


class ActForm(forms.Form):
    soonest, latest = timedelta(0), LONGEST_DUE

    def __init__(self, data: Any = None, *, alert: Alert, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.alert, self.today = alert, today

    def read_day(self, name: str) -> date:
        try:
            found = day_of(self.cleaned_data[name])
        except ValueError as error:
            raise forms.ValidationError(_("Enter a day that there is")) from error
        first, last = self.today + self.soonest, self.today + self.latest
        if not first <= found <= last:
            raise forms.ValidationError(
                _("Enter a day from %(first)s to %(last)s")
                % {"first": presenters.day(first), "last": presenters.day(last)}
            )
        return found


def _note_field(label: Any, missing: Any) -> TextAreaField:
    return TextAreaField(
        label=label,
        help_text=NO_NAMES,
        rows=4,
        max_length=LONGEST_NOTE,
        error_messages={
            "required": missing,
            "max_length": gettext_lazy("Write no more than 1,000 characters."),
        },
    )


class TakeForm(ActForm):
    due_on = DatePartsField(
        label=gettext_lazy("By when will it be answered?"),
        error_messages={"required": gettext_lazy("Enter the day by which it will be answered")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        due = today + DUE_IN
        initial = {"due_on": due.isoformat()}
        super().__init__(*args, today=today, **{"initial": initial, **kwargs})

    def clean_due_on(self) -> date:
        return self.read_day("due_on")


class GiveForm(TakeForm):
    to = SelectField(
        label=gettext_lazy("Whose is it?"),
        error_messages={
            "required": gettext_lazy("Choose whose it is."),
            "invalid_choice": gettext_lazy("Choose somebody of the list."),
        },
    )
    field_order = ("to", "due_on")

    def __init__(self, *args: Any, alert: Alert, **kwargs: Any) -> None:
        super().__init__(*args, alert=alert, **kwargs)
        self.people = {str(one.pk): one for one in cases.people_to_give_to(alert)}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose somebody")),
            *((pk, one.name) for pk, one in self.people.items()),
        ]

    def clean_to(self) -> Any:
        return self.people[self.cleaned_data["to"]]


class SnoozeForm(ActForm):
    soonest, latest = timedelta(days=1), states.LONGEST_SNOOZE
    until = DatePartsField(
        label=gettext_lazy("Until which day?"),
        error_messages={"required": gettext_lazy("Enter the day")},
    )
    note = _note_field(
        gettext_lazy("Why is it left alone until then?"), gettext_lazy("Say why it is left alone.")
    )

    def clean_until(self) -> date:
        return self.read_day("until")


class ExplainForm(ActForm):
    verdict = RadiosField(
        label=gettext_lazy("What was it?"),
        choices=list(vocabulary.VERDICTS.items()),
        error_messages={"required": gettext_lazy("Choose what it was.")},
    )
    note = _note_field(
        gettext_lazy("How do you know?"), gettext_lazy("Write how you know what it was.")
    )

    def clean_verdict(self) -> Verdict:
        return Verdict(self.cleaned_data["verdict"])


class BeginForm(ActForm):
    soonest, latest = -FARTHEST_START, FARTHEST_START
    kind = RadiosField(
        label=gettext_lazy("What kind of thing is done?"),
        choices=list(vocabulary.KINDS.items()),
        error_messages={"required": gettext_lazy("Choose what kind of thing is done.")},
    )
    what = TextField(
        label=gettext_lazy("What is done, in one sentence?"),
        help_text=gettext_lazy(
            "Every force reads it under “What others did”. Do not write names or details of a case."
        ),
        max_length=LONGEST_WHAT,
        error_messages={
            "required": gettext_lazy("Write what is done."),
            "max_length": gettext_lazy("Write no more than 300 characters."),
        },
    )
    starts_on = DatePartsField(
        label=gettext_lazy("On which day does it begin?"),
        error_messages={"required": gettext_lazy("Enter the day on which it begins")},
    )

    def __init__(self, *args: Any, alert: Alert, **kwargs: Any) -> None:
        super().__init__(*args, alert=alert, **kwargs)
        self.forces = {one.code: one for one in cases.forces_to_act_in(alert, on=self.today)}
        if alert.force_id is None:
            self.fields["forces"] = CheckboxesField(
                label=_("Where does it begin? None is the whole nation."),
                choices=[(code, words.place_name(one)) for code, one in self.forces.items()],
                required=False,
            )

    def clean_kind(self) -> ActionKind:
        return ActionKind(self.cleaned_data["kind"])

    def clean_starts_on(self) -> date:
        return self.read_day("starts_on")

    def clean(self) -> dict[str, Any]:
        found = dict(super().clean() or {})
        codes = list(self.forces) if self.alert.force_id else found.get("forces", [])
        return {**found, "forces": [self.forces[code] for code in codes]}


class CloseCaseForm(ActForm):
    note = _note_field(
        gettext_lazy("What is to be remembered of it?"),
        gettext_lazy("Write what is to be remembered."),
    )


class DuplicateForm(ActForm):
    of = SelectField(
        label=gettext_lazy("With which alert is it followed?"),
        error_messages={
            "required": gettext_lazy("Choose the other alert."),
            "invalid_choice": gettext_lazy("Choose an alert of the list."),
        },
    )
    note = _note_field(
        gettext_lazy("Why is it the same?"), gettext_lazy("Write why it is the same.")
    )

    def __init__(self, *args: Any, others: list[Alert], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {str(one.pk): one for one in others}
        self.fields["of"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose an alert")),
            *(
                (
                    pk,
                    f"{alert_words.place(one)}: {alert_words.item_label(one)}, "
                    + alert_words.weeks(one),
                )
                for pk, one in self.others.items()
            ),
        ]

    def clean_of(self) -> Alert:
        return self.others[self.cleaned_data["of"]]


class ReopenForm(ActForm):
    note = _note_field(gettext_lazy("Why is it opened again?"), gettext_lazy("Write why."))


FORMS: Mapping[Act, type[ActForm]] = {
    Act.TAKE: TakeForm,
    Act.GIVE: GiveForm,
    Act.SNOOZE: SnoozeForm,
    Act.WAKE: ActForm,
    Act.EXPLAIN: ExplainForm,
    Act.BEGIN: BeginForm,
    Act.CLOSE: CloseCaseForm,
    Act.DUPLICATE: DuplicateForm,
    Act.REOPEN: ReopenForm,
}


class NoticeForm(forms.Form):
    text = TextAreaField(
        label=gettext_lazy("In English: victims said, and we did"),
        help_text=gettext_lazy(
            "Two sentences that anybody may read. No figures, no groups, no names."
        ),
        rows=4,
        max_length=LONGEST_TOLD,
        error_messages={
            "required": gettext_lazy("Write it in English."),
            "max_length": gettext_lazy("Write no more than 400 characters."),
        },
    )
    text_cy = TextAreaField(
        label=gettext_lazy("The same in Welsh"),
        rows=4,
        max_length=LONGEST_TOLD,
        error_messages={
            "required": gettext_lazy("Write it in Welsh."),
            "max_length": gettext_lazy("Write no more than 400 characters."),
        },
    )

    def clean_text(self) -> str:
        return _without_figure(self.cleaned_data["text"])

    def clean_text_cy(self) -> str:
        return _without_figure(self.cleaned_data["text_cy"])


def _without_figure(text: str) -> str:
    if FIGURE.search(text):
        raise forms.ValidationError(
            _("Leave out how many people said it: only a release shows that.")
        )
    return text
