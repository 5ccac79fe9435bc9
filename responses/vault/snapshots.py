"""For a few days, the contacts that an import replaced."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, time

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Exists, OuterRef

from access import bulk_write
from access.destruction import bulk_delete
from responses.models.contacts import Contact, ContactBefore
from responses.vault import contact_rows
from responses.vault.amendments import contact_merge
from responses.vault.amendments.stored_contacts import WORD_COLUMNS
from responses.vault.contact_rows import AGREED_COLUMNS

RESTORED_COLUMNS = (
    "mobile_failed_on", "person_key", "address_key", "number_safe", "safe_channel", "safe_from",
    "safe_to", "safe_confirmed_by", "safe_confirmed_on", "safe_voided_on", "safe_word_hash",
    "safe_word_by", "safe_word_by_id", "safe_word_replaced_anothers", "advocate_route",
    "is_agreed_on_page", "is_number_held",
)  # fmt: skip


def store_snapshots(case_ids: Sequence[int], *, import_batch_id: int) -> None:
    has_one = ContactBefore.objects.filter(import_batch=import_batch_id, case=OuterRef("case_id"))
    found = Contact.objects.filter(~Exists(has_one), case_id__in=case_ids)
    bulk_write.write_rows(
        ContactBefore,
        rows=[
            {
                "case_id": contact.pop("case_id"),
                "import_batch_id": import_batch_id,
                "mobile": contact.pop("mobile"),
                "email": contact.pop("email"),
                "columns": json.dumps(contact, cls=DjangoJSONEncoder),
            }
            for contact in found.values("case_id", "mobile", "email", *RESTORED_COLUMNS)
        ],
    )


def restore(case_ids: Collection[int], *, import_batch_id: int) -> int:
    """Returns how many."""
    restored = set()
    held = Contact.objects.in_bulk(case_ids, field_name="case_id")
    snapshots = ContactBefore.objects.filter(import_batch_id=import_batch_id, case_id__in=case_ids)
    for before in snapshots:
        Contact.objects.filter(case_id=before.case_id).update(
            mobile=before.mobile,
            email=before.email,
            **before.columns | _stays(before, held.get(before.case_id)),
        )
        restored.add(before.case_id)
    added = Contact.objects.filter(case_id__in=set(case_ids) - restored)
    agreed = list(added.filter(is_agreed_on_page=True).values_list("case_id", flat=True))
    contact_rows.remove_numbers(agreed)
    added.exclude(case_id__in=agreed).delete()
    return len(restored)


def _stays(before: ContactBefore, held: Contact | None) -> dict[str, object]:
    """The columns not restored: what staff agreed (an unsafe number must not become safe again,
    SAF-1), and channel and hours where narrowed (SAF-2)."""
    if held is None:
        return {}
    # An unconfirmed number goes on having the next one wait.
    is_held = held.is_number_held or before.columns.get("is_number_held", False)
    stays: dict[str, object] = {"is_number_held": is_held}
    is_same = held.person_key == before.columns["person_key"]
    if is_same and held.is_agreed_on_page:
        return stays | {n: getattr(held, n) for n in (*AGREED_COLUMNS, *WORD_COLUMNS)}
    return stays | (_narrower(before, held) if is_same or held.is_agreed_on_page else {})


def _narrower(before: ContactBefore, held: Contact) -> dict[str, object]:
    channels = {held.safe_channel, before.columns["safe_channel"]} - {""}
    was = (_time(before.columns["safe_from"]), _time(before.columns["safe_to"]))
    start, end = contact_merge.merge_hours((held.safe_from, held.safe_to), was)
    if len(channels) > 1:  # Nobody has said which of the two is safe.
        start, end = contact_merge.CLOSED
    channel = before.columns["safe_channel"] or held.safe_channel
    return {"safe_channel": channel, "safe_from": start, "safe_to": end}


def _time(stored: str | None) -> time | None:
    return time.fromisoformat(stored) if stored else None


def forget(*, before: datetime) -> int:
    """Returns how many."""
    old = ContactBefore.objects.filter(import_batch__loaded_at__lt=before)
    return bulk_delete.delete_in_batches(old)


def count_before(moment: datetime) -> int:
    return ContactBefore.objects.filter(import_batch__loaded_at__lt=moment).count()
