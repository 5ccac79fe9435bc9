from collections.abc import Collection, Mapping

from responses.models import AskingOpportunity
from responses.models.contacts import Contact, ContactHistory, Suppression
from responses.vault import contacts, person_keys
from responses.vault.opt_outs import unsafe_numbers


def decrypted_contacts(case_ids: Collection[int]) -> list[Mapping[str, object]]:
    """Everything stored, decrypted, for the person who asks."""
    rows: list[Mapping[str, object]] = []
    for contact in Contact.objects.filter(case_id__in=case_ids).order_by("pk"):
        row: dict[str, object] = {
            field.attname: getattr(contact, field.attname)
            for field in Contact._meta.concrete_fields
            if not field.attname.endswith(("_key", "_hash"))
        }
        for name in ("mobile", "email"):
            sealed = getattr(contact, name)
            row[name] = (
                None if sealed is None else contacts.decrypt_field(sealed, name, contact.case_id)
            )
        rows.append(row | {"has_agreed_word": bool(contact.safe_word_hash)})
    return rows


def records_of_number(mobile: str) -> Mapping[str, object]:
    """Days of invitations, chances, opt-out, and whether reported unsafe."""
    key = person_keys.person_key(mobile=mobile)
    invited = ContactHistory.objects.filter(person_key=key).order_by("invited_on")
    could_be_asked = AskingOpportunity.objects.filter(person_key=key).order_by("on", "pk")
    suppressed = Suppression.objects.filter(person_key=key).order_by("at").first()
    return {
        "invited_on": list(invited.values_list("invited_on", flat=True)),
        "could_be_asked": list(could_be_asked.values("on", "closes", "chance")),
        "never_contacted_again_since": suppressed.at if suppressed else None,
        "is_known_as_not_safe": unsafe_numbers.is_remembered(key),
    }
