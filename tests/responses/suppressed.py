"""Whether somebody asked not to be contacted, as the rows of the vault say it."""

from responses.models.contacts import Contact, Suppression


def is_suppressed(case_id: int) -> bool:
    contact = Contact.objects.get(case_id=case_id)
    keys = {contact.person_key, contact.address_key, contact.texted_key} - {""}
    return Suppression.objects.filter(person_key__in=keys).exists()
