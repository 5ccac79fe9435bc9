"""Forms of respondents' pages other than the questions of an instrument."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ui.fields import TextField


class GateForm(forms.Form):
    answer = TextField(
        label=_("What is your year of birth, or your word?"),
        help_text=_("For example, 1984."),
        error_messages={"required": _("Enter your year of birth, or your word")},
        is_page_heading=True,
        width=20,
    )

    def refuse(self, *, tries_left: int) -> None:
        """Add the error, in the same words whatever was given or expected (SAF-6)."""
        self.add_error(
            "answer",
            ngettext(
                "That does not match. Check it and try again. The details we hold may be wrong. "
                "You can try %(left)s more time.",
                "That does not match. Check it and try again. The details we hold may be wrong. "
                "You can try %(left)s more times.",
                tries_left,
            )
            % {"left": tries_left},
        )
        self._forget()

    def say_what_is_wanted(self) -> None:
        """Add the error for what can be neither, which says nothing of the case (SAF-6)."""
        self.add_error(
            "answer",
            _("Enter your year of birth as 4 numbers, like 1984. Or enter your word, in letters."),
        )
        self._forget()

    def _forget(self) -> None:
        # What was typed is not shown again, so that nobody else can read it (SAF-8).
        self.data = {}


class CodeForm(forms.Form):
    code = TextField(
        label=_("What is the code you were given?"),
        help_text=_(
            "It has 12 letters and numbers. Spaces do not matter. Capital and small letters are "
            "different."
        ),
        error_messages={"required": _("Enter the code you were given")},
        is_page_heading=True,
        width=20,
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())

    def refuse(self) -> None:
        """Add the error: the same for an unknown code, a replaced one and a used one."""
        self.add_error(
            "code",
            _(
                "This code does not work. Check each letter and number, or ask the person who "
                "gave it to you for a new one."
            ),
        )
        # What was typed is not shown again, so that nobody else can read it.
        self.data = {}


class WithdrawForm(forms.Form):
    words = TextField(
        label=_("Which six words did you note down?"),
        help_text=_(
            "We showed them on the last page, after you sent your answers. Put a space between "
            "them. Small and capital letters are the same."
        ),
        error_messages={"required": _("Enter your six words")},
        is_page_heading=True,
        width=20,
    )

    def refuse(self) -> None:
        """Add the error: the same for unknown words, expired ones and mistyped ones."""
        self.add_error(
            "words",
            _(
                "These words do not match. Check the spelling and the order. After six months "
                "answers can no longer be taken out."
            ),
        )
        # Whoever looks next must not read what was tried.
        self.data = {}
