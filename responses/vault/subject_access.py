"""The part of the vault that tells persons what it holds about them."""

from collections.abc import Collection, Mapping

from responses.models.contacts import Contact, ContactHistory, Suppression
from responses.vault import contacts


def contacts_opened(case_ids: Collection[int]) -> list[Mapping[str, object]]:
    """All that the vault holds of cases, decrypted, for the person themself who asks for it."""
    rows: list[Mapping[str, object]] = []
    for contact in Contact.objects.filter(case_id__in=case_ids).order_by("pk"):
        row: dict[str, object] = {
            field.attname: getattr(contact, field.attname)
            for field in Contact._meta.concrete_fields
            if not field.attname.endswith(("_key", "_hash"))
        }
        for name in ("mobile", "email"):
            sealed = getattr(contact, name)
            row[name] = None if sealed is None else contacts.opened(sealed, name, contact.case_id)
        rows.append(row | {"has_agreed_word": bool(contact.safe_word_hash)})
    return rows


def held_by_key(mobile: str) -> Mapping[str, object]:
    """What is known of a number without any case: that it was invited, that it opted out."""
    key = contacts.person_key(mobile=mobile)
    invited = ContactHistory.objects.filter(person_key=key).order_by("invited_on")
    suppressed = Suppression.objects.filter(person_key=key).first()
    return {
        "invited_on": list(invited.values_list("invited_on", flat=True)),
        "never_contacted_again_since": suppressed.at if suppressed else None,
    }
