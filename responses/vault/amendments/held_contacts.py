import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from access import bulk_write
from responses.case_files.case import LiftKind, NumberSafe
from responses.case_files.columns import CaseRow
from responses.models import HeldChange
from responses.models.contacts import Contact, HeldContact
from responses.vault import contact_rows, contacts, encryption
from responses.vault.amendments.stored_contacts import WORD_COLUMNS
from responses.vault.opt_outs import unsafe_numbers

TEXTS = (
    "contact_mobile", "contact_email", "number_safe", "safe_contact_channel",
    "safe_contact_confirmed_by", "safe_word_hash", "advocate_route",
)  # fmt: skip
TIMES = ("safe_contact_from", "safe_contact_to")
DAY = "safe_contact_confirmed_on"
ATTRIBUTES = (*TEXTS, *TIMES, DAY)
SAFE_RECORD = ("safe_contact_channel", "safe_contact_confirmed_by", *TIMES, DAY)
SAFETY_COLUMNS = frozenset({*contact_rows.AGREED_COLUMNS, *WORD_COLUMNS})
NUMBER_COLUMNS = (
    "mobile", "email", "person_key", "address_key", "mobile_failed_on", "is_number_held",
)  # fmt: skip
CONFIRMATION_COLUMNS = (
    "number_safe", "is_agreed_on_page", "safe_confirmed_by", "safe_confirmed_on", "safe_voided_on",
)  # fmt: skip


@dataclass(frozen=True)
class MaskedContact:
    before: str = ""
    after: str = ""
    has_word: bool = False
    has_safe_record: bool = False


def contact_text(row: CaseRow) -> str:
    return json.dumps({name: _plain(getattr(row, name)) for name in ATTRIBUTES})


def _plain(value: date | time | str | None) -> str | None:
    return value.isoformat() if isinstance(value, date | time) else value


def seal(rows: Iterable[tuple[int, CaseRow]]) -> None:
    """Rows come with the id of the waiting change."""
    ring = contacts.keyring()
    bulk_write.write_rows(
        HeldContact,
        rows=[
            {
                "held_change_id": held_id,
                "sealed": encryption.encrypt(contact_text(row), place=place(held_id), keyring=ring),
            }
            for held_id, row in rows
        ],
    )


def forget(held_ids: Collection[int]) -> None:
    HeldContact.objects.filter(held_change_id__in=held_ids).delete()


def count_of(changes: QuerySet) -> int:
    return HeldContact.objects.filter(held_change__in=changes).count()


def decrypted(case_ids: Collection[int]) -> list[Mapping[str, Any]]:
    of_cases = HeldContact.objects.filter(held_change__case_id__in=case_ids)
    held = _cells(of_cases.values_list("held_change_id", flat=True))
    return [
        {name: value for name, value in cells.items() if not name.endswith("_hash")}
        for _held_id, cells in sorted(held.items())
    ]


def masked(held: Mapping[int, int]) -> Mapping[int, MaskedContact]:
    stored = contacts.masked_numbers(held.values())
    return {
        held_id: _masked(cells, before=stored.get(held[held_id], ""))
        for held_id, cells in _cells(held).items()
    }


def _masked(cells: Mapping[str, Any], *, before: str) -> MaskedContact:
    mobile = cells["contact_mobile"]
    is_yes = cells["number_safe"] == NumberSafe.YES
    return MaskedContact(
        before=before,
        after=f"••• {mobile[-3:]}" if mobile else "",
        has_word=bool(cells["safe_word_hash"]),
        has_safe_record=is_yes or any(cells[name] for name in SAFE_RECORD),
    )


def apply(change: HeldChange, *, row: CaseRow, is_simulated: bool) -> bool:
    """Returns False if it, or the case's contact, no longer exists."""
    cells = _cells([change.pk]).get(change.pk)
    stored = Contact.objects.filter(case_id=change.case_id).first()
    if cells is None or stored is None:
        return False
    filed = replace(row, **_values(cells))
    given = contact_rows.contact_of(change.case_id, filed, is_simulated=is_simulated)
    contact_rows.mark_failed([given])
    given.safe_voided_on = stored.safe_voided_on
    contact_rows.drop_voided(given)
    if given.safe_word_hash and stored.safe_word_hash not in {"", given.safe_word_hash}:
        given.safe_word_by_id = change.brought_by_id or change.loaded_by_id
        given.safe_word_replaced_anothers = True
    is_unsafe = stored.number_safe == NumberSafe.NO and given.number_safe != NumberSafe.YES
    if is_unsafe and change.kind == LiftKind.SAFE_CONTACT:
        given.number_safe = NumberSafe.NO
    unsafe_numbers.remember([given])
    columns = _columns(change, stored=stored, given=given)
    Contact.objects.filter(pk=stored.pk).update(**{name: getattr(given, name) for name in columns})
    contact_rows.remember_pairs([given], rows=[filed])
    if (
        change.kind == LiftKind.SAFE_CONTACT
        and "number_safe" in columns
        and given.number_safe == NumberSafe.YES
    ):
        unsafe_numbers.forget(given)
    forget([change.pk])
    return True


def _columns(change: HeldChange, *, stored: Contact, given: Contact) -> Collection[str]:
    is_of_number = change.kind == LiftKind.NUMBER
    if _is_agreed_since(stored, given, change):
        return _move_agreement(given, stored) if is_of_number else ()
    columns = {*SAFETY_COLUMNS, *(NUMBER_COLUMNS if is_of_number else ())}
    return columns if given.safe_word_hash else columns - set(WORD_COLUMNS)


def _move_agreement(given: Contact, stored: Contact) -> Collection[str]:
    is_unsafe = NumberSafe.NO in {stored.number_safe, given.number_safe}
    given.number_safe = NumberSafe.NO if is_unsafe else NumberSafe.UNKNOWN
    given.is_agreed_on_page = is_unsafe
    given.safe_confirmed_by, given.safe_confirmed_on = "", None
    given.safe_voided_on = stored.safe_confirmed_on or stored.safe_voided_on
    return {*NUMBER_COLUMNS, *CONFIRMATION_COLUMNS}


def _is_agreed_since(stored: Contact, given: Contact, change: HeldChange) -> bool:
    agreed_on, filed_on = stored.safe_confirmed_on, given.safe_confirmed_on
    if not stored.is_agreed_on_page or agreed_on is None:
        return False
    is_older = change.kind == LiftKind.SAFE_CONTACT and (filed_on is None or filed_on <= agreed_on)
    return is_older or agreed_on >= localdate(change.held_at)


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
    values = dict(cells)
    for name in TIMES:
        values[name] = time.fromisoformat(values[name]) if values[name] else None
    values[DAY] = date.fromisoformat(values[DAY]) if values[DAY] else None
    return values


def place(held_id: int) -> str:
    return f"responses.HeldContact.sealed:{held_id}"
