"""Never written to again; the person meant may still be asked (SAF-12)."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from access.actor import Actor
from responses.models.contacts import Contact
from responses.sms.channel import Channel
from responses.vault import person_keys
from responses.vault.opt_outs import suppressions


def suppress(key: str, *, by: Actor, at: datetime, channel: str, press_id: UUID) -> None:
    """In any force."""
    suppressions.write({key}, by=by, at=at, channel=channel, press_id=press_id, is_number_only=True)


def suppress_mobile(mobile: str, *, by: Actor, at: datetime, channel: str) -> None:
    """Also where no stored case has it."""
    key = person_keys.person_key(mobile=mobile)
    suppressions.write({key}, by=by, at=at, channel=channel, is_number_only=True)


def is_suppressed(key: str) -> bool:
    return bool(suppressions.suppressed({key}).numbers)


def key_written_to(case_id: int, *, channel: str) -> str:
    """The number or address last written to; "" where unknown."""
    # Without what reaches her, which the respondents' process may not read.
    contact = Contact.objects.filter(case_id=case_id).defer("mobile", "email").first()
    if contact is None:
        return ""
    if channel == Channel.EMAIL:
        return contact.address_key
    has_number = contact.person_key != contact.address_key
    return contact.texted_key or (contact.person_key if has_number else "")


def cases_written_to_by(key: str, *, channel: str) -> set[int]:
    name = "address_key" if channel == Channel.EMAIL else "person_key"
    return set(Contact.objects.filter(**{name: key}).values_list("case_id", flat=True))


def contacts(force: str) -> QuerySet[Contact]:
    keys = suppressions.of_numbers_only()
    own = Contact.objects.filter(case__force=force).values("pk")
    # Each key uses its own index, which one query for both would not.
    by_number = own.filter(person_key__in=keys)
    by_address = own.filter(address_key__in=keys).exclude(address_key="")
    return Contact.objects.filter(pk__in=by_number.union(by_address))
