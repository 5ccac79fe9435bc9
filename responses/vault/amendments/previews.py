from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from responses.case_files.case import LiftKind
from responses.case_files.columns import CaseRow
from responses.models.contacts import Contact
from responses.vault import contact_rows
from responses.vault.amendments import stored_contacts
from responses.vault.opt_outs import unsafe_numbers


@dataclass(frozen=True)
class ContactPreview:
    is_stored: bool = False
    is_given: bool = False
    is_another: bool = False
    waits: frozenset[LiftKind] = frozenset()
    is_adviser_another: bool = False


def preview(
    rows: Sequence[tuple[int, CaseRow]], *, is_simulated: bool
) -> Mapping[int, ContactPreview]:
    """By case."""
    held = Contact.objects.in_bulk([case_id for case_id, _row in rows], field_name="case_id")
    unsafe_numbers.mark(held.values())
    return {
        case_id: _preview(case_id, row, held.get(case_id), is_simulated=is_simulated)
        for case_id, row in rows
    }


def _preview(
    case_id: int, row: CaseRow, stored: Contact | None, *, is_simulated: bool
) -> ContactPreview:
    given = contact_rows.contact_of(case_id, row, is_simulated=is_simulated)
    before, after = _keys(stored), _keys(given)
    if not row.has_contact:
        return ContactPreview(is_stored=any(before))
    named = stored.advocate_route if stored is not None else ""
    if stored is not None:
        contact_rows.carry_over(given, stored)
    return ContactPreview(
        is_stored=any(before),
        is_given=any(after),
        is_another=any(before) and any(after) and before != after,
        waits=stored_contacts.merge_into(given, stored, row=row),
        is_adviser_another=row.advocate_route not in {"", named},
    )


def _keys(contact: Contact | None) -> tuple[str, str]:
    if contact is None:
        return "", ""
    record = stored_contacts.record_of(contact)
    return record.number_key, record.address_key
