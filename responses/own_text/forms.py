"""Forms on which respondents may write in their own words, and wish to be contacted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from responses.vault.sealed.written_texts import OwnWords
from ui.fields import CheckboxesField, TextAreaField, TextField


class OwnTextForm(forms.Form):
    """What somebody writes in their own words. Nothing is marked as needed: who writes nothing
    goes on."""

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
        """Without a maximum in the browser, which would cut words off silently."""
        written: str = self.cleaned_data[name].strip()
        if len(written) > self.LONGEST:
            raise forms.ValidationError(
                _("Use 1,000 letters at most. You used %(count)s."), params={"count": len(written)}
            )
        return written


MOST_KEPT = 10_000
"""Letters of what is sent when its page is gone. More is cut off."""


class LateTextForm(OwnTextForm):
    """What is sent when the page is gone on which it could be made shorter: however long."""

    def _checked(self, name: str) -> str:
        written: str = self.cleaned_data[name].strip()
        return written[:MOST_KEPT]


class WishForm(forms.Form):
    """How somebody may be reached, in their own words."""

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


class LateWishForm(forms.Form):
    """The same when its page is gone: however long."""

    way = forms.CharField()
    when = forms.CharField(required=False)
    not_to = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        return {name: words[:MOST_KEPT] for name, words in given.items()}
