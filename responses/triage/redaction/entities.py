from dataclasses import dataclass
from enum import StrEnum


class EntityKind(StrEnum):
    EMAIL = "email"
    WEB = "web"
    """A web address, or an account on a service."""
    CARD = "card"
    NHS_NUMBER = "nhs_number"
    NATIONAL_INSURANCE = "national_insurance"
    BANK = "bank"
    """A sort code or the number of an account."""
    DOCUMENT = "document"
    """The number of a passport, a driving licence or another paper."""
    CRIME_REFERENCE = "crime_reference"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    POSTCODE = "postcode"
    VEHICLE = "vehicle"
    OFFICER_NUMBER = "officer_number"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True)
class FoundEntity:
    kind: EntityKind
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class RedactedText:
    text: str
    found: tuple[FoundEntity, ...]


def placeholder(kind: EntityKind) -> str:
    return f"[{kind.value}]"
