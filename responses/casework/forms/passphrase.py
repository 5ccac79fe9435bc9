from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from responses.answering.gate import WordFault, hash_word, new_word_fault, normalise_word
from responses.sms.channel import ANOTHER_WAY, VOICE
from responses.vault import sending_hours
from responses.vault.facts import SAFE_CONTACT_DAYS
from responses.vault.safe_contact import SafeContact, SafeContactAgreement
from ui.fields import CheckboxesField, DatePartsField, RadiosField, TextField, day_of

DAYS = (
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
)
"""As the vault stores them; texts never go out on a Sunday."""


class HiddenTyping(forms.TextInput):
    """Shown as dots, and empty again in a refused form."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, None, attrs)


class AgreedForm(forms.Form):
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
    days = CheckboxesField(
        label=_("On which days is it safe?"),
        help_text=_("Leave all empty where any day is. No message goes out on a Sunday."),
        choices=DAYS,
        required=False,
    )
    start = TextField(
        label=_("Safe from"),
        help_text=_("As 09:30. Leave it empty where any hour from 9 to 19 is safe."),
        required=False,
        width=10,
    )
    end = TextField(label=_("Safe until"), help_text=_("As 16:00."), required=False, width=10)
    until = DatePartsField(
        label=_("For how long?"),
        help_text=_("The last day that the victim named, within 90 days. Empty: for 90 days."),
        required=False,
    )
    word = TextField(
        label=_("A new word, if you agreed one"),
        help_text=_(
            "The victim chooses it: five letters or more, easy to remember, no numbers, no name. "
            "Nobody can read it afterwards, not even you."
        ),
        required=False,
        width=20,
        widget=HiddenTyping({"class": "is-typed-hidden", "autocapitalize": "none"}),
    )
    word_again = TextField(
        label=_("The same word again"),
        required=False,
        width=20,
        widget=HiddenTyping({"class": "is-typed-hidden", "autocapitalize": "none"}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        record: SafeContact,
        today: date,
        is_word_needed: bool = False,
        has_interviewers: bool = False,
    ) -> None:
        super().__init__(data, initial=_initial(record, today))
        if has_interviewers:
            self.fields["channel"].choices.insert(  # type: ignore[attr-defined]
                2, (VOICE, _("A call by an interviewer"))
            )
        self.record = record
        self.today = today
        self.is_word_needed = is_word_needed
        if is_word_needed:
            self.fields["word"].label = _("The victim’s word")
            self.fields["word"].help_text = _(
                "Nothing is sent about this case without one. Somebody close to the victim may "
                "know the year of birth; the word alone opens the survey. The victim chooses it: "
                "five letters or more, easy to remember, no numbers, no name. Nobody can read it "
                "afterwards, not even you."
            )

    def clean_start(self) -> time | None:
        return _time(self.cleaned_data["start"])

    def clean_end(self) -> time | None:
        return _time(self.cleaned_data["end"])

    def clean_until(self) -> date | None:
        parts = self.cleaned_data["until"]
        if not parts:
            return None
        try:
            until = day_of(parts)
        except ValueError as error:
            raise forms.ValidationError(_("Write the day as 31 12 2026")) from error
        if not self.today <= until <= self.today + timedelta(days=SAFE_CONTACT_DAYS):
            raise forms.ValidationError(_("Choose a day within the next 90"))
        return until

    def clean_word(self) -> str:
        word = normalise_word(self.cleaned_data["word"])
        fault = new_word_fault(word) if word else None
        if fault is WordFault.SHAPE:
            raise forms.ValidationError(
                _(
                    "Choose a word of five letters or more, without numbers. Shorter words are "
                    "easy to guess."
                )
            )
        if fault is WordFault.GUESSABLE:
            raise forms.ValidationError(
                _(
                    "This word is a common password, a first name or a word of this survey, so "
                    "someone may guess it. Choose another, such as a plant, a food or a place that "
                    "means something to the victim alone."
                )
            )
        return word

    def clean(self) -> dict[str, Any]:
        found = dict(super().clean() or {})
        start, end = found.get("start"), found.get("end")
        if not self.errors and not sending_hours.has_safe_hours(start, end):
            self.add_error("start", _("Texts go out from 9 to 19: choose hours among them"))
        word = found.get("word")
        if word is not None and word != normalise_word(found.get("word_again") or ""):
            self.add_error("word_again", _("The two words are not the same: type both again"))
        is_to_be_sent = found.get("is_number_safe") == "yes" and found.get("channel") != ANOTHER_WAY
        if self.is_word_needed and is_to_be_sent and word == "":
            self.add_error("word", _("Agree a word with the victim: without one nothing is sent"))
        return found

    def agreed(self) -> SafeContactAgreement:
        given = self.cleaned_data
        every_day = len(given["days"]) == len(DAYS)
        return SafeContactAgreement(
            is_number_safe=given["is_number_safe"] == "yes",
            channel=given["channel"],
            start=given["start"],
            end=given["end"],
            days="" if every_day else "".join(sorted(given["days"])),
            until=given["until"],
            word_hash=hash_word(given["word"]) if given["word"] else "",
        )


def _initial(record: SafeContact, today: date) -> dict[str, object]:
    return {
        "is_number_safe": record.number_safe,
        "channel": record.channel or (ANOTHER_WAY if record.confirmed_on else ""),
        "start": record.start.strftime("%H:%M") if record.start else "",
        "end": record.end.strftime("%H:%M") if record.end else "",
        "days": list(record.days),
        "until": record.until.isoformat() if record.until and record.until >= today else "",
    }


def _time(text: str) -> time | None:
    if not text.strip():
        return None
    try:
        return time.fromisoformat(text.strip())
    except ValueError as error:
        raise forms.ValidationError(_("Write the time as 09:30")) from error
