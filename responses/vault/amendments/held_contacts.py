"""The part of the vault that holds the contacts which wait for a second person."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from django.db.models import QuerySet

from responses.case_files.amendments.lifts import LiftKind
from responses.case_files.case import CaseRow, NumberSafe
from responses.models.contacts import Contact, HeldContact
from responses.vault import contact_rows, contacts, encryption
from responses.vault.opt_outs import unsafe_numbers

TEXTS = (
    "contact_mobile", "contact_email", "number_safe", "safe_contact_channel",
    "safe_contact_confirmed_by", "safe_word_hash", "advocate_route",
)  # fmt: skip
TIMES = ("safe_contact_from", "safe_contact_to")
DAY = "safe_contact_confirmed_on"
ATTRIBUTES = (*TEXTS, *TIMES, DAY)
SAFETY_COLUMNS = frozenset({*contact_rows.AGREED_COLUMNS, *contact_rows.WORD_COLUMNS})
NUMBER_COLUMNS = ("mobile", "email", "person_key", "address_key", "mobile_failed_on")


@dataclass(frozen=True)
class MaskedNumbers:
    """The last digits of the number that stands and of the one that waits; "" for none."""

    before: str
    after: str


def contact_text(row: CaseRow) -> str:
    """What a row says of the contact, as one text."""
    return json.dumps({name: _plain(getattr(row, name)) for name in ATTRIBUTES})


def _plain(value: date | time | str | None) -> str | None:
    return value.isoformat() if isinstance(value, date | time) else value


def seal(rows: Iterable[tuple[int, CaseRow]]) -> None:
    """Hold the contacts of rows, each given with the id of the change that waits."""
    ring = contacts.keyring()
    HeldContact.objects.bulk_create(
        (
            HeldContact(
                held_change_id=held_id,
                sealed=encryption.encrypt(contact_text(row), place=place(held_id), keyring=ring),
            )
            for held_id, row in rows
        ),
        batch_size=500,
    )


def forget(held_ids: Collection[int]) -> None:
    HeldContact.objects.filter(held_change_id__in=held_ids).delete()


def count_of(changes: QuerySet) -> int:
    """How many contacts are held of these changes."""
    return HeldContact.objects.filter(held_change__in=changes).count()


def decrypted(case_ids: Collection[int]) -> list[Mapping[str, Any]]:
    """The contacts that wait in these cases, for the person who asks what is held about them."""
    of_cases = HeldContact.objects.filter(held_change__case_id__in=case_ids)
    held = _cells(of_cases.values_list("held_change_id", flat=True))
    return [
        {name: value for name, value in cells.items() if not name.endswith("_hash")}
        for _held_id, cells in sorted(held.items())
    ]


def masked(held: Mapping[int, int]) -> Mapping[int, MaskedNumbers]:
    """Held change to what may be shown of its numbers, of those that the vault holds. `held` is
    held change to case."""
    stored = contacts.masked_numbers(held.values())
    given = {held_id: cells["contact_mobile"] for held_id, cells in _cells(held).items()}
    return {
        held_id: MaskedNumbers(
            before=stored.get(held[held_id], ""), after=f"••• {mobile[-3:]}" if mobile else ""
        )
        for held_id, mobile in given.items()
    }


def apply(held_id: int, *, kind: LiftKind, case_id: int, row: CaseRow, is_simulated: bool) -> bool:
    """Have the contact that waits stand. `row` is the case as it is stored. What a member of staff
    has agreed on a page about the same number stands before an older record. Returns False where
    the vault does not hold it any more."""
    cells = _cells([held_id]).get(held_id)
    if cells is None:
        return False
    filed = replace(row, **_values(cells))
    given = contact_rows.contact_of(case_id, filed, is_simulated=is_simulated)
    contact_rows.mark_failed([given])
    stored = Contact.objects.filter(case_id=case_id).first()
    if stored:
        given.safe_voided_on = stored.safe_voided_on
        contact_rows.drop_voided(given)
    columns = _columns(kind, stored=stored, given=given)
    Contact.objects.update_or_create(
        case_id=case_id, defaults={name: getattr(given, name) for name in columns}
    )
    contact_rows.remember_pairs([given], rows=[filed])
    unsafe_numbers.remember([given])
    if kind is LiftKind.SAFE_CONTACT and "number_safe" in columns:
        _end_unsafe(given)
    forget([held_id])
    return True


def _end_unsafe(given: Contact) -> None:
    """Who confirms a file that calls the number safe is the second person who says so. Another
    number is not called safe by that: a confirmed one which is remembered stays unsafe."""
    if given.number_safe == NumberSafe.YES:
        unsafe_numbers.forget(given)


def _columns(kind: LiftKind, *, stored: Contact | None, given: Contact) -> Collection[str]:
    """The columns that are written."""
    if stored is None:
        return contact_rows.REPLACED_COLUMNS
    columns = set(NUMBER_COLUMNS if kind is LiftKind.NUMBER else ())
    if kind is LiftKind.NUMBER or not _is_agreed_since(stored, given):
        columns |= SAFETY_COLUMNS
    return columns if given.safe_word_hash else columns - set(contact_rows.WORD_COLUMNS)


def _is_agreed_since(stored: Contact, given: Contact) -> bool:
    agreed_on, filed_on = stored.safe_confirmed_on, given.safe_confirmed_on
    return (
        stored.is_agreed_on_page
        and agreed_on is not None
        and (filed_on is None or filed_on <= agreed_on)
    )


def _cells(held_ids: Collection[int]) -> Mapping[int, Mapping[str, Any]]:
    ring = contacts.keyring()
    rows = HeldContact.objects.filter(held_change_id__in=list(held_ids)).values_list(
        "held_change_id", "sealed"
    )
    return {
        held_id: json.loads(encryption.decrypt(sealed, place=place(held_id), keyring=ring))
        for held_id, sealed in rows
    }


def _values(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of a row that stand in the cells."""
    values = dict(cells)
    for name in TIMES:
        values[name] = time.fromisoformat(values[name]) if values[name] else None
    values[DAY] = date.fromisoformat(values[DAY]) if values[DAY] else None
    return values


def place(held_id: int) -> str:
    return f"responses.HeldContact.sealed:{held_id}"
