import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from responses.helplines.forms.checks import YES, YES_OR_NO
from responses.helplines.listing import (
    ENGLISH,
    SPOKEN_LANGUAGES,
    HelplineArea,
    HelplineAudience,
    Listing,
)
from responses.helplines.opening_hours import (
    DAYS,
    HoursError,
    OpeningHours,
    Spans,
    parse_spans,
    write_spans,
)
from responses.helplines.presenters.listings import audience_names, language_names
from responses.models.ready.helplines import DIGITS
from ui.fields import CheckboxesField, RadiosField, TextField
from ui.formatting import WELSH, format_weekday

ALWAYS, BY_DAY, NOT_KNOWN = "always", "days", "not known"
ALWAYS_WORDED = (ENGLISH, WELSH)
"""The languages in which every line has words; the others fall back to English."""


class ListingForm(forms.Form):
    audience = RadiosField(
        label=gettext_lazy("Who is it for?"),
        choices=[],
        error_messages={"required": gettext_lazy("Say who it is for")},
    )
    area = RadiosField(
        label=gettext_lazy("Where does it help?"),
        choices=[
            (HelplineArea.BOTH.value, gettext_lazy("England and Wales")),
            (HelplineArea.ENGLAND.value, gettext_lazy("England")),
            (HelplineArea.WALES.value, gettext_lazy("Wales")),
        ],
        error_messages={"required": gettext_lazy("Say where it helps")},
    )
    number = TextField(
        label=gettext_lazy("Number to call"), required=False, width=20, max_length=20
    )
    text_number = TextField(
        label=gettext_lazy("Number to text"), required=False, width=20, max_length=20
    )
    textphone_number = TextField(
        label=gettext_lazy("Number by textphone"), required=False, width=20, max_length=20
    )
    source = TextField(
        label=gettext_lazy("Where did you read the number?"),
        error_messages={"required": gettext_lazy("Say where you read the number")},
        max_length=200,
    )
    opens = RadiosField(
        label=gettext_lazy("When does it answer?"),
        choices=[
            (ALWAYS, gettext_lazy("Day and night, every day")),
            (BY_DAY, gettext_lazy("At the hours below")),
            (NOT_KNOWN, gettext_lazy("We do not know yet")),
        ],
        error_messages={"required": gettext_lazy("Say when it answers")},
    )
    holidays = CheckboxesField(
        label=gettext_lazy("Bank holidays"),
        choices=[(YES, gettext_lazy("Closed on bank holidays"))],
        required=False,
    )
    languages = CheckboxesField(
        label=gettext_lazy("Languages besides English"), choices=[], required=False
    )
    has_interpreters = RadiosField(
        label=gettext_lazy("Can people ask for an interpreter?"),
        choices=YES_OR_NO,
        error_messages={"required": gettext_lazy("Say whether people can")},
    )

    def __init__(self, data: Any = None, *, listing: Listing | None = None) -> None:
        super().__init__(data, initial=_initial(listing) if listing else {"opens": NOT_KNOWN})
        language = get_language() or ENGLISH
        spoken = language_names(SPOKEN_LANGUAGES, language=language)
        self.fields["audience"].choices = [  # type: ignore[attr-defined]
            (audience.value, name) for audience, name in audience_names().items()
        ]
        self.fields["languages"].choices = list(  # type: ignore[attr-defined]
            zip(SPOKEN_LANGUAGES, spoken, strict=True)
        )
        for day in range(DAYS):
            name = format_weekday(day, language=language)
            self.fields[f"day_{day}"] = TextField(label=name, required=False, width=20)
        for code, written in settings.LANGUAGES:
            self._add_words(f"name_{code}", _("Name in %(language)s") % {"language": written})
            self._add_words(
                f"about_{code}", _("Who it is for, in %(language)s") % {"language": written}
            )
        self.order_fields(_ORDER)

    def _add_words(self, field: str, label: str) -> None:
        self.fields[field] = TextField(
            label=label,
            required=field.endswith(tuple(f"_{code}" for code in ALWAYS_WORDED)),
            error_messages={"required": _("Write it in English and in Welsh")},
            max_length=200,
        )

    def clean(self) -> dict[str, Any]:
        found = dict(super().clean() or {})
        for name in ("number", "text_number", "textphone_number"):
            if not re.fullmatch(DIGITS, found.get(name, "")):
                self.add_error(name, _("Write the number with digits and spaces only"))
        if not any(found.get(name) for name in ("number", "text_number", "textphone_number")):
            self.add_error("number", _("Enter a number to call, to text or by textphone"))
        found["days"] = tuple(self._spans(f"day_{day}", found) for day in range(DAYS))
        if found.get("opens") == BY_DAY and not any(found["days"]) and not self.errors:
            self.add_error("day_0", _("Enter the hours of at least one day"))
        return found

    def _spans(self, field: str, found: dict[str, Any]) -> Spans:
        try:
            return parse_spans(found.get(field, ""))
        except HoursError:
            self.add_error(field, _("Write the hours as 09:00-17:00, or leave the day empty"))
            return ()

    def listing(self) -> Listing:
        given = self.cleaned_data
        return Listing(
            audience=HelplineAudience(given["audience"]),
            area=HelplineArea(given["area"]),
            number=given["number"],
            text_number=given["text_number"],
            textphone_number=given["textphone_number"],
            hours=_hours(given),
            languages=tuple(code for code in SPOKEN_LANGUAGES if code in given["languages"]),
            has_interpreters=given["has_interpreters"] == YES,
            names=_words(given, "name"),
            descriptions=_words(given, "about"),
            source=given["source"],
        )


_ORDER = (
    "name_en", "name_cy", "about_en", "about_cy", "audience", "area", "number", "text_number",
    "textphone_number", "source", "opens", *(f"day_{day}" for day in range(DAYS)), "holidays",
    "languages", "has_interpreters",
)  # fmt: skip


def _hours(given: dict[str, Any]) -> OpeningHours:
    if given["opens"] == BY_DAY:
        return OpeningHours(days=given["days"], is_closed_on_holidays=bool(given["holidays"]))
    return OpeningHours(is_always=given["opens"] == ALWAYS)


def _words(given: dict[str, Any], kind: str) -> dict[str, str]:
    texts = {code: given[f"{kind}_{code}"] for code, _name in settings.LANGUAGES}
    return {code: text for code, text in texts.items() if text}


def _initial(listing: Listing) -> dict[str, Any]:
    opens = BY_DAY if listing.hours.is_known else NOT_KNOWN
    return {
        "audience": listing.audience.value,
        "area": listing.area.value,
        "number": listing.number,
        "text_number": listing.text_number,
        "textphone_number": listing.textphone_number,
        "source": listing.source,
        "opens": ALWAYS if listing.hours.is_always else opens,
        "holidays": [YES] if listing.hours.is_closed_on_holidays else [],
        "languages": list(listing.languages),
        "has_interpreters": YES if listing.has_interpreters else "no",
        **{f"day_{day}": write_spans(spans) for day, spans in enumerate(listing.hours.days)},
        **{f"name_{code}": text for code, text in listing.names.items()},
        **{f"about_{code}": text for code, text in listing.descriptions.items()},
    }
