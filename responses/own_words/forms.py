from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from responses.vault.sealed.wishes import SafeWay
from responses.vault.sealed.written_texts import OwnWords
from ui.fields import CheckboxesField, TextAreaField, TextField


class OwnTextForm(forms.Form):
    LONGEST = 1000

    well = TextAreaField(
        label=_("What is the one thing the police did well?"),
        help_text=_("Please leave out names and what happened to you."),
        required=False,
        rows=4,
    )
    better = TextAreaField(
        label=_("What is the one thing that should have been better?"),
        help_text=_("Please leave out names and what happened to you."),
        required=False,
        rows=4,
    )

    may_be_quoted = CheckboxesField(
        label=_("May we quote what you wrote?"),
        help_text=_("If you leave this empty, nobody quotes you."),
        choices=[("yes", _("Yes: short passages, without names"))],
        required=False,
    )

    def words(self) -> OwnWords:
        return OwnWords(well=self.cleaned_data["well"], better=self.cleaned_data["better"])

    def clean_well(self) -> str:
        return self._checked("well")

    def clean_better(self) -> str:
        return self._checked("better")

    def _checked(self, name: str) -> str:
        written: str = self.cleaned_data[name].strip()
        if len(written) > self.LONGEST:
            raise forms.ValidationError(
                _("Use 1,000 letters at most. You used %(count)s."), params={"count": len(written)}
            )
        return written


class WishForm(forms.Form):
    way = TextField(
        label=_("How can we reach you safely?"),
        help_text=_("A phone number, an email address, or someone who can pass it on."),
        error_messages={
            "required": _("Write how we can reach you, or go on without"),
            "max_length": _("Use 200 letters at most"),
        },
        max_length=200,
    )
    when = TextField(
        label=_("When is it safe?"),
        help_text=_("For example, weekdays before 3pm."),
        error_messages={"max_length": _("Use 200 letters at most")},
        required=False,
        max_length=200,
    )
    not_to = TextField(
        label=_("Who must not know?"),
        error_messages={"max_length": _("Use 200 letters at most")},
        required=False,
        max_length=200,
    )


class OwnWordsForm(OwnTextForm, WishForm):
    field_order = ("well", "better", "may_be_quoted", "way", "when", "not_to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("way") and (given.get("when") or given.get("not_to")):
            self.add_error("way", WishForm.base_fields["way"].error_messages["required"])
        return given

    def safe_way(self) -> SafeWay | None:
        """None if the writer asks for no contact."""
        given = self.cleaned_data
        if not given["way"]:
            return None
        return SafeWay(way=given["way"], when=given["when"], not_to=given["not_to"])


MOST_KEPT = 10_000
"""Letters of each box, if the page is gone on which it could be made shorter. More is cut off."""


class LateOwnWordsForm(OwnWordsForm):
    """Any length is accepted, and any box may be empty."""

    way = forms.CharField(required=False)  # type: ignore[assignment]
    when = forms.CharField(required=False)  # type: ignore[assignment]
    not_to = forms.CharField(required=False)  # type: ignore[assignment]

    def _checked(self, name: str) -> str:
        written: str = self.cleaned_data[name].strip()
        return written[:MOST_KEPT]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for name in ("way", "when", "not_to"):
            given[name] = given.get(name, "")[:MOST_KEPT]
        return given
