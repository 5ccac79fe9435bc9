from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from access import bulk_write
from responses.case_files.case import LiftKind, NumberSafe
from responses.case_files.cells.contacts import is_textable
from responses.case_files.columns import CaseRow
from responses.models.contacts import Contact
from responses.vault import contacts as vault
from responses.vault import person_keys
from responses.vault.amendments import stored_contacts
from responses.vault.amendments import stored_contacts as amendments
from responses.vault.amendments.stored_contacts import WORD_COLUMNS, Move
from responses.vault.facts import CASE_FILE
from responses.vault.opt_outs import unsafe_numbers

BATCH = 1_000
REPLACED_COLUMNS = (
    "mobile", "email", "mobile_failed_on", "person_key", "address_key", "number_safe",
    "safe_channel", "safe_from", "safe_to", "safe_confirmed_by", "safe_confirmed_on",
    "safe_voided_on", "safe_word_hash", "safe_word_by", "safe_word_by_id",
    "safe_word_replaced_anothers", "advocate_route", "is_agreed_on_page", "is_number_held",
)  # fmt: skip
AGREED_COLUMNS = (
    "number_safe", "safe_channel", "safe_from", "safe_to", "safe_confirmed_by",
    "safe_confirmed_on", "is_agreed_on_page",
)  # fmt: skip


@dataclass(frozen=True)
class StoredContacts:
    count: int
    waits: Mapping[int, frozenset[LiftKind]]


def store(
    rows: Sequence[tuple[int, CaseRow]],
    *,
    amended: Collection[int],
    is_excluded: Callable[[CaseRow], bool],
    is_simulated: bool,
) -> StoredContacts:
    """Merged with those stored before where the case is one of `amended`."""
    without = [case_id for case_id, row in rows if not row.has_contact]
    for start in range(0, len(without), BATCH):
        remove_numbers(without[start : start + BATCH])
    having = [(case_id, row) for case_id, row in rows if row.has_contact]
    waits: dict[int, frozenset[LiftKind]] = {}
    for start in range(0, len(having), BATCH):
        batch = having[start : start + BATCH]
        waits |= _store_batch(
            batch, amended=amended, is_excluded=is_excluded, is_simulated=is_simulated
        )
    return StoredContacts(len(having), waits)


def remove_numbers(case_ids: Sequence[int]) -> None:
    is_unsafe = Q(number_safe=NumberSafe.NO)
    Contact.objects.filter(case_id__in=case_ids).update(
        mobile=None,
        email=None,
        number_safe=Case(
            When(is_unsafe, then=Value(NumberSafe.NO.value)),
            default=Value(NumberSafe.UNKNOWN.value),
        ),
        is_agreed_on_page=Case(
            When(is_unsafe, then=F("is_agreed_on_page")), default=Value(value=False)
        ),
        safe_confirmed_by="",
        safe_confirmed_on=None,
        safe_voided_on=Coalesce("safe_confirmed_on", "safe_voided_on"),
    )


def _store_batch(
    rows: Sequence[tuple[int, CaseRow]],
    *,
    amended: Collection[int],
    is_excluded: Callable[[CaseRow], bool],
    is_simulated: bool,
) -> Mapping[int, frozenset[LiftKind]]:
    """Returns what waits, by case."""
    contacts = [contact_of(case_id, row, is_simulated=is_simulated) for case_id, row in rows]
    mark_failed(contacts)
    unsafe_numbers.remember(contacts)
    waits = dict(_calls_unsafe_safe(contacts, amended=amended))
    stored = Contact.objects.in_bulk([case_id for case_id, _row in rows], field_name="case_id")
    unsafe_numbers.mark(stored.values())
    stored_contacts.remember(_moves(contacts, stored, rows=rows, is_excluded=is_excluded))
    for contact, (case_id, row) in zip(contacts, rows, strict=True):
        held = stored.get(case_id)
        if held is not None:
            carry_over(contact, held)
        if case_id in amended:
            waits[case_id] = amendments.merge_into(contact, held, row=row)
    _write(contacts)
    stand = [
        n for n, (case_id, _) in enumerate(rows) if LiftKind.NUMBER not in waits.get(case_id, ())
    ]
    remember_pairs([contacts[n] for n in stand], rows=[rows[n][1] for n in stand])
    return waits


def _moves(
    contacts: Sequence[Contact],
    stored: Mapping[int, Contact],
    *,
    rows: Sequence[tuple[int, CaseRow]],
    is_excluded: Callable[[CaseRow], bool],
) -> Iterator[Move]:
    for contact, (case_id, row) in zip(contacts, rows, strict=True):
        if case_id in stored and is_excluded(row):
            before = person_keys.keys_of(stored[case_id])
            yield Move(before, person_keys.keys_of(contact), row.birth_year or 0)


def _calls_unsafe_safe(
    contacts: Sequence[Contact], *, amended: Collection[int]
) -> Iterator[tuple[int, frozenset[LiftKind]]]:
    said = [
        contact
        for contact in contacts
        if contact.number_safe == NumberSafe.YES and contact.case_id not in amended
    ]
    for case_id in unsafe_numbers.unsafe_among(said):
        yield case_id, frozenset({LiftKind.SAFE_CONTACT})


def remember_pairs(contacts: Iterable[Contact], *, rows: Iterable[CaseRow]) -> None:
    person_keys.remember_pairs(
        person_keys.Pair(contact.person_key, contact.address_key, row.birth_year or 0)
        for contact, row in zip(contacts, rows, strict=True)
        if row.contact_mobile and row.contact_email
    )


def mark_failed(contacts: Sequence[Contact]) -> None:
    """In any case of any force."""
    keys = [contact.person_key for contact in contacts]
    failed = dict(
        Contact.objects.filter(person_key__in=keys, mobile_failed_on__isnull=False).values_list(
            "person_key", "mobile_failed_on"
        )
    )
    for contact in contacts:
        contact.mobile_failed_on = failed.get(contact.person_key)


def _write(contacts: Sequence[Contact]) -> None:
    rows = [
        {name: getattr(contact, name) for name in ("case_id", *REPLACED_COLUMNS, "texted_key")}
        for contact in contacts
    ]
    bulk_write.write_rows(Contact, rows=rows, unique=("case_id",), keep="texted_key")


def carry_over(contact: Contact, stored: Contact) -> None:
    """Keeps columns that an amendment lacks. A confirmation of another number does not count
    (SAF-2)."""
    filed_on, agreed_on = contact.safe_confirmed_on, stored.safe_confirmed_on
    is_kept = (
        stored.is_agreed_on_page
        and agreed_on is not None
        and contact.person_key == stored.person_key
        and contact.number_safe != NumberSafe.NO
        and (filed_on is None or filed_on <= agreed_on)
    )
    if not contact.safe_word_hash or (is_kept and stored.safe_word_by_id is not None):
        for name in WORD_COLUMNS:
            setattr(contact, name, getattr(stored, name))
    if is_kept:
        for name in AGREED_COLUMNS:
            setattr(contact, name, getattr(stored, name))
    contact.is_number_held = stored.is_number_held
    contact.safe_voided_on = stored.safe_voided_on
    if contact.person_key != stored.person_key and stored.safe_confirmed_on:
        contact.safe_voided_on = stored.safe_confirmed_on
    drop_voided(contact)


def drop_voided(contact: Contact) -> None:
    voided, confirmed = contact.safe_voided_on, contact.safe_confirmed_on
    if voided and confirmed and confirmed <= voided:
        contact.safe_confirmed_on, contact.safe_confirmed_by = None, ""


def contact_of(case_id: int, row: CaseRow, *, is_simulated: bool) -> Contact:
    mobile = row.contact_mobile
    is_usable = is_textable(mobile, is_simulated=is_simulated)
    # A day without a name, or the reverse, confirms nothing.
    is_confirmed = bool(row.safe_contact_confirmed_on and row.safe_contact_confirmed_by)
    return Contact(
        case_id=case_id,
        mobile=vault.encrypt_field(mobile, "mobile", case_id) if is_usable else None,
        email=vault.encrypt_field(row.contact_email, "email", case_id)
        if row.contact_email
        else None,
        person_key=person_keys.person_key(mobile=mobile, email=row.contact_email),
        address_key=person_keys.address_key(row.contact_email),
        number_safe=row.number_safe,
        safe_channel=row.safe_contact_channel,
        safe_from=row.safe_contact_from,
        safe_to=row.safe_contact_to,
        safe_confirmed_by=row.safe_contact_confirmed_by if is_confirmed else "",
        safe_confirmed_on=row.safe_contact_confirmed_on if is_confirmed else None,
        safe_word_hash=row.safe_word_hash,
        safe_word_by=CASE_FILE if row.safe_word_hash else "",
        advocate_route=row.advocate_route,
    )
