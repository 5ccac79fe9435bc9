from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, auto
from typing import Any

from responses.case_files.case import Lift, LiftKind, Plain, RiskLevel
from responses.case_files.columns import COLUMNS, CaseRow
from responses.case_files.police_uk.cases import UNKNOWN_GROUP
from responses.case_files.standard.case_column import FLAG, Merge
from responses.cases.sensitivity import OFFICER_SUSPECT, SENSITIVE_CRIMES, SENSITIVE_FLAGS
from responses.cases.stages import BEREAVED_ROLE
from responses.eligibility.facts import HEARING_DAYS
from responses.eligibility.rules import (
    FIRST_TEXT_ONLY,
    KEEPS_SAFE,
    NEEDS_NO_TEXT,
    WAITS_FOR_SAFE_CONTACT,
    Decision,
    is_adult,
)

OUT_OF_SCOPE = (
    "is_deceased", "is_business", "is_on_duty_police", "is_victimless", "is_month_only",
)  # fmt: skip
CRIME = ("crime_group", "offence_code")
OUTCOME = ("outcome_codes", "outcome_on", "victim_told_on")
KEPT_IF_KNOWN = tuple(c.field for c in COLUMNS.values() if c.merge is Merge.KEEP_KNOWN)
ALWAYS_OFFERED = frozenset({"en", "cy"})
CAREFUL_ROLES = ("child", BEREAVED_ROLE, "business_contact")
"""Roles of people who are asked in another way or never, the most careful last."""
_FLAG_CARE: Mapping[bool | None, int] = {True: 2, None: 1, False: 0}


@dataclass(frozen=True)
class StoredRow:
    row: CaseRow
    is_exclusion_lifted: bool = False
    """Whether its exclusion by hand was refused or withdrawn."""
    former_hearings: Sequence[date] = ()
    """Days of hearings in earlier files, which still prevent texts."""


@dataclass(frozen=True)
class Merged:
    row: CaseRow
    lifts: Sequence[Lift] = ()
    former_hearings: Sequence[date] = ()


@dataclass(frozen=True)
class _Part:
    kept: Mapping[str, object]
    lift: Lift | None = None


TAKE_ROW = _Part({})
MergePart = Callable[[StoredRow, CaseRow, date], _Part]


def merge(stored: StoredRow, row: CaseRow, *, today: date) -> Merged:
    """Never makes a case more contactable; merging its result again changes nothing."""
    parts = [merge_part(stored, row, today) for merge_part in _PARTS]
    kept: dict[str, Any] = {name: value for part in parts for name, value in part.kept.items()}
    merged = replace(row, **kept)
    return Merged(
        merged,
        tuple(part.lift for part in parts if part.lift),
        former_hearings(stored, merged.next_hearing_on, today),
    )


def former_hearings(stored: StoredRow, next_on: date | None, today: date) -> Sequence[date]:
    """Days that still prevent texts."""
    days = {stored.row.next_hearing_on, *stored.former_hearings} - {None, next_on}
    holding = (d for d in days if d is not None and today <= d + timedelta(days=HEARING_DAYS))
    return tuple(sorted(holding))


def _exclusion(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    held = stored.row
    if stored.is_exclusion_lifted or may_replace(row.exclude_code, stored=held.exclude_code):
        return TAKE_ROW
    names = ("exclude_code", "exclude_by", "exclude_on")
    return _hold(LiftKind.EXCLUSION, held, row, names)


def _out_of_scope(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    lifted = [n for n in OUT_OF_SCOPE if getattr(stored.row, n) and not getattr(row, n)]
    return _hold(LiftKind.OUT_OF_SCOPE, stored.row, row, lifted) if lifted else TAKE_ROW


def _flags(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    # Yes is more careful than unknown, and unknown than no.
    held = stored.row.flags
    lifted = [
        name
        for name in sorted(SENSITIVE_FLAGS)
        if _FLAG_CARE[row.flags.get(name)] < _FLAG_CARE[held.get(name)]
    ]
    if not lifted:
        return TAKE_ROW
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
    return _hold(LiftKind.RISK, stored.row, row, ["risk_level"]) if is_lowered else TAKE_ROW


def _crime(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    held = stored.row
    is_known = row.crime_group != UNKNOWN_GROUP
    if (
        held.crime_group in SENSITIVE_CRIMES
        and is_known
        and row.crime_group not in SENSITIVE_CRIMES
    ):
        return _hold(LiftKind.CRIME, held, row, CRIME)
    return TAKE_ROW


def _known_crime(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    held = stored.row
    if row.crime_group == UNKNOWN_GROUP:
        return _Part({name: getattr(held, name) for name in CRIME})
    is_same = row.crime_group == held.crime_group and not row.offence_code
    return _Part({"offence_code": held.offence_code}) if is_same else TAKE_ROW


def _age(stored: StoredRow, row: CaseRow, today: date) -> _Part:
    held, given = stored.row.birth_year, row.birth_year
    if given is None:
        return _Part({"birth_year": held})
    if stored.row.is_deceased and given != held:
        return _hold(LiftKind.AGE, stored.row, row, ["birth_year"])
    is_older = held is not None and given < held
    if is_adult(held, today=today) or not (is_older or is_adult(given, today=today)):
        return TAKE_ROW
    return _hold(LiftKind.AGE, stored.row, row, ["birth_year"])


def _role(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    if _role_care(row.victim_role) >= _role_care(stored.row.victim_role):
        return TAKE_ROW
    return _hold(LiftKind.ROLE, stored.row, row, ["victim_role"])


def _language(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    # A language may not be offered, and the offered ones change, except English and Welsh.
    if not row.language:
        return _Part({"language": stored.row.language})
    held, given = _base_language(stored.row.language), _base_language(row.language)
    if given == held or held in {"", *ALWAYS_OFFERED}:
        return TAKE_ROW
    return _hold(LiftKind.LANGUAGE, stored.row, row, ["language"])


def _base_language(language: str) -> str:
    return language.partition("-")[0].lower()


def _role_care(role: str) -> int:
    return CAREFUL_ROLES.index(role) + 1 if role in CAREFUL_ROLES else 0


def _outcome(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    # The dates of an outcome belong to that outcome only.
    held = stored.row
    if not row.outcome_codes:
        return _Part({name: getattr(row, name) or getattr(held, name) for name in OUTCOME})
    if row.outcome_codes != held.outcome_codes:
        return TAKE_ROW
    return _Part({name: getattr(row, name) or getattr(held, name) for name in OUTCOME[1:]})


def _keep_known_values(stored: StoredRow, row: CaseRow, _today: date) -> _Part:
    return _Part({n: getattr(stored.row, n) for n in KEPT_IF_KNOWN if not getattr(row, n)})


_PARTS: tuple[MergePart, ...] = (
    _exclusion, _out_of_scope, _flags, _risk, _age, _role, _language, _crime, _known_crime,
    _outcome, _keep_known_values,
)  # fmt: skip


def _hold(kind: LiftKind, held: CaseRow, row: CaseRow, names: Sequence[str]) -> _Part:
    lift = Lift(
        kind,
        before={name: plain(getattr(held, name)) for name in names},
        after={name: plain(getattr(row, name)) for name in names},
    )
    return _Part({name: getattr(held, name) for name in names}, lift)


def plain(value: Plain | date) -> Plain:
    return value.isoformat() if isinstance(value, date) else value


REPLACED_BY_NONE = frozenset({OFFICER_SUSPECT, Decision.VICTIM_ASKED, Decision.OPTED_OUT})
"""The code that hides a case from its force (SAF-13), and the victim's own refusals."""


class ExclusionReach(Enum):
    """An effect of an exclusion."""

    LATER_TEXTS = auto()
    CODES = auto()
    """No code may be handed over (SAF-9)."""
    OUTLIVES_REFUSAL = auto()
    """It remains when a second person refuses it."""
    HIDES = auto()
    """The case is hidden from its force (SAF-13)."""


def may_replace(code: str, *, stored: str) -> bool:
    """True if it has all effects of the stored one, and others."""
    if code == stored or not stored:
        return True
    if not code or stored in REPLACED_BY_NONE:
        return False
    return _reach(code) > _reach(stored)


def _reach(code: str) -> AbstractSet[ExclusionReach]:
    found = {
        ExclusionReach.LATER_TEXTS: code not in FIRST_TEXT_ONLY,
        ExclusionReach.CODES: code not in NEEDS_NO_TEXT and code != OFFICER_SUSPECT,
        ExclusionReach.OUTLIVES_REFUSAL: code in KEEPS_SAFE,
        ExclusionReach.HIDES: code == OFFICER_SUSPECT,
    }
    return {reach for reach, holds in found.items() if holds}


DECIDED_AGAIN: Mapping[LiftKind, frozenset[Decision]] = {
    LiftKind.EXCLUSION: frozenset(),
    LiftKind.OUT_OF_SCOPE: frozenset(
        {
            Decision.BUSINESS,
            Decision.DECEASED,
            Decision.POLICE_DUTY,
            Decision.NO_VICTIM,
            Decision.DATA_QUALITY,
        }
    ),
    LiftKind.FLAG: WAITS_FOR_SAFE_CONTACT | {Decision.ROUTE},
    LiftKind.RISK: WAITS_FOR_SAFE_CONTACT,
    LiftKind.CRIME: WAITS_FOR_SAFE_CONTACT,
    LiftKind.AGE: frozenset({Decision.AGE}),
    LiftKind.ROLE: frozenset({Decision.BUSINESS, Decision.ROUTE}),
    LiftKind.LANGUAGE: frozenset({Decision.LANGUAGE}),
    LiftKind.NUMBER: WAITS_FOR_SAFE_CONTACT | {Decision.NO_CONTACT_DATA, Decision.BAD_NUMBER},
    LiftKind.SAFE_CONTACT: WAITS_FOR_SAFE_CONTACT | {Decision.NO_CONTACT_DATA},
}


def codes_to_decide_again(kind: LiftKind, before: Mapping[str, Plain]) -> frozenset[str]:
    if kind is not LiftKind.EXCLUSION:
        return DECIDED_AGAIN[kind]
    code = str(before["exclude_code"])
    return frozenset({Decision.ROUTE if code == OFFICER_SUSPECT else code})


LONGEST_BY = 40


def sign_exclusion(row: CaseRow, *, held: StoredRow | None, by: str, on: date) -> CaseRow:
    if not row.exclude_code or row.exclude_by:
        return row
    if held and held.row.exclude_code == row.exclude_code:
        return replace(row, exclude_by=held.row.exclude_by, exclude_on=held.row.exclude_on)
    return replace(row, exclude_by=by[:LONGEST_BY], exclude_on=on)


def facts_kept_on_undo(stored: StoredRow, before: CaseRow, *, today: date) -> dict[str, object]:
    names = [name for lift in merge(stored, before, today=today).lifts for name in lift.before]
    held: dict[str, object] = {
        name: getattr(stored.row, name) for name in names if not name.startswith(FLAG)
    }
    if hearings := former_hearings(stored, before.next_hearing_on, today):
        held["former_hearings"] = [day.isoformat() for day in hearings]
    said = [name.removeprefix(FLAG) for name in names if name.startswith(FLAG)]
    flags = {name: True for name in said if stored.row.flags.get(name)}
    return held | ({"flags": {**before.flags, **flags}} if flags else {})
