from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responses.trials import presenters, rules
from responses.trials.rules import TrialKind
from ui.fields import CheckboxesField, DatePartsField, RadiosField, TextField, day_of

LONGEST_WHY = 500
SEPARATOR = ":"


class TrialForm(forms.Form):
    compares = CheckboxesField(
        label=gettext_lazy("What do you compare with the usual way?"),
        help_text=gettext_lazy("Ways of one kind. Everyone has the same chance of each of them."),
        choices=[],
        error_messages={"required": gettext_lazy("Say what you compare")},
    )
    outcome = RadiosField(
        label=gettext_lazy("By which one outcome is it judged?"),
        choices=[],
        error_messages={"required": gettext_lazy("Say by which outcome")},
    )
    why = TextField(
        label=gettext_lazy("What do you expect, and why?"),
        help_text=gettext_lazy("Written down before it starts, and shown beside the result."),
        error_messages={"required": gettext_lazy("Say what you expect")},
        max_length=LONGEST_WHY,
    )
    difference = TextField(
        label=gettext_lazy("Which difference would matter, in percentage points?"),
        help_text=gettext_lazy(
            "The smaller it is, the more people are needed: 2 points need about 10,000 in each "
            "arm, 10 points about 400."
        ),
        error_messages={"required": gettext_lazy("Say which difference would matter")},
        width=4,
        inputmode="numeric",
    )
    first_day = DatePartsField(
        label=gettext_lazy("First day"),
        error_messages={"required": gettext_lazy("Enter the first day")},
    )
    last_day = DatePartsField(
        label=gettext_lazy("Last day, if not enough people were placed by then"),
        error_messages={"required": gettext_lazy("Enter the last day")},
    )

    def __init__(
        self, data: Any = None, *, today: date, has_shorter_text: bool, has_new_wordings: bool
    ) -> None:
        super().__init__(data)
        self._today = today
        names = presenters.arm_names()
        possible = {TrialKind.TEXT: has_shorter_text, TrialKind.WORDINGS: has_new_wordings}
        ways: Any = self.fields["compares"]
        ways.choices = [
            (f"{kind}{SEPARATOR}{arm}", names[kind, arm])
            for kind in TrialKind
            for arm in rules.ARMS[kind][1:]
            if possible.get(kind, True)
        ]
        outcomes: Any = self.fields["outcome"]
        judged_by = {
            outcome
            for kind in TrialKind
            if possible.get(kind, True)
            for outcome in rules.OUTCOMES[kind]
        }
        outcomes.choices = [
            (outcome, name)
            for outcome, name in presenters.outcome_names().items()
            if outcome in judged_by
        ]

    def clean_compares(self) -> tuple[TrialKind, list[str]]:
        given = [each.split(SEPARATOR) for each in self.cleaned_data["compares"]]
        kinds = {kind for kind, _arm in given}
        if len(kinds) > 1:
            raise forms.ValidationError(
                _("Pick ways of one kind: another trial may compare the other kind")
            )
        return TrialKind(kinds.pop()), [arm for _kind, arm in given]

    def clean_difference(self) -> float:
        try:
            points = float(self.cleaned_data["difference"].strip().rstrip("%"))
        except ValueError as error:
            raise forms.ValidationError(_("Enter a number, such as 5")) from error
        if not 1 <= points <= 20:
            raise forms.ValidationError(_("Enter a number from 1 to 20"))
        return points / 100

    def clean(self) -> dict[str, Any]:
        found = dict(super().clean() or {})
        first, last = self._read_day(found, "first_day"), self._read_day(found, "last_day")
        if first and first <= self._today:
            self.add_error("first_day", _("Enter a day after today"))
        if first and last and not timedelta(0) <= last - first <= rules.LONGEST:
            self.add_error(
                "last_day", _("Enter a day after the first one, half a year later at most")
            )
        if "compares" in found and found.get("outcome", "") not in {
            *rules.OUTCOMES[found["compares"][0]],
            "",
        }:
            self.add_error("outcome", _("What you compare cannot be judged by this"))
        if "compares" in found and "difference" in found:
            found["planned_each"] = rules.needed_each(
                difference=found["difference"], comparisons=len(found["compares"][1])
            )
        return found

    def _read_day(self, found: dict[str, Any], name: str) -> date | None:
        if not found.get(name):
            return None
        try:
            day = found[name] = day_of(found[name])
        except ValueError:
            self.add_error(name, _("Enter a day that there is"))
            return None
        return day


class CloseForm(forms.Form):
    because = TextField(
        label=gettext_lazy("Why is nobody to be placed any more?"),
        error_messages={"required": gettext_lazy("Say why")},
        max_length=LONGEST_WHY,
    )
