import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.destruction import bulk_delete
from responses.case_files.case import NumberSafe, RiskLevel
from responses.case_files.cells.readers import LONGEST_KEY
from responses.case_files.cells.readers import case_key as read_case_key
from responses.case_files.columns import CaseRow
from responses.case_files.faults import CellError
from responses.case_files.masked_values import mask_file_name
from responses.case_files.warnings.doubts import (
    EXCLUDE,
    FLAG,
    DoubtReason,
    PersonDoubt,
    SafetyFact,
    spellings,
)
from responses.cases.visible_cases import IS_FIREWALLED
from responses.eligibility import marks
from responses.eligibility.rules import Decision, is_adult
from responses.imports.merging.cases import may_replace
from responses.imports.selectors import person_holds as selectors
from responses.imports.selectors import stored_cases
from responses.models import Case, PersonHold
from responses.vault import person_keys
from responses.vault.opt_outs import held_people

HoldState = PersonHold.HoldState
AT_ONCE = 500
ABOUT_STORED_PEOPLE = frozenset({DoubtReason.REFUSED, DoubtReason.REPEATED})
"""Doubts that count only for people who are stored, unless their row warns."""
IS_ABOUT_ONE_ROW = frozenset({DoubtReason.WARNING, DoubtReason.REPEATED})
LONGEST_BY = 40


@dataclass(frozen=True)
class HoldSource:
    """The file that raised the doubts."""

    forces: Sequence[str]
    by: Actor
    at: datetime
    file_name: str = ""
    upload_number: int | None = None
    touched: set[int] = field(default_factory=set, compare=False)
    """The open holds that its doubts made or found."""


@dataclass
class _Doubted:
    doubt: PersonDoubt
    case_ids: set[int] = field(default_factory=set)
    own_keys: set[str] = field(default_factory=set)
    """From the row itself, by which the same doubt is known again."""
    keys: set[str] = field(default_factory=set)


def hold_all(doubts: list[PersonDoubt], source: HoldSource, *, applies: bool) -> None:
    """Empties the list."""
    while doubts:
        some, doubts[:AT_ONCE] = doubts[:AT_ONCE], []
        hold(some, source, applies=applies)


@transaction.atomic
def hold(doubts: Sequence[PersonDoubt], source: HoldSource, *, applies: bool) -> int:
    """Until staff answer. Returns the number of new holds."""
    found = _about_people(doubts, source)
    by_fingerprint = {_fingerprint(one): one for one in found}
    existing = {
        hold.fingerprint: hold
        for hold in PersonHold.objects.filter(fingerprint__in=by_fingerprint).select_for_update()
    }
    new = [
        _new_hold(one, fingerprint, source)
        for fingerprint, one in by_fingerprint.items()
        if fingerprint not in existing
    ]
    PersonHold.objects.bulk_create(new, batch_size=200)
    again = [one for one in existing.values() if one.state == HoldState.CLEARED]
    for one in again:
        one.state, one.answered_at, one.answered_by = HoldState.OPEN, None, ""
        one.answered_by_id = None
    PersonHold.objects.bulk_update(
        again, ["state", "answered_at", "answered_by", "answered_by_id"], batch_size=200
    )
    held_people.set_active([one.pk for one in again], is_active=True)
    is_open = [one for one in existing.values() if one.state == HoldState.OPEN]
    source.touched.update(one.pk for one in (*new, *is_open))
    held_people.add((one.pk, by_fingerprint[one.fingerprint].keys) for one in (*new, *is_open))
    if applies:
        _apply(found, source)
    if new or again:
        audit.record(
            AuditKind.PEOPLE_HELD,
            by=source.by,
            at=source.at,
            force=source.forces[0] if source.forces else None,
            people=len(new) + len(again),
        )
    return len(new) + len(again)


@transaction.atomic
def end_refusals_that_went(source: HoldSource) -> None:
    """After the file was read again to its end with other settings."""
    gone = PersonHold.objects.filter(
        upload_number=source.upload_number, reason=DoubtReason.REFUSED, state=HoldState.OPEN
    ).exclude(pk__in=source.touched)
    ids = list(gone.values_list("pk", flat=True))
    _clear(ids, source)


def _about_people(doubts: Sequence[PersonDoubt], source: HoldSource) -> list[_Doubted]:
    wanted = {
        (force, key)
        for doubt in doubts
        for force in _forces_of(doubt, source)
        for key in doubt.case_keys
    }
    stored = stored_cases.stored_cases_of(wanted)
    found = [_about(doubt, stored, source) for doubt in doubts]
    of_contacts = held_people.keys_of_contacts({pk for one in found for pk in one.case_ids})
    known = held_people.stored_keys({key for one in found for key in one.own_keys})
    kept = []
    for one in found:
        is_known = bool(one.case_ids) or not known.isdisjoint(one.own_keys)
        warns = one.doubt.said or one.doubt.reason not in ABOUT_STORED_PEOPLE
        if not one.own_keys or not (warns or is_known):
            continue
        one.keys |= one.own_keys
        if one.doubt.reason is not DoubtReason.CHILD:
            one.keys.update(*(of_contacts.get(pk, ()) for pk in one.case_ids))
        kept.append(one)
    return kept


def _forces_of(doubt: PersonDoubt, source: HoldSource) -> Sequence[str]:
    return [doubt.force] if doubt.force in source.forces else source.forces


def _about(
    doubt: PersonDoubt,
    stored: Mapping[stored_cases.CaseKey, stored_cases.StoredCase],
    source: HoldSource,
) -> _Doubted:
    one = _Doubted(doubt)
    for force in _forces_of(doubt, source):
        for key in doubt.case_keys:
            if case := stored.get((force, key)):
                one.case_ids.add(case.pk)
            if case or doubt.is_key_sure:
                one.own_keys.add(person_keys.case_key(force=force, key=key))
    one.own_keys |= {held_people.key_of_number(number) for number in doubt.numbers}
    one.own_keys |= {person_keys.address_key(email) for email in doubt.emails}
    return one


def _fingerprint(one: _Doubted) -> str:
    doubt = one.doubt
    text = json.dumps(
        [doubt.reason.value, sorted(one.own_keys), doubt.said, doubt.columns, doubt.wrong_cells]
    )
    key = stored_cases.content_key()
    return hashlib.blake2b(text.encode(), key=key, digest_size=32).hexdigest()


def _new_hold(one: _Doubted, fingerprint: str, source: HoldSource) -> PersonHold:
    doubt = one.doubt
    forces = _forces_of(doubt, source)
    is_hidden = FLAG + "police_suspect" in doubt.said or (
        one.case_ids and Case.objects.filter(IS_FIREWALLED, pk__in=one.case_ids).exists()
    )
    return PersonHold(
        force_id=None if is_hidden or not forces else forces[0],
        reason=doubt.reason.value,
        said=list(doubt.said),
        columns=list(doubt.columns),
        case_key=_shown_key(doubt),
        file_name=mask_file_name(source.file_name[-LONGEST_KEY:]),
        row=doubt.row,
        fingerprint=fingerprint,
        held_at=source.at,
        loaded_by=source.by.name,
        loaded_by_id=source.by.user_id,
        upload_number=source.upload_number,
    )


def _shown_key(doubt: PersonDoubt) -> str:
    if not doubt.is_key_sure:
        return ""
    try:
        return read_case_key(doubt.case_keys[0])
    except CellError:
        return ""


def _apply(found: Iterable[_Doubted], source: HoldSource) -> None:
    """Facts of refused and repeated rows: they only make a person less contactable."""
    said: dict[int, set[str]] = {}
    unsafe: set[str] = set()
    for one in found:
        if one.doubt.said and one.doubt.reason in IS_ABOUT_ONE_ROW:
            if SafetyFact.UNSAFE_NUMBER in one.doubt.said:
                unsafe |= {held_people.key_of_number(number) for number in one.doubt.numbers}
                unsafe |= {person_keys.address_key(email) for email in one.doubt.emails}
                keys = held_people.keys_of_contacts(one.case_ids)
                unsafe.update(*keys.values())
            for pk in one.case_ids:
                said.setdefault(pk, set()).update(one.doubt.said)
    if unsafe:
        held_people.remember_unsafe(unsafe)
    if not said:
        return
    cases = list(Case.objects.select_for_update().filter(pk__in=said).order_by("pk"))
    for case in cases:
        _make_careful(case, said[case.pk], source)
    Case.objects.bulk_update(
        cases,
        ["is_deceased", "risk_level", "flags", "exclude_code", "exclude_by", "exclude_on",
         "content_hash"],
        batch_size=200,
    )  # fmt: skip
    marks.wait_again([case.pk for case in cases])


def _make_careful(case: Case, said: Collection[str], source: HoldSource) -> None:
    case.is_deceased = case.is_deceased or SafetyFact.DECEASED in said
    if SafetyFact.HIGH_RISK in said:
        case.risk_level = RiskLevel.HIGH.value
    flags = {one.removeprefix(FLAG): True for one in said if one.startswith(FLAG)}
    case.flags = {**case.flags, **flags}
    codes = [one.removeprefix(EXCLUDE) for one in sorted(said) if one.startswith(EXCLUDE)]
    if SafetyFact.NO_CONTACT in said:
        codes.append(Decision.VICTIM_ASKED.value)
    for code in codes:
        if code != case.exclude_code and may_replace(code, stored=case.exclude_code):
            case.exclude_code = code
            case.exclude_by = source.by.name[:LONGEST_BY]
            case.exclude_on = localdate(source.at)
    # The next row of the case is merged again, even if unchanged.
    case.content_hash = ""


def hold_loaded(rows: Sequence[CaseRow], case_ids: Mapping[stored_cases.CaseKey, int],
                source: HoldSource) -> None:  # fmt: skip
    """After loading: children with an adult's birth year (a parent's details), numbers of many
    different people, new numbers of cases on hold."""
    today = localdate(source.at)
    doubts = [
        PersonDoubt(DoubtReason.CHILD, force=row.force, case_keys=(row.case_key,), is_key_sure=True)
        for row in rows
        if row.victim_role == "child" and is_adult(row.birth_year, today=today)
    ]
    for doubt in doubts:
        hold([doubt], HoldSource([doubt.force], source.by, source.at, source.file_name),
             applies=False)  # fmt: skip
    hold(_with_other_spellings(rows), source, applies=False)
    having = [case_ids[row.key] for row in rows if row.has_contact and row.key in case_ids]
    for shared in held_people.shared_keys(having):
        _hold_shared(shared, source)
    if PersonHold.objects.filter(state=HoldState.OPEN).exists():
        held_people.extend(
            {
                person_keys.case_key(force=force, key=key): pk
                for (force, key), pk in case_ids.items()
            }
        )


def _with_other_spellings(rows: Sequence[CaseRow]) -> list[PersonDoubt]:
    """A key in other capitals or spaces may be the same case, and only one says what is unsafe."""
    by_spelling = {
        (row.force, other): row
        for row in rows
        for other in spellings(row.case_key)
        if other != row.case_key
    }
    stored = stored_cases.stored_cases_of(set(by_spelling))
    return [
        PersonDoubt(
            DoubtReason.REPEATED,
            force=force,
            case_keys=tuple(sorted((by_spelling[force, key].case_key, key))),
            is_key_sure=True,
        )
        for force, key in stored
    ]


def _hold_shared(shared: held_people.SharedKey, source: HoldSource) -> None:
    """Also a released number, when another person has come to it."""
    said = [f"people:{shared.people}", f"cases:{len(shared.case_ids)}"]
    text = json.dumps([DoubtReason.SHARED.value, shared.key])
    fingerprint = hashlib.blake2b(
        text.encode(), key=stored_cases.content_key(), digest_size=32
    ).hexdigest()
    first = Case.objects.filter(pk__in=shared.case_ids[:1]).first()
    if first is None:
        return
    hold, is_new = PersonHold.objects.select_for_update().get_or_create(
        fingerprint=fingerprint,
        defaults={
            "force_id": first.force_id,
            "reason": DoubtReason.SHARED.value,
            "said": said,
            "case_key": first.case_key,
            "file_name": mask_file_name(source.file_name[-LONGEST_KEY:]),
            "held_at": source.at,
            "loaded_by": source.by.name,
            "loaded_by_id": source.by.user_id,
            "upload_number": source.upload_number,
        },
    )
    if not is_new:
        has_grown = hold.said[:1] != said[:1]
        if hold.state == HoldState.RELEASED and has_grown:
            hold.state, hold.answered_at = HoldState.OPEN, None
            hold.answered_by, hold.answered_by_id, hold.held_at = "", None, source.at
            held_people.set_active([hold.pk], is_active=True)
        hold.said = said
        hold.save()
    held_people.add([(hold.pk, {shared.key})])
    if is_new:
        audit.record(
            AuditKind.PEOPLE_HELD, by=source.by, at=source.at, force=first.force_id, people=1
        )


def clear_by_rows(rows: Sequence[CaseRow], *, before: Collection[int], source: HoldSource) -> None:
    """Requires a safe number, every flag answered and no exclusion."""
    clean = {
        person_keys.case_key(force=row.force, key=row.case_key): row
        for row in rows
        if _leaves_no_doubt(row)
    }
    if not clean or not before:
        return
    found = selectors.refused_by_key(list(clean), among=before)
    ended = [pk for pk, (key, keys) in found.items() if keys <= _keys_of(clean[key])]
    _clear(ended, source)


def _clear(ids: Collection[int], source: HoldSource) -> None:
    if not ids:
        return
    PersonHold.objects.filter(pk__in=ids, state=HoldState.OPEN).update(
        state=HoldState.CLEARED,
        answered_at=source.at,
        answered_by=source.by.name,
        answered_by_id=source.by.user_id,
    )
    held_people.set_active(ids, is_active=False)
    audit.record(
        AuditKind.PERSON_HOLDS_CLEARED,
        by=source.by,
        at=source.at,
        force=source.forces[0] if source.forces else None,
        people=len(ids),
    )


def _leaves_no_doubt(row: CaseRow) -> bool:
    return (
        row.number_safe == NumberSafe.YES
        and not row.exclude_code
        and not row.is_deceased
        and row.flags.keys() >= selectors.ALL_FLAGS
    )


def _keys_of(row: CaseRow) -> set[str]:
    keys = {
        person_keys.case_key(force=row.force, key=key)
        for key in (*spellings(row.case_key), person_keys.made_case_key(row.case_key))
    }
    if row.contact_email:
        keys.add(person_keys.address_key(row.contact_email))
    if row.contact_mobile:
        keys.add(held_people.key_of_number(row.contact_mobile))
    return keys


def forget_old_holds(*, by: Actor, at: datetime) -> int:
    """Answered long ago, or as old as the cases we keep. Returns how many."""
    count = bulk_delete.delete_in_batches(selectors.past_retention(at))
    if count:
        audit.record(AuditKind.PERSON_HOLDS_FORGOTTEN, by=by, at=at, people=count)
    return count
