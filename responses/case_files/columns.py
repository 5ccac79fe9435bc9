import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import Self, cast

from responses.case_files.case import DEFAULT_LANGUAGE, CaseStage, EventKind, EventRow, NumberSafe
from responses.case_files.cells.readers import YES_NO
from responses.case_files.standard.case_column import CaseColumn, FilePart, Merge
from responses.case_files.standard.case_columns import (
    CASE_COLUMNS,
    PROGRESS_COLUMNS,
    VICTIM_COLUMNS,
)
from responses.case_files.standard.contact_columns import CONTACT_COLUMNS, EXCLUSION_COLUMNS
from responses.case_files.standard.flag_columns import CARE_COLUMNS
from ui.catalogues import gettext_noop as _

LATER_COLUMNS = (
    CaseColumn(
        "evidence_led", YES_NO, FilePart.PROGRESS, example="no", merge=Merge.KEEP_KNOWN,
        title=_("Goes on without the victim"), subject_title=_("Led by evidence"),
        help=_("Whether the case goes on without the victim’s support."),
        also_called="evidence led;evidence led prosecution;elp;victimless prosecution",
    ),
)  # fmt: skip
"""New columns, last in the template, so that the others keep their place."""


COLUMNS: Mapping[str, CaseColumn] = {
    column.name: column
    for columns in (
        CASE_COLUMNS, CARE_COLUMNS, PROGRESS_COLUMNS, VICTIM_COLUMNS, CONTACT_COLUMNS,
        EXCLUSION_COLUMNS, LATER_COLUMNS,
    )
    for column in columns
}  # fmt: skip
"""All columns in the order of the template."""
REQUIRED = tuple(name for name, column in COLUMNS.items() if column.is_required)
FLAG_COLUMNS: Mapping[str, str] = {
    name: column.flag for name, column in COLUMNS.items() if column.flag
}
FLAGS = tuple(FLAG_COLUMNS.values())
PRIVATE_COLUMNS = frozenset(name for name, column in COLUMNS.items() if column.is_private)
STORED_FIELDS = (
    *(
        column.field
        for column in COLUMNS.values()
        if column.is_stored and not column.flag and column.field != "force"
    ),
    "ethnicity_group", "is_victimless", "is_month_only",
)  # fmt: skip
"""The fields of CaseRow that Case has under the same name. The last three come from no column."""
stored_values = attrgetter(*STORED_FIELDS)


def is_case_file(header: Sequence[str]) -> bool:
    """At least half of the required columns are in it."""
    return sum(name in header for name in REQUIRED) * 2 >= len(REQUIRED)


NO_FLAGS: Mapping[str, bool] = MappingProxyType({})


@dataclass(frozen=True)
class CaseRow:
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
    """Dates are known only to the month. The case counts in the frame but no one is invited."""
    events: tuple[EventRow, ...] = ()
    """The full history where the source has one; see `history`."""

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> Self:
        """As `CaseRow(**fields)`, in a third of the time."""
        row = object.__new__(cls)
        object.__setattr__(row, "__dict__", {**_DEFAULTS, **fields})
        return row

    @cached_property
    def key(self) -> tuple[str, str]:
        return (self.force, self.case_key)

    @property
    def has_contact(self) -> bool:
        return bool(self.contact_mobile or self.contact_email or self.advocate_route)

    def history(self) -> tuple[EventRow, ...]:
        """Its full history, or its present stage and outcome."""
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
        """Equal for equal rows, and for no others."""
        return _ENCODER.encode(_COLUMNS(self))

    def content_hash(self, *, key: bytes) -> str:
        """Keyed: from a plain hash a phone number could be found by trying all."""
        return hashlib.blake2b(self.content_text.encode(), key=key, digest_size=32).hexdigest()


def _plain(value: object) -> object:
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
_ENCODER = json.JSONEncoder(
    separators=(",", ":"),
    default=_plain,
    ensure_ascii=False,
    sort_keys=True,
    check_circular=False,
)
