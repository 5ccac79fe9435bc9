"""As they were when the notice was sent."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from responses.case_files.case import NumberSafe
from responses.models import Case
from responses.models.contacts import Contact, SealedDanger
from responses.sms.channel import Channel
from responses.vault import contacts, encryption
from responses.vault.facts import SAFE_CONTACT_DAYS
from responses.vault.opt_outs import unsafe_numbers

KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class SafeContactDetails:
    """Never printed, logged or stored outside the vault."""

    number_safe: str
    number: str = field(default="", repr=False)
    last_digits: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    channel: str = ""
    start: str = ""
    end: str = ""
    days: str = ""
    """As Contact.safe_days."""
    confirmed_by: str = ""
    confirmed_on: str = ""
    expires_on: str = ""
    """The last day on which the record counts."""

    def is_current(self, today: date) -> bool:
        return bool(self.expires_on) and self.expires_on >= today.isoformat()


@dataclass(frozen=True, kw_only=True)
class DangerDetails:
    case_key: str = field(repr=False)
    force_code: str
    contact: SafeContactDetails | None = field(default=None, repr=False)
    """None if the case no longer has a number or an address."""


def safe_contact_of(case_id: int) -> SafeContactDetails | None:
    contact = Contact.objects.filter(case_id=case_id).first()
    if contact is None:
        return None
    unsafe_numbers.mark([contact])
    is_safe = contact.number_safe != NumberSafe.NO
    number = _opened(contact, "mobile")
    expires_on = _expires_on(contact)
    return SafeContactDetails(
        number_safe=contact.number_safe,
        number=number if is_safe else "",
        last_digits=number[-3:],
        email=_opened(contact, "email") if contact.safe_channel == Channel.EMAIL else "",
        channel=contact.safe_channel,
        start=contact.safe_from.isoformat("minutes") if contact.safe_from else "",
        end=contact.safe_to.isoformat("minutes") if contact.safe_to else "",
        days=contact.safe_days,
        confirmed_by=contact.safe_confirmed_by,
        confirmed_on=contact.safe_confirmed_on.isoformat() if contact.safe_confirmed_on else "",
        expires_on=expires_on.isoformat() if expires_on else "",
    )


def _opened(contact: Contact, name: str) -> str:
    sealed = getattr(contact, name)
    return contacts.decrypt_field(sealed, name, contact.case_id) if sealed is not None else ""


def _expires_on(contact: Contact) -> date | None:
    if contact.safe_confirmed_on is None:
        return None
    after = contact.safe_confirmed_on + timedelta(days=SAFE_CONTACT_DAYS)
    return min(after, contact.safe_until or after)


def seal(case: Case, *, notice_id: int, at: datetime) -> None:
    details = DangerDetails(
        case_key=case.case_key, force_code=case.force_id, contact=safe_contact_of(case.pk)
    )
    text = json.dumps(asdict(details), ensure_ascii=False)
    sealed = encryption.encrypt(text, place=place(notice_id), keyring=contacts.keyring())
    SealedDanger.objects.create(notice_id=notice_id, sealed=sealed, sealed_at=at)


def open_details(notice_id: int) -> DangerDetails | None:
    """None where it was destroyed."""
    sealed = SealedDanger.objects.filter(notice=notice_id).values_list("sealed", flat=True).first()
    if sealed is None:
        return None
    stored: Mapping[str, Any] = json.loads(
        encryption.decrypt(sealed, place=place(notice_id), keyring=contacts.keyring())
    )
    contact = stored["contact"]
    return DangerDetails(
        case_key=stored["case_key"],
        force_code=stored["force_code"],
        contact=SafeContactDetails(**contact) if contact else None,
    )


def has_details(notice_id: int) -> bool:
    return SealedDanger.objects.filter(notice=notice_id).exists()


def forget_older(*, before: datetime) -> int:
    """Returns how many."""
    return SealedDanger.objects.filter(sealed_at__lte=before).delete()[0]


def count_older(*, before: datetime) -> int:
    return SealedDanger.objects.filter(sealed_at__lte=before).count()


def place(notice_id: int) -> str:
    return f"responses.SealedDanger.sealed:{notice_id}"
