"""The part of the vault that remembers, for a few days, which contact an import replaced."""

from collections.abc import Collection, Sequence
from datetime import datetime

from responses.models.contacts import Contact, ContactBefore

RESTORED = (
    "mobile_failed_on", "person_key", "number_safe", "safe_channel", "safe_from", "safe_to",
    "safe_confirmed_by", "safe_confirmed_on", "safe_voided_on", "safe_word_hash",
    "advocate_route", "is_agreed_on_page",
)  # fmt: skip


def keep_before(case_ids: Sequence[int], *, loading_id: int) -> None:
    """Remember the contacts that the cases have now; of one already remembered, the first."""
    ContactBefore.objects.bulk_create(
        [
            ContactBefore(
                case_id=contact.case_id,
                loading_id=loading_id,
                mobile=contact.mobile,
                email=contact.email,
                columns={name: getattr(contact, name) for name in RESTORED},
            )
            for contact in Contact.objects.filter(case_id__in=case_ids)
        ],
        ignore_conflicts=True,
    )


def restore(case_ids: Collection[int], *, loading_id: int) -> int:
    """Put back what was held before the import. A contact destroyed since stays destroyed; one
    that the import brought goes. Returns how many were put back."""
    restored = set()
    befores = ContactBefore.objects.filter(loading_id=loading_id, case_id__in=case_ids)
    for before in befores:
        Contact.objects.filter(case_id=before.case_id).update(
            mobile=before.mobile, email=before.email, **before.columns
        )
        restored.add(before.case_id)
    Contact.objects.filter(case_id__in=set(case_ids) - restored).delete()
    return len(restored)


def forget(*, before: datetime) -> int:
    """Destroy what is remembered of imports that can no longer be undone."""
    return ContactBefore.objects.filter(loading__loaded_at__lt=before).delete()[0]


def count_before(moment: datetime) -> int:
    """How many contacts are remembered of imports loaded before then."""
    return ContactBefore.objects.filter(loading__loaded_at__lt=moment).count()
