"""By key in every force (SAF-1)."""

import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress

from responses.case_files.case import NumberSafe
from responses.case_files.cells.contacts import mobile
from responses.case_files.faults import CellError
from responses.models.contacts import Contact, UnsafeNumber
from responses.sms.channel import Channel
from responses.vault import person_keys

NUMBER_IN_TEXT = re.compile(r"\+?[0-9(][0-9 ().\-]{7,18}[0-9]")


def remember(contacts: Iterable[Contact]) -> None:
    """With the addresses that came with them and were not agreed instead."""
    keys = {
        key
        for contact in contacts
        if contact.number_safe == NumberSafe.NO
        for key in _unsafe_keys(contact)
    }
    UnsafeNumber.objects.bulk_create(
        (UnsafeNumber(person_key=key) for key in sorted(keys)),
        ignore_conflicts=True,
        batch_size=500,
    )


def forget(contact: Contact) -> None:
    UnsafeNumber.objects.filter(person_key__in=_keys_in_use(contact)).delete()


def mark(contacts: Collection[Contact]) -> None:
    """On contacts read and not saved."""
    unsafe = unsafe_among(contacts)
    for contact in contacts:
        if contact.case_id in unsafe:
            contact.number_safe = NumberSafe.NO


def unsafe_in(text: str) -> Sequence[str]:
    """The last three digits of each."""
    found = {}
    for written in NUMBER_IN_TEXT.findall(text):
        with suppress(CellError):
            number = mobile(written)
            found[person_keys.person_key(mobile=number)] = number[-3:]
    unsafe = _remembered(found)
    return sorted(digits for key, digits in found.items() if key in unsafe)


def is_remembered(key: str) -> bool:
    return bool(_remembered({key}))


def unsafe_among(contacts: Collection[Contact]) -> frozenset[int]:
    unsafe = _remembered({key for each in contacts for key in person_keys.keys_of(each)})
    return frozenset(each.case_id for each in contacts if not unsafe.isdisjoint(_keys_in_use(each)))


def _unsafe_keys(contact: Contact) -> frozenset[str]:
    is_address_agreed = contact.safe_channel == Channel.EMAIL
    return frozenset({contact.person_key}) if is_address_agreed else person_keys.keys_of(contact)


def _keys_in_use(contact: Contact) -> frozenset[str]:
    has_number = contact.mobile is not None
    return frozenset({contact.person_key}) if has_number else person_keys.keys_of(contact)


def _remembered(keys: Collection[str]) -> frozenset[str]:
    if not keys:
        return person_keys.NO_KEYS
    found = UnsafeNumber.objects.filter(person_key__in=keys)
    return frozenset(found.values_list("person_key", flat=True))
