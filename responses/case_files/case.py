from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CaseStage(StrEnum):
    REPORT = "REPORT"
    INVESTIGATION = "INVESTIGATION"
    CPS_ADVICE = "CPS_ADVICE"
    CHARGED = "CHARGED"
    NFA_POLICE = "NFA_POLICE"
    NFA_CPS = "NFA_CPS"
    OUT_OF_COURT = "OUT_OF_COURT"
    COURT_PRETRIAL = "COURT_PRETRIAL"
    COURT_TRIAL = "COURT_TRIAL"
    COURT_CONCLUDED = "COURT_CONCLUDED"
    SENTENCED = "SENTENCED"
    CUSTODY_SERVING = "CUSTODY_SERVING"
    RELEASED_LICENCE = "RELEASED_LICENCE"
    CLOSED = "CLOSED"
    REOPENED = "REOPENED"


class RiskLevel(StrEnum):
    STANDARD = "standard"
    MEDIUM = "medium"
    HIGH = "high"


class NumberSafe(StrEnum):
    """Whether the victim alone reads messages to the number."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class EventKind(StrEnum):
    STAGE = "stage"
    OUTCOME = "outcome"
    COURT = "court"
    STATUS = "status"


EventIdentity = tuple[str, tuple[str, ...], date, str]
DEFAULT_LANGUAGE = "en"
"""The language of a case if no file has given one."""


@dataclass(frozen=True)
class EventRow:
    """An event of a case."""

    kind: EventKind
    codes: tuple[str, ...]
    on: date
    told_on: date | None = None
    source_wording: str = ""
    is_before_report: bool = False
    is_dated: bool = True
    """Whether the source gives a date; if not, `on` is the nearest known date."""

    @property
    def identity(self) -> EventIdentity:
        """Equal for the same event of a case that is imported again."""
        return (self.kind.value, self.codes, self.on, self.source_wording)


Plain = str | int | bool | None
"""A value that JSON can represent."""


class LiftKind(StrEnum):
    """A change that would make a person more contactable, and waits for a second person (decision
    48)."""

    EXCLUSION = "exclusion"
    OUT_OF_SCOPE = "out_of_scope"
    """The person died, is a business or an officer on duty; the case has no victim, or no days."""
    FLAG = "flag"
    RISK = "risk"
    CRIME = "crime"
    AGE = "age"
    ROLE = "role"
    LANGUAGE = "language"
    """A language other than English or Welsh, in which the survey may not be offered."""
    NUMBER = "number"
    """The number or address, with the safe-contact record of the same row."""
    SAFE_CONTACT = "safe_contact"


CONTACT_KINDS = frozenset({LiftKind.NUMBER, LiftKind.SAFE_CONTACT})
"""Kinds whose values are only in the vault."""


@dataclass(frozen=True)
class Lift:
    kind: LiftKind
    before: Mapping[str, Plain]
    after: Mapping[str, Plain]
