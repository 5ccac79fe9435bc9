from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from responses.answering.gate import WordFault, new_word_fault, normalise_word
from responses.invitations import tokens
from ui.fields import TextField


class GateForm(forms.Form):
    answer = TextField(
        label=_("What is your year of birth, or your word?"),
        help_text=_("For example, 1984."),
        error_messages={"required": _("Enter your year of birth, or your word")},
        is_page_heading=True,
        width=20,
    )

    @classmethod
    def on_first_page(cls) -> "GateForm":
        form = cls()
        field = form.fields["answer"]
        field.is_page_heading, field.help_text = False, ""  # type: ignore[attr-defined]
        return form

    def refuse(self, *, tries_left: int) -> None:
        """The same words whatever was given or expected (SAF-6)."""
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
        """For what can be neither; it says nothing of the case (SAF-6)."""
        self.add_error(
            "answer",
            _("Enter your year of birth as 4 numbers, like 1984. Or enter your word, in letters."),
        )
        self._forget()

    def _forget(self) -> None:
        # What was typed is not shown again (SAF-8).
        self.data = {}


class CodeForm(forms.Form):
    code = TextField(
        label=_("What is the code you were given?"),
        help_text=_(
            "It has 12 letters and numbers, like K7M2-P9QX-4TRD. Small letters work too. You can "
            "leave out the dashes."
        ),
        error_messages={"required": _("Enter the code you were given")},
        is_page_heading=True,
        autocapitalize="none",
        width=20,
    )

    def clean_code(self) -> str:
        return tokens.read_code(self.cleaned_data["code"]) or ""

    def refuse(self) -> None:
        """The same for an unknown, a replaced and a used code."""
        self.add_error(
            "code",
            _(
                "This code does not work. Check each letter and number, or ask the person who "
                "gave it to you for a new one."
            ),
        )
        # What was typed is not shown again.
        self.data = {}


class OwnWordForm(forms.Form):
    word = TextField(
        label=_("Do you want to choose a word to come back with?"),
        help_text=_(
            "You can leave this empty. If you stop before the end, you need your code and this "
            "word to go on. Without a word you would need a new code. Choose 5 letters or more."
        ),
        required=False,
        is_page_heading=True,
        autocapitalize="none",
        width=20,
    )

    def clean_word(self) -> str:
        word = normalise_word(self.cleaned_data["word"])
        fault = new_word_fault(word) if word else None
        if fault is None:
            return word
        # What was typed is not shown again (SAF-8).
        self.data = {}
        if fault is WordFault.SHAPE:
            raise forms.ValidationError(_("Choose a word of 5 letters or more, or leave it empty"))
        raise forms.ValidationError(
            _("Someone may guess this word. Choose another that is not a name, or leave it empty")
        )


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
        """The same for unknown, expired and mistyped words."""
        self.add_error(
            "words",
            _(
                "These words do not match. Check the spelling and the order. After six months "
                "answers can no longer be taken out."
            ),
        )
        # What was typed is not shown again.
        self.data = {}
