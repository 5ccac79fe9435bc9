"""A row of a case file merged with the case that is stored (decision 48). Pure: no Django, no
database.

Of two facts that bear on whether somebody is asked, the more careful one stands, and what the row
would lift waits for a second person. Of outcomes, dates, languages, crime types and whether the
case goes on without its victim's support an unknown one never replaces a known one. Every other
column is the row's. How a person is reached is merged in the vault (responses/vault/amendments).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from responses.case_files.amendments.lifts import Lift, LiftKind, Plain
from responses.case_files.case import CaseRow, RiskLevel
from responses.case_files.police_uk.cases import UNKNOWN_GROUP
from responses.cases.sensitivity import SENSITIVE_CRIMES, SENSITIVE_FLAGS
from responses.cases.stages import BEREAVED_ROLE
from responses.eligibility.facts import HEARING_DAYS
from responses.eligibility.rules import is_adult
from responses.imports.merging.exclusion_strength import may_replace

OUT_OF_SCOPE = (
    "is_deceased", "is_business", "is_on_duty_police", "is_victimless", "is_month_only",
)  # fmt: skip
CRIME = ("crime_group", "offence_code")
OUTCOME = ("outcome_codes", "outcome_on", "victim_told_on")
KNOWN = ("next_hearing_on", "release_on", "language", "evidence_led")
ALWAYS_OFFERED = frozenset({"en", "cy"})
CAREFUL_ROLES = ("child", BEREAVED_ROLE, "business_contact")
"""Roles of people who are asked in another way or not at all, the most careful last."""
_FLAG_CARE: Mapping[bool | None, int] = {True: 2, None: 1, False: 0}
FLAG = "flag_"
"""Before the name of a flag, where it stands beside the attributes of a case."""


@dataclass(frozen=True)
class StoredRow:
    """A case as it is stored."""

    row: CaseRow
    is_exclusion_lifted: bool = False
    """Whether its exclusion by hand was refused or withdrawn, and has ended."""
    former_hearings: Sequence[date] = ()
    """Days of hearings that files before have named, which still keep texts away."""


@dataclass(frozen=True)
class Merged:
    """The row to store now, and what waits."""

    row: CaseRow
    lifts: Sequence[Lift] = ()
    former_hearings: Sequence[date] = ()


@dataclass(frozen=True)
class _Part:
    """What stands of some attributes, where it is not what the row has, and what waits."""

    stands: Mapping[str, object]
    lift: Lift | None = None


ROWS_OWN = _Part({})
Merge = Callable[[StoredRow, CaseRow, date], _Part]


def merge(stored: StoredRow, row: CaseRow, *, today: date) -> Merged:
    """Merging never makes a case more contactable than it is stored; merging its result again
    changes nothing."""
    parts = [merge_part(stored, row, today) for merge_part in _PARTS]
    stands: dict[str, Any] = {name: value for part in parts for name, value in part.stands.items()}
    merged = replace(row, **stands)
    return Merged(
        merged,
        tuple(part.lift for part in parts if part.lift),
        former_hearings(stored, merged.next_hearing_on, today),
    )


def former_hearings(stored: StoredRow, next_on: date | None, today: date) -> Sequence[date]:
    """A hearing that a file moves or no longer names goes on keeping texts away for as long as it
    would have: another file may be older, or wrong."""
    days = {stored.row.next_hearing_on, *stored.former_hearings} - {None, next_on}
    holding = (d for d in days if d is not None and today <= d + timedelta(days=HEARING_DAYS))
    return tuple(sorted(holding))


def _exclusion(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    held = stored.row
    if stored.is_exclusion_lifted or may_replace(row.exclude_code, stored=held.exclude_code):
        return ROWS_OWN
    names = ("exclude_code", "exclude_by", "exclude_on")
    return _held(LiftKind.EXCLUSION, held, row, names)


def _out_of_scope(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    lifted = [n for n in OUT_OF_SCOPE if getattr(stored.row, n) and not getattr(row, n)]
    return _held(LiftKind.OUT_OF_SCOPE, stored.row, row, lifted) if lifted else ROWS_OWN


def _flags(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    """Yes is more careful than unknown, and unknown than no."""
    held = stored.row.flags
    lifted = [
        name
        for name in sorted(SENSITIVE_FLAGS)
        if _FLAG_CARE[row.flags.get(name)] < _FLAG_CARE[held.get(name)]
    ]
    if not lifted:
        return ROWS_OWN
    flags = {name: value for name, value in row.flags.items() if name not in lifted}
    flags |= {name: held[name] for name in lifted if name in held}
    lift = Lift(
        LiftKind.FLAG,
        before={FLAG + name: held.get(name) for name in lifted},
        after={FLAG + name: row.flags.get(name) for name in lifted},
    )
    return _Part({"flags": flags}, lift)


def _risk(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    is_lowered = stored.row.risk_level == RiskLevel.HIGH != row.risk_level
    return _held(LiftKind.RISK, stored.row, row, ["risk_level"]) if is_lowered else ROWS_OWN


def _crime(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    held = stored.row
    is_known = row.crime_group != UNKNOWN_GROUP
    if (
        held.crime_group in SENSITIVE_CRIMES
        and is_known
        and row.crime_group not in SENSITIVE_CRIMES
    ):
        return _held(LiftKind.CRIME, held, row, CRIME)
    return ROWS_OWN


def _known_crime(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    held = stored.row
    if row.crime_group == UNKNOWN_GROUP:
        return _Part({name: getattr(held, name) for name in CRIME})
    is_same = row.crime_group == held.crime_group and not row.offence_code
    return _Part({"offence_code": held.offence_code}) if is_same else ROWS_OWN


def _age(stored: StoredRow, row: CaseRow, today: date) -> _Part:
    """The year of birth is a date: an unknown one never replaces it. One that makes an adult of who
    was none, or of a child an older one, waits; and so does another of who has died, by whose year
    their other cases are known."""
    held, given = stored.row.birth_year, row.birth_year
    if given is None:
        return _Part({"birth_year": held})
    if stored.row.is_deceased and given != held:
        return _held(LiftKind.AGE, stored.row, row, ["birth_year"])
    is_older = held is not None and given < held
    if is_adult(held, today=today) or not (is_older or is_adult(given, today=today)):
        return ROWS_OWN
    return _held(LiftKind.AGE, stored.row, row, ["birth_year"])


def _role(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    if _role_care(row.victim_role) >= _role_care(stored.row.victim_role):
        return ROWS_OWN
    return _held(LiftKind.ROLE, stored.row, row, ["victim_role"])


def _language(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    """Somebody may not be asked because the survey is not offered in their language. Which are
    offered changes, so that any but English and Welsh counts as such a one."""
    held, given = _spoken(stored.row.language), _spoken(row.language)
    if not given or given == held or held in {"", *ALWAYS_OFFERED}:
        return ROWS_OWN
    return _held(LiftKind.LANGUAGE, stored.row, row, ["language"])


def _spoken(language: str) -> str:
    """Without its region."""
    return language.partition("-")[0].lower()


def _role_care(role: str) -> int:
    return CAREFUL_ROLES.index(role) + 1 if role in CAREFUL_ROLES else 0


def _outcome(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    """The dates of an outcome stay with that outcome and say nothing of another."""
    held = stored.row
    if not row.outcome_codes:
        return _Part({name: getattr(row, name) or getattr(held, name) for name in OUTCOME})
    if row.outcome_codes != held.outcome_codes:
        return ROWS_OWN
    return _Part({name: getattr(row, name) or getattr(held, name) for name in OUTCOME[1:]})


def _known(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    return _Part({n: getattr(stored.row, n) for n in KNOWN if not getattr(row, n)})


_PARTS: tuple[Merge, ...] = (
    _exclusion, _out_of_scope, _flags, _risk, _age, _role, _language, _crime, _known_crime,
    _outcome, _known,
)  # fmt: skip


def _held(kind: LiftKind, held: CaseRow, row: CaseRow, names: Sequence[str]) -> _Part:
    """These attributes stay as they are stored, and what the row has of them waits."""
    lift = Lift(
        kind,
        before={name: plain(getattr(held, name)) for name in names},
        after={name: plain(getattr(row, name)) for name in names},
    )
    return _Part({name: getattr(held, name) for name in names}, lift)


def plain(value: Plain | date) -> Plain:
    return value.isoformat() if isinstance(value, date) else value
