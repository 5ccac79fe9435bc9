"""Number of a person about to be called."""

from django.db.models import QuerySet

from responses.models.contacts import Contact
from responses.sms.channel import VOICE
from responses.vault import contacts, sending_hours
from responses.vault.contacts import NoNumberError, SafeHours


def number_to_call(case_id: int) -> str:
    """The decrypted number of a case. Raises NoNumberError."""
    contact = Contact.objects.filter(case_id=case_id, mobile__isnull=False).first()
    if contact is None or contact.mobile is None:
        message = "There is no number to call."
        raise NoNumberError(message)
    return contacts.decrypt_field(contact.mobile, "mobile", case_id)


def safe_hours_of(case_id: int) -> SafeHours:
    """Any where none were agreed."""
    hours = Contact.objects.filter(case_id=case_id).values_list("safe_from", "safe_to", "safe_days")
    for start, end, days in hours:
        return SafeHours(start, end, sending_hours.days_of(days))
    return SafeHours()


def cases_of_who_chose_a_call() -> QuerySet[Contact, int]:
    """For use inside another query."""
    return Contact.objects.filter(safe_channel=VOICE).values_list("case_id", flat=True)
