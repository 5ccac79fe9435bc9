from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.models import ReleaseDraft
from analytics.releases.draft import (
    CONTACT,
    LANGUAGES,
    REASON,
    CalendarReason,
    QualityField,
    ReleaseKind,
)
from analytics.releases.presenters.content import FIELDS
from ui.fields import DatePartsField, RadiosField, SelectField, TextAreaField, TextField, day_of

LONGEST, LONGEST_LINE = 2000, 160
ENGLISH, WELSH = "en", "cy"
KINDS = {
    ReleaseKind.FIRST: gettext_lazy("The first release of the quarter"),
    ReleaseKind.CORRECTION: gettext_lazy("A correction: something published was wrong"),
    ReleaseKind.REVISION: gettext_lazy("A revision: more is known than when it was published"),
}
HINTS: Mapping[QualityField, Any] = {
    QualityField.METHOD: gettext_lazy("If nothing changed, say so."),
    QualityField.RELEVANCE: gettext_lazy("Who uses these figures, and for what they are fit."),
    QualityField.ACCURACY: gettext_lazy("Coverage, response, and errors that are known."),
    QualityField.TIMELINESS: gettext_lazy("How long after the quarter, and why."),
    QualityField.COHERENCE: gettext_lazy("The Crime Survey, records, and earlier releases."),
    QualityField.LIMITS: gettext_lazy("Of this quarter. What no release can tell is added."),
}


def _read_day(parts: Sequence[str]) -> date:
    try:
        return day_of(parts)
    except ValueError as error:
        raise forms.ValidationError(_("Enter a day that there is")) from error


def _reason_field(label: Any, *, missing: Any, help_text: Any = "") -> TextAreaField:
    return TextAreaField(
        label=label,
        help_text=help_text,
        rows=3,
        max_length=500,
        error_messages={
            "required": missing,
            "max_length": gettext_lazy("Write at most 500 letters"),
        },
    )


class AnnounceForm(forms.Form):
    def __init__(self, data: Any = None, *, periods: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["period"] = SelectField(
            label=_("Which quarter?"), choices=periods,
            error_messages={"required": _("Choose a quarter")},
        )  # fmt: skip
        self.fields["kind"] = RadiosField(
            label=_("What is it?"), choices=[(kind.value, said) for kind, said in KINDS.items()],
            error_messages={"required": _("Choose what it is")},
        )  # fmt: skip
        self.fields["day"] = DatePartsField(
            label=_("On which day?"),
            help_text=_("It is published at 9:30 in the morning, in London."),
            error_messages={"required": _("Enter a day")},
        )

    def clean_day(self) -> date:
        return _read_day(self.cleaned_data["day"])


class CalendarReasonForm(forms.Form):
    why = _reason_field(
        gettext_lazy("Why? In English"), help_text=gettext_lazy(
            "This stands in the calendar in both languages. Do not write any figure."
        ), missing=gettext_lazy("Say why, in English"),
    )  # fmt: skip
    why_cy = _reason_field(gettext_lazy("Why? In Welsh"), missing=gettext_lazy("Say why, in Welsh"))

    def reason(self) -> CalendarReason:
        return CalendarReason(self.cleaned_data["why"], self.cleaned_data["why_cy"])


class MoveForm(CalendarReasonForm):
    day = DatePartsField(
        label=gettext_lazy("To which day?"),
        error_messages={"required": gettext_lazy("Enter a day")},
    )
    field_order = ("day", "why", "why_cy")

    def clean_day(self) -> date:
        return _read_day(self.cleaned_data["day"])


class WordsForm(forms.Form):
    def __init__(self, data: Any = None, *, draft: ReleaseDraft) -> None:
        super().__init__(data)
        is_first = draft.kind == ReleaseKind.FIRST.value
        for name, label, hint in _wanted(is_first=is_first):
            for language in LANGUAGES:
                self.fields[f"{name}_{language}"] = _words_field(
                    label, hint, language, initial=draft.words.get(language, {}).get(name, ""),
                    is_line=name == CONTACT,
                )  # fmt: skip
        self.fields["contact_email"] = TextField(
            label=_("Address that readers write to"), required=False,
            initial=draft.contact_email, max_length=254, validators=[forms.EmailField().clean],
        )  # fmt: skip
        self.fields["next_on"] = DatePartsField(
            label=_("When is the next release?"), required=False,
            initial=draft.next_on.isoformat() if draft.next_on else None,
        )  # fmt: skip

    def clean_next_on(self) -> date | None:
        parts = self.cleaned_data["next_on"]
        return _read_day(parts) if parts else None

    def words(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
        for name, value in self.cleaned_data.items():
            field, _line, language = name.rpartition("_")
            if language in found and field:
                found[language][field] = value.strip()
        return found


def _wanted(*, is_first: bool) -> Iterator[tuple[str, str, str]]:
    if not is_first:
        yield REASON, _("Why this version replaces the one before"), _("What was wrong or is new.")
    for each, label in FIELDS.items():
        yield each.value, str(label), str(HINTS[each])
    yield CONTACT, _("Who answers for these statistics"), _("An office, not a person.")


def _words_field(
    label: str, hint: str, language: str, *, initial: str, is_line: bool
) -> forms.Field:
    said = {ENGLISH: _("%(field)s, in English"), WELSH: _("%(field)s, in Welsh")}[language]
    given: dict[str, Any] = {
        "label": said % {"field": label},
        "help_text": hint if language == ENGLISH else "",
        "required": False,
        "initial": initial,
        "max_length": LONGEST_LINE if is_line else LONGEST,
    }
    return TextField(**given) if is_line else TextAreaField(rows=4, **given)


class EarlyReaderForm(forms.Form):
    email = TextField(
        label=gettext_lazy("E-mail address of their account"),
        error_messages={"required": gettext_lazy("Enter an e-mail address")},
    )
    office = TextField(
        label=gettext_lazy("Their office"),
        help_text=gettext_lazy("It is named on the release; the person is not."),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter their office")},
    )
    reason = TextAreaField(
        label=gettext_lazy("Why they must read it before it is out"),
        rows=3,
        max_length=300,
        error_messages={"required": gettext_lazy("Say why")},
    )
