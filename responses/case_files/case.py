"""One parsed case, whatever file or system it came from. Pure: no Django, no database."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import Self, cast


class CaseStage(StrEnum):
    """The present state of a case (the 15 states of the data model)."""

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
    """What the force thinks that the victim may come to."""

    STANDARD = "standard"
    MEDIUM = "medium"
    HIGH = "high"


class NumberSafe(StrEnum):
    """Whether nobody but the victim reads what comes to the number."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class EventKind(StrEnum):
    STAGE = "stage"
    OUTCOME = "outcome"
    COURT = "court"
    STATUS = "status"


EventIdentity = tuple[str, tuple[str, ...], date, str]
NO_FLAGS: Mapping[str, bool] = MappingProxyType({})


DEFAULT_LANGUAGE = "en"
"""The language of a case of which no file has said one."""


@dataclass(frozen=True)
class EventRow:
    """One event of a case. A stage event has one code, a CaseStage; an outcome event has the Home
    Office codes that the source's wording may stand for; a court or status event has one of the
    codes of police_uk."""

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
        """By what an event is recognised when the case is imported again. `told_on` is not part of
        it: an outcome stays the same when the victim is told later."""
        return (self.kind.value, self.codes, self.on, self.source_wording)


@dataclass(frozen=True)
class CaseRow:
    """The columns of the standard case file as typed values. Empty text means not known. A flag
    that is absent from `flags` is unknown, and unknown counts as sensitive."""

    case_key: str
    force: str
    reported_on: date
    stage: CaseStage
    stage_on: date
    crime_group: str
    offence_code: str = ""
    area: str = ""
    report_channel: str = ""
    victim_role: str = "direct"
    flags: Mapping[str, bool] = field(default_factory=lambda: NO_FLAGS)
    risk_level: str = ""
    enhanced_rights: str = ""
    outcome_codes: tuple[str, ...] = ()
    outcome_on: date | None = None
    victim_told_on: date | None = None
    next_hearing_on: date | None = None
    release_on: date | None = None
    support_referral: str = ""
    sex: str = ""
    birth_year: int | None = None
    ethnicity: str = ""
    ethnicity_scheme: str = ""
    ethnicity_group: str = ""
    disability: str = ""
    language: str = DEFAULT_LANGUAGE
    """Empty where the file does not say it: what is known of the case stays."""
    access_needs: tuple[str, ...] = ()
    contact_mobile: str = field(default="", repr=False)
    """E.164."""
    contact_email: str = field(default="", repr=False)
    number_safe: str = NumberSafe.UNKNOWN
    safe_contact_channel: str = ""
    safe_contact_from: time | None = None
    safe_contact_to: time | None = None
    safe_contact_confirmed_by: str = ""
    safe_contact_confirmed_on: date | None = None
    safe_word_hash: str = field(default="", repr=False)
    advocate_route: str = ""
    exclude_code: str = ""
    exclude_by: str = ""
    exclude_on: date | None = None
    is_deceased: bool = False
    is_business: bool = False
    is_on_duty_police: bool = False
    evidence_led: str = ""
    """Whether the case goes on without the victim's support: "yes", "no" or not known."""
    is_victimless: bool = False
    """No individual was harmed. The case is outside the survey's frame and counted as such."""
    is_month_only: bool = False
    """Dates are known to the month only. The case counts in the frame and nobody is invited."""
    events: tuple[EventRow, ...] = ()
    """The full history where the source has one; see `history`."""

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> Self:
        """The same row as `CaseRow(**fields)`, in a third of the time; a file has a million rows.
        `fields` has each field without a default, and no other name: nothing checks it."""
        row = object.__new__(cls)
        object.__setattr__(row, "__dict__", {**_DEFAULTS, **fields})
        return row

    @cached_property
    def key(self) -> tuple[str, str]:
        return (self.force, self.case_key)

    @property
    def has_contact(self) -> bool:
        """Whether the row has contact data, which only the vault may store."""
        return bool(self.contact_mobile or self.contact_email or self.advocate_route)

    def history(self) -> tuple[EventRow, ...]:
        """The events of this row: those of its full history, or its present stage and outcome."""
        if self.events:
            return self.events
        stage = EventRow(kind=EventKind.STAGE, codes=(self.stage.value,), on=self.stage_on)
        if not self.outcome_codes:
            return (stage,)
        outcome = EventRow(
            kind=EventKind.OUTCOME,
            codes=self.outcome_codes,
            on=self.outcome_on or min(self.stage_on, self.victim_told_on or self.stage_on),
            told_on=self.victim_told_on,
            is_dated=self.outcome_on is not None,
        )
        return (outcome, stage)

    @cached_property
    def content_text(self) -> str:
        """All columns as one text: equal for equal rows, and for no others."""
        return _ENCODER.encode(_COLUMNS(self))

    def content_hash(self, *, key: bytes) -> str:
        """A hash that differs where the row was amended. It is keyed, because with a plain hash and
        the case's other columns a phone number could be found by trying all numbers."""
        return hashlib.blake2b(self.content_text.encode(), key=key, digest_size=32).hexdigest()


def _plain(value: object) -> object:
    """A value that JSON cannot represent, as text, list or dict."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, EventRow):
        return [*value.identity, value.told_on]
    if isinstance(value, time):
        return value.isoformat()
    return dict(cast("Mapping[str, bool]", value))


_DEFAULTS = {
    f.name: f.default if f.default_factory is dataclasses.MISSING else f.default_factory()
    for f in dataclasses.fields(CaseRow)
    if f.default is not f.default_factory
}
_COLUMNS = attrgetter(*(f.name for f in dataclasses.fields(CaseRow)))
# Keys are sorted, so that equal rows give equal text whatever the order of their flags.
_ENCODER = json.JSONEncoder(
    separators=(",", ":"),
    default=_plain,
    ensure_ascii=False,
    sort_keys=True,
    check_circular=False,
)
