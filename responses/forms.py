"""Forms of respondents' pages that are no questions of an instrument."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ui.fields import TextField


class GateForm(forms.Form):
    answer = TextField(
        label=_("What is your year of birth, or the word you agreed?"),
        help_text=_("For example, 1984. We ask so that nobody else can open this."),
        error_messages={"required": _("Enter your year of birth, or the word you agreed")},
        is_page_heading=True,
        width=20,
    )

    def refuse(self, *, tries_left: int) -> None:
        """The same words whatever was given and whatever was expected (SAF-6)."""
        self.add_error(
            "answer",
            ngettext(
                "That does not match. Check it and try again. You can try %(left)s more time.",
                "That does not match. Check it and try again. You can try %(left)s more times.",
                tries_left,
            )
            % {"left": tries_left},
        )
        # What was tried is not shown again: whoever looks next must not read it (SAF-8).
        self.data = {}
