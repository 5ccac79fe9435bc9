from collections.abc import Iterable, Iterator
from typing import NamedTuple

from responses.case_files.case import LiftKind, NumberSafe
from responses.case_files.columns import CaseRow
from responses.cases.sensitivity import is_sensitive_case
from responses.models.contacts import Contact
from responses.vault import person_keys
from responses.vault.amendments import contact_merge
from responses.vault.amendments.contact_merge import ContactRecord
from responses.vault.person_keys import Pair

NONE_STORED = ContactRecord()
WORD_COLUMNS = (
    "safe_word_hash", "safe_word_by", "safe_word_by_id", "safe_word_replaced_anothers",
)  # fmt: skip


def merge_into(contact: Contact, stored: Contact | None, *, row: CaseRow) -> frozenset[LiftKind]:
    """Reduces the row's `contact` to what takes effect. Returns the changes that wait for a second
    person."""
    is_sensitive = is_sensitive_case(
        flags=row.flags, crime_group=row.crime_group, risk_level=row.risk_level
    )
    held, given = record_of(stored) if stored else NONE_STORED, record_of(contact)
    merged = contact_merge.merge(held, given, is_sensitive=is_sensitive)
    if merged.record != given:
        record = merged.record
        contact.number_safe = record.number_safe
        contact.safe_channel = record.channel
        contact.safe_from, contact.safe_to = record.hours
        if record.confirmed_on is None:
            contact.safe_confirmed_by = ""
        elif stored and record.confirmed_on == stored.safe_confirmed_on:
            contact.safe_confirmed_by = stored.safe_confirmed_by
        contact.safe_confirmed_on = record.confirmed_on
        if record.word != contact.safe_word_hash:
            _set_word(contact, stored)
        contact.is_number_held = record.is_number_held
        contact.is_agreed_on_page = bool(stored and stored.is_agreed_on_page)
    if LiftKind.NUMBER in merged.waits:
        _set_number(contact, merged.record, stored)
    return merged.waits


def record_of(contact: Contact) -> ContactRecord:
    return ContactRecord(
        number_key="" if contact.mobile is None else contact.person_key,
        address_key="" if contact.email is None else contact.address_key,
        number_safe=contact.number_safe,
        channel=contact.safe_channel,
        hours=(contact.safe_from, contact.safe_to),
        confirmed_on=contact.safe_confirmed_on,
        word=contact.safe_word_hash,
        is_number_held=contact.is_number_held,
    )


def _set_word(contact: Contact, stored: Contact | None) -> None:
    if stored is None:
        contact.safe_word_hash, contact.safe_word_by = "", ""
        return
    for name in WORD_COLUMNS:
        setattr(contact, name, getattr(stored, name))


def _set_number(contact: Contact, record: ContactRecord, stored: Contact | None) -> None:
    contact.mobile = contact.mobile if record.number_key else None
    contact.email = contact.email if record.address_key else None
    if stored is None:
        contact.address_key = ""
        contact.person_key = person_keys.person_key(mobile="")
        return
    contact.person_key, contact.address_key = stored.person_key, stored.address_key
    contact.mobile_failed_on = stored.mobile_failed_on
    contact.safe_voided_on = stored.safe_confirmed_on or stored.safe_voided_on
    contact.is_agreed_on_page &= contact.number_safe == NumberSafe.NO


# A person who must not be asked may change number: what holds for the one holds for the other
# while it waits to be confirmed.
class Move(NamedTuple):
    """The keys of one contact before and after."""

    before: frozenset[str]
    after: frozenset[str]
    birth_year: int


def remember(moves: Iterable[Move]) -> None:
    moved = [move for move in moves if move.before != move.after]
    if moved:
        person_keys.remember_pairs(_pairs(moved))


def _pairs(moves: Iterable[Move]) -> Iterator[Pair]:
    every = list(moves)
    joined = person_keys.joined_keys({key for move in every for key in move.before})
    for move in every:
        known = move.before.union(*(joined.get(key, ()) for key in move.before))
        for before in known - move.after:
            yield from (Pair(before, after, move.birth_year) for after in move.after)
