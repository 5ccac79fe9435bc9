"""The part of the vault that keeps how a victim may safely be reached, as it was agreed with her
on a page. The number itself stays inside: its last digits come out, to ask about the right one."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Q

from responses.models.contacts import Contact
from responses.vault import contacts
from responses.vault.facts import SAFE_CONTACT_DAYS

OVERRIDE_LASTS = timedelta(days=7)
"""How long one person's word that a number is safe after all waits for another's."""


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What was agreed. An empty `word_hash` leaves the word as it is."""

    is_number_safe: bool
    channel: str
    start: time | None = None
    end: time | None = None
    word_hash: str = ""


@dataclass(frozen=True, kw_only=True)
class SafeContact:
    """The record as far as who confirms it must see it."""

    last_digits: str
    number_safe: str
    channel: str
    start: time | None
    end: time | None
    confirmed_by: str
    confirmed_on: date | None
    has_word: bool
    override_asked_by_id: int | None
    override_asked_on: date | None

    @property
    def expires_on(self) -> date | None:
        """The last day on which the record counts."""
        on = self.confirmed_on
        return on + timedelta(days=SAFE_CONTACT_DAYS) if on else None

    def has_expired(self, today: date) -> bool:
        return self.expires_on is not None and self.expires_on < today

    def is_override_waiting(self, today: date) -> bool:
        asked_on = self.override_asked_on
        return asked_on is not None and today <= asked_on + OVERRIDE_LASTS


def read(case_id: int) -> SafeContact | None:
    """Nothing where the case has no number and no address to agree about."""
    contact = (
        Contact.objects.filter(case_id=case_id)
        .filter(Q(mobile__isnull=False) | Q(email__isnull=False))
        .first()
    )
    if contact is None:
        return None
    return SafeContact(
        last_digits=contacts.masked_numbers([case_id]).get(case_id, ""),
        number_safe=contact.number_safe,
        channel=contact.safe_channel,
        start=contact.safe_from,
        end=contact.safe_to,
        confirmed_by=contact.safe_confirmed_by,
        confirmed_on=contact.safe_confirmed_on,
        has_word=bool(contact.safe_word_hash),
        override_asked_by_id=contact.override_asked_by_id,
        override_asked_on=contact.override_asked_on,
    )


def write(case_id: int, agreed: Agreed, *, by: str, on: date) -> None:
    """The record in force from now. It speaks for the number held now."""
    changes: dict[str, object] = {
        "number_safe": "yes" if agreed.is_number_safe else "no",
        "safe_channel": agreed.channel,
        "safe_from": agreed.start,
        "safe_to": agreed.end,
        "safe_confirmed_by": by,
        "safe_confirmed_on": on,
        "safe_voided_on": None,
        "is_agreed_on_page": True,
        "override_asked_by_id": None,
        "override_asked_on": None,
    }
    if agreed.word_hash:
        changes["safe_word_hash"] = agreed.word_hash
    Contact.objects.filter(case_id=case_id).update(**changes)


def ask_override(case_id: int, *, user_id: int, on: date) -> None:
    """One person says that a number that is not safe by the record is safe after all."""
    Contact.objects.filter(case_id=case_id).update(
        override_asked_by_id=user_id, override_asked_on=on
    )
