"""Forms of the pages on which staff work with one case."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.limits.presenters import too_many_tries
from access.limits.tries import Trying
from responses.answering.gate import has_shape_of_word, hash_word, normalise_word
from responses.invitations.selectors.codes import ROLES
from responses.models import CaseTie
from responses.sms.channel import ANOTHER_WAY
from responses.vault import sending_hours
from responses.vault.safe_contact import SafeContact, SafeContactAgreement
from ui.fields import RadiosField, TextField

TieKind = CaseTie.TieKind
TEAM = "team:"
"""The prefix of a role among the choices of TieForm."""
ROLE_NAMES = {
    "IDVA": _("Independent domestic violence adviser (IDVA)"),
    "ISVA": _("Independent sexual violence adviser (ISVA)"),
    "ISA": _("Independent stalking advocate (ISA)"),
    "FLO": _("Family liaison officer (FLO)"),
    "VLO": _("Victim liaison officer (VLO)"),
}


class FindCaseForm(forms.Form):
    def __init__(self, *args: Any, forces: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_force = next(iter(forces)) if len(forces) == 1 else ""
        if not self.only_force:
            self.fields["force"] = forms.ChoiceField(
                label=_("Force"), choices=list(forces.items()), initial=""
            )
        self.fields["case_key"] = TextField(
            label=_("Case key"),
            help_text=_("The whole key as it stands in the case file. Capitals matter."),
            error_messages={"required": _("Enter the case key")},
            max_length=64,
            width=20,
        )

    retry_after = ""
    """In how many seconds keys are looked for again; "" where they are now."""

    @property
    def force_code(self) -> str:
        return self.only_force or self.cleaned_data["force"]

    def refuse(self) -> None:
        """Add the error for a key without a case: the same for a mistyped key and for a case that
        this person may not see."""
        self.add_error("case_key", _("No case that you may see has exactly this key"))

    def refuse_for_a_while(self, attempt: Trying) -> None:
        """Add the error for a key that was not looked for, after too many that no case has."""
        self.retry_after = attempt.retry_after
        self.add_error("case_key", too_many_tries(attempt.wait))


class AgreedForm(forms.Form):
    """What the victim said is safe. `record` is the present record; `is_word_needed` says that
    nothing may be sent about the case without an agreed word, and none is agreed yet."""

    is_number_safe = RadiosField(
        label=_("Is it safe to use this number?"),
        help_text=_("Nobody else sees its messages, and no suspect has or shares it."),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        error_messages={"required": _("Say whether the number is safe")},
    )
    channel = RadiosField(
        label=_("What did the victim choose?"),
        choices=[
            ("sms", _("A text message")),
            ("email", _("An e-mail")),
            (ANOTHER_WAY, _("Neither")),
        ],
        error_messages={"required": _("Say what the victim chose")},
    )
    start = TextField(
        label=_("Safe from"),
        help_text=_("As 09:30. Leave it empty where any hour from 9 to 19 is safe."),
        required=False,
        width=10,
    )
    end = TextField(label=_("Safe until"), help_text=_("As 16:00."), required=False, width=10)
    word = TextField(
        label=_("A new word, if you agreed one"),
        help_text=_("Four letters or more, easy to remember, no numbers. We keep no copy to read."),
        required=False,
        width=20,
    )

    def __init__(
        self, data: Any = None, *, record: SafeContact, is_word_needed: bool = False
    ) -> None:
        super().__init__(data, initial=_initial(record))
        self.is_word_needed = is_word_needed
        if is_word_needed:
            self.fields["word"].label = _("A word that you agree now")
            self.fields["word"].help_text = _(
                "Nothing is sent about this case without one. Somebody close to the victim may "
                "know the year of birth; the word alone opens the survey. Four letters or more, "
                "easy to remember, no numbers. We keep no copy to read."
            )

    def clean_start(self) -> time | None:
        return _time(self.cleaned_data["start"])

    def clean_end(self) -> time | None:
        return _time(self.cleaned_data["end"])

    def clean_word(self) -> str:
        word = normalise_word(self.cleaned_data["word"])
        if word and not has_shape_of_word(word):
            raise forms.ValidationError(_("Choose a word of four letters or more, without numbers"))
        return word

    def clean(self) -> dict[str, Any]:
        found = dict(super().clean() or {})
        start, end = found.get("start"), found.get("end")
        if not self.errors and not sending_hours.has_safe_hours(start, end):
            self.add_error("start", _("Texts go out from 9 to 19: choose hours among them"))
        is_to_be_sent = found.get("is_number_safe") == "yes" and found.get("channel") != ANOTHER_WAY
        if self.is_word_needed and is_to_be_sent and found.get("word") == "":
            self.add_error("word", _("Agree a word with the victim: without one nothing is sent"))
        return found

    def agreed(self) -> SafeContactAgreement:
        given = self.cleaned_data
        return SafeContactAgreement(
            is_number_safe=given["is_number_safe"] == "yes",
            channel=given["channel"],
            start=given["start"],
            end=given["end"],
            word_hash=hash_word(given["word"]) if given["word"] else "",
        )


class HandOverForm(forms.Form):
    role = RadiosField(
        label=_("Who hands the code over?"),
        choices=[(role, ROLE_NAMES[role]) for role in ROLES],
        error_messages={"required": _("Say who hands the code over")},
    )


class TieForm(FindCaseForm):
    """`who` maps the people and teams to choose from to their labels: `7` is a person,
    `team:advocate` a team."""

    kind = RadiosField(
        label=_("What is it about?"),
        choices=[
            (TieKind.BARRED.value, _("Must not see the case: knows somebody in it")),
            (TieKind.GIVEN.value, _("Works with the case")),
        ],
        error_messages={"required": _("Say what it is about")},
    )
    who = RadiosField(
        label=_("Who?"), choices=[], error_messages={"required": _("Say whom it is about")}
    )
    field_order = ("force", "case_key", "kind", "who")

    def __init__(self, *args: Any, who: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = list(who.items())  # type: ignore[attr-defined]
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        found = dict(super().clean() or {})
        if found.get("kind") == TieKind.GIVEN and found.get("who", "").startswith(TEAM):
            self.add_error("who", _("A case is given to a person, not to a team"))
        return found

    @property
    def user_id(self) -> int | None:
        return None if self.team else int(self.cleaned_data["who"])

    @property
    def team(self) -> str:
        who: str = self.cleaned_data["who"]
        return who.removeprefix(TEAM) if who.startswith(TEAM) else ""

    def refuse_barred(self) -> None:
        self.add_error("who", _("This person must not see the case. Lift that first"))


def _initial(record: SafeContact) -> dict[str, str]:
    return {
        "is_number_safe": record.number_safe,
        "channel": record.channel or (ANOTHER_WAY if record.confirmed_on else ""),
        "start": record.start.strftime("%H:%M") if record.start else "",
        "end": record.end.strftime("%H:%M") if record.end else "",
    }


def _time(text: str) -> time | None:
    if not text.strip():
        return None
    try:
        return time.fromisoformat(text.strip())
    except ValueError as error:
        raise forms.ValidationError(_("Write the time as 09:30")) from error
