import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from responses.helplines.opening_hours import OpeningHours, read_hours, store_hours

ENGLISH = "en"
SIGN_LANGUAGE = "bfi"
"""British Sign Language, by its code of ISO 639-3."""

SPOKEN_LANGUAGES = (
    "cy", SIGN_LANGUAGE, "ar", "bn", "fr", "gu", "hi", "fa", "pl", "pt", "pa", "ro", "so", "es",
    "ta", "tr", "ur", "zh",
)  # fmt: skip
"""The languages that a line may answer in besides English."""


class HelplineAudience(StrEnum):
    URGENT = "urgent"
    ANYONE = "anyone"
    ABUSE = "abuse"
    SEXUAL = "sexual"
    FAMILY = "family"
    CHILDREN = "children"
    REPORT = "report"


class HelplineArea(StrEnum):
    BOTH = "both"
    ENGLAND = "england"
    WALES = "wales"


@dataclass(frozen=True, kw_only=True)
class Listing:
    audience: HelplineAudience
    area: HelplineArea
    number: str
    """For calls; empty where the line takes none."""
    text_number: str
    textphone_number: str
    hours: OpeningHours
    languages: tuple[str, ...]
    """Codes of SPOKEN_LANGUAGES: those besides English."""
    has_interpreters: bool
    names: Mapping[str, str]
    """By language; English and Welsh are always there."""
    descriptions: Mapping[str, str]
    source: str
    """The source of the number, or "memory"."""

    @property
    def numbers(self) -> tuple[str, ...]:
        """In the order in which respondents see them."""
        return tuple(filter(None, (self.number, self.text_number, self.textphone_number)))


EMERGENCY_NUMBERS = frozenset({"999", "112", "18000"})
"""Numbers that are looked up, never rung: a test call keeps the line from someone in danger."""


def is_emergency(listing: Listing) -> bool:
    """It must not be rung to check it."""
    return not EMERGENCY_NUMBERS.isdisjoint(number.replace(" ", "") for number in listing.numbers)


def text_in(texts: Mapping[str, str], language: str) -> str:
    """Else in English."""
    return texts.get(language) or texts[ENGLISH]


FIELDS = tuple(field.name for field in fields(Listing))
RUNG = ("number", "text_number", "textphone_number", "hours", "languages", "has_interpreters")
"""Fields that ringing the line verifies. A change of any of these is confirmed by ringing."""
WORDS = ("names", "descriptions")
_NUMBER = re.compile(r"(?:\d[\s().–-]*){5}")
"""Five digits of any script, which people would take for a number to ring."""


def read_listing(stored: object) -> Listing:
    values = {name: getattr(stored, name) for name in FIELDS}
    return Listing(
        **values
        | {
            "audience": HelplineAudience(values["audience"]),
            "area": HelplineArea(values["area"]),
            "hours": read_hours(values["hours"]),
            "languages": tuple(values["languages"]),
        }
    )


def columns_of(listing: Listing) -> dict[str, Any]:
    return asdict(listing) | {
        "hours": store_hours(listing.hours),
        "languages": list(listing.languages),
        "names": dict(listing.names),
        "descriptions": dict(listing.descriptions),
    }


def fingerprint(listing: Listing) -> str:
    """Equal for equal listings alone."""
    return hashlib.sha256(json.dumps(columns_of(listing), sort_keys=True).encode()).hexdigest()


def changed_fields(old: Listing, new: Listing) -> tuple[str, ...]:
    return tuple(name for name in FIELDS if getattr(old, name) != getattr(new, name))


def needs_ringing(old: Listing | None, new: Listing) -> bool:
    """Always where the listing is new, and where new words bring a number."""
    if old is None or set(changed_fields(old, new)) & set(RUNG):
        return True
    return any(_NUMBER.search(text) for text in _new_words(old, new))


def _new_words(old: Listing, new: Listing) -> set[str]:
    return {
        text
        for name in WORDS
        for language, text in getattr(new, name).items()
        if getattr(old, name).get(language) != text
    }
