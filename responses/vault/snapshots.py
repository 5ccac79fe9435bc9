"""The part of the vault that stores, for a few days, the contacts that an import replaced."""

from collections.abc import Collection, Sequence
from datetime import datetime

from access.destruction import bulk_delete
from responses.models.contacts import Contact, ContactBefore
from responses.vault import contact_rows
from responses.vault.contact_rows import AGREED_COLUMNS, WORD_COLUMNS

RESTORED_COLUMNS = (
    "mobile_failed_on", "person_key", "address_key", "number_safe", "safe_channel", "safe_from",
    "safe_to", "safe_confirmed_by", "safe_confirmed_on", "safe_voided_on", "safe_word_hash",
    "safe_word_by", "safe_word_by_id", "safe_word_replaced_anothers", "advocate_route",
    "is_agreed_on_page",
)  # fmt: skip


def store_snapshots(case_ids: Sequence[int], *, import_batch_id: int) -> None:
    """Store the present contacts of cases as snapshots of this import. An existing snapshot is
    kept."""
    ContactBefore.objects.bulk_create(
        [
            ContactBefore(
                case_id=contact.case_id,
                import_batch_id=import_batch_id,
                mobile=contact.mobile,
                email=contact.email,
                columns={name: getattr(contact, name) for name in RESTORED_COLUMNS},
            )
            for contact in Contact.objects.filter(case_id__in=case_ids)
        ],
        ignore_conflicts=True,
    )


def restore(case_ids: Collection[int], *, import_batch_id: int) -> int:
    """Restore the contacts stored before the import. A contact destroyed since stays destroyed, and
    one that the import added is deleted, but for what was agreed on a page. What was agreed there
    about the same number stays. Returns how many were restored."""
    restored = set()
    held = Contact.objects.in_bulk(case_ids, field_name="case_id")
    snapshots = ContactBefore.objects.filter(import_batch_id=import_batch_id, case_id__in=case_ids)
    for before in snapshots:
        Contact.objects.filter(case_id=before.case_id).update(
            mobile=before.mobile,
            email=before.email,
            **before.columns | _agreed_since(before, held.get(before.case_id)),
        )
        restored.add(before.case_id)
    added = Contact.objects.filter(case_id__in=set(case_ids) - restored)
    agreed = list(added.filter(is_agreed_on_page=True).values_list("case_id", flat=True))
    contact_rows.remove_numbers(agreed)
    added.exclude(case_id__in=agreed).delete()
    return len(restored)


def _agreed_since(before: ContactBefore, held: Contact | None) -> dict[str, object]:
    """The columns of what members of staff agreed about the number, now and before the import
    alike: a number that is no longer safe must not become so again (SAF-1)."""
    if held is None or not held.is_agreed_on_page:
        return {}
    if held.person_key != before.columns["person_key"]:
        return {}
    return {name: getattr(held, name) for name in (*AGREED_COLUMNS, *WORD_COLUMNS)}


def forget(*, before: datetime) -> int:
    """Destroy the snapshots of imports made before `before`. Returns how many there were."""
    old = ContactBefore.objects.filter(import_batch__loaded_at__lt=before)
    return bulk_delete.delete_in_batches(old)


def count_before(moment: datetime) -> int:
    """The number of snapshots of imports made before `moment`."""
    return ContactBefore.objects.filter(import_batch__loaded_at__lt=moment).count()
