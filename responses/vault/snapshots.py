"""The part of the vault that stores, for a few days, the contacts that an import replaced."""

from collections.abc import Collection, Sequence
from datetime import datetime

from access.destruction import bulk_delete
from responses.models.contacts import Contact, ContactBefore

RESTORED_COLUMNS = (
    "mobile_failed_on", "person_key", "address_key", "number_safe", "safe_channel", "safe_from",
    "safe_to", "safe_confirmed_by", "safe_confirmed_on", "safe_voided_on", "safe_word_hash",
    "safe_word_by", "safe_word_by_id", "advocate_route", "is_agreed_on_page",
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
    one that the import added is deleted. Returns how many were restored."""
    restored = set()
    snapshots = ContactBefore.objects.filter(import_batch_id=import_batch_id, case_id__in=case_ids)
    for before in snapshots:
        Contact.objects.filter(case_id=before.case_id).update(
            mobile=before.mobile, email=before.email, **before.columns
        )
        restored.add(before.case_id)
    Contact.objects.filter(case_id__in=set(case_ids) - restored).delete()
    return len(restored)


def forget(*, before: datetime) -> int:
    """Destroy the snapshots of imports made before `before`. Returns how many there were."""
    old = ContactBefore.objects.filter(import_batch__loaded_at__lt=before)
    return bulk_delete.delete_in_batches(old)


def count_before(moment: datetime) -> int:
    """The number of snapshots of imports made before `moment`."""
    return ContactBefore.objects.filter(import_batch__loaded_at__lt=moment).count()
