"""The only access to contact details (decision 10)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet

from access.actor import Actor
from responses.case_files.case import CONTACT_KINDS
from responses.models import Case, HeldChange
from responses.models.contacts import Contact, ContactHistory, HeldContact
from responses.vault import encryption, person_keys, sending_hours
from responses.vault.facts import ContactFacts, fatigued_until
from responses.vault.opt_outs import held_people, suppressions, unsafe_numbers


@dataclass(frozen=True)
class SafeHours:
    """The hours and weekdays agreed as safe."""

    start: time | None = None
    end: time | None = None
    days: Collection[int] = sending_hours.ANY_DAY


@dataclass(frozen=True)
class Person:
    own_keys: frozenset[str]
    keys: frozenset[str]
    facts: ContactFacts
    safe_hours: SafeHours


@dataclass(frozen=True)
class ContactRoute:
    channel: str
    to: str = field(repr=False)


class NoNumberError(LookupError):
    pass


def people(case_ids: Sequence[int], *, on: date) -> Mapping[int, Person]:
    contacts = list(_contacts_with_case(case_ids))
    unsafe_numbers.mark(contacts)
    keys = _keys_with_joined(contacts)
    every_key = {key for held in keys.values() for key in held}
    stopped = _stopped(contacts, keys)
    invited = _invited_days(every_key, before=on)
    return {
        contact.case_id: Person(
            own_keys=person_keys.keys_of(contact),
            keys=keys[contact.case_id],
            facts=_facts(contact, stopped, invited=_days_of(keys[contact.case_id], invited)),
            safe_hours=SafeHours(
                contact.safe_from, contact.safe_to, sending_hours.days_of(contact.safe_days)
            ),
        )
        for contact in contacts
    }


def _facts(contact: Contact, stopped: "_Stopped", *, invited: Sequence[date]) -> ContactFacts:
    elsewhere = stopped.numbers
    return ContactFacts(
        has_mobile=contact.mobile is not None,
        has_address=_has_address(contact) and contact.address_key not in elsewhere,
        is_bad_number=contact.mobile_failed_on is not None or contact.person_key in elsewhere,
        number_safe=contact.number_safe,
        safe_channel=contact.safe_channel,
        safe_confirmed_on=contact.safe_confirmed_on,
        safe_until=contact.safe_until,
        has_safe_hours=sending_hours.has_safe_hours(contact.safe_from, contact.safe_to),
        has_word=bool(contact.safe_word_hash),
        is_opted_out=contact.case_id in stopped.cases,
        is_held=contact.case_id in stopped.held,
        fatigued_until=fatigued_until(invited),
        invited_on=invited,
    )


def _keys_with_joined(contacts: Iterable[Contact]) -> Mapping[int, frozenset[str]]:
    own = {contact.case_id: person_keys.keys_of(contact) for contact in contacts}
    joined = person_keys.joined_keys({key for keys in own.values() for key in keys})
    return {
        case_id: keys.union(*(joined.get(key, person_keys.NO_KEYS) for key in keys))
        for case_id, keys in own.items()
    }


@dataclass(frozen=True)
class _Stopped:
    cases: frozenset[int]
    numbers: frozenset[str]
    held: frozenset[int]


def _contacts_with_case(case_ids: Collection[int]) -> QuerySet[Contact]:
    return Contact.objects.filter(case_id__in=case_ids).annotate(
        case_force=F("case__force_id"), key_of_case=F("case__case_key")
    )


def _stopped(contacts: Iterable[Any], keys: Mapping[int, Collection[str]]) -> _Stopped:
    case_keys = {
        each.case_id: person_keys.case_key(force=each.case_force, key=each.key_of_case)
        for each in contacts
    }
    every_key = {key for held in keys.values() for key in held}
    found = suppressions.suppressed(every_key.union(case_keys.values()))
    cases = frozenset(
        case_id
        for case_id, held in keys.items()
        if case_keys[case_id] in found.people or not found.people.isdisjoint(held)
    )
    active = held_people.held_keys(every_key.union(case_keys.values()))
    on_hold = (pk for pk, held in keys.items() if not active.isdisjoint({*held, case_keys[pk]}))
    return _Stopped(cases, found.numbers, frozenset(on_hold))


def _invited_days(keys: Collection[str], *, before: date) -> Mapping[str, Counter[date]]:
    days: dict[str, Counter[date]] = defaultdict(Counter)
    history = ContactHistory.objects.filter(person_key__in=keys, invited_on__lte=before)
    for key, invited_on in history.values_list("person_key", "invited_on"):
        days[key][invited_on] += 1
    return days


def _days_of(keys: Iterable[str], days: Mapping[str, Counter[date]]) -> Sequence[date]:
    merged: Counter[date] = Counter()
    for key in keys:
        merged |= days.get(key, Counter())
    return tuple(merged.elements())


def _has_address(contact: Contact) -> bool:
    return contact.email is not None and bool(settings.EMAILS_ARE_SENT)


def contact_route(case_id: int) -> ContactRoute:
    """Decrypted. Raises NoNumberError."""
    contact = Contact.objects.filter(case_id=case_id).first()
    if contact is not None:
        facts = ContactFacts(
            has_mobile=contact.mobile is not None,
            has_address=_has_address(contact),
            safe_channel=contact.safe_channel,
        )
        name = {"sms": "mobile", "email": "email"}.get(facts.channel)
        if name:
            return ContactRoute(facts.channel, decrypt_field(getattr(contact, name), name, case_id))
    message = "There is no number to text and no address to write to."
    raise NoNumberError(message)


def forget_address(case_id: int) -> None:
    """In every force, because no e-mail can reach it."""
    keys = Contact.objects.filter(case_id=case_id).exclude(address_key="").values("address_key")
    Contact.objects.filter(address_key__in=keys).update(email=None)


def masked_numbers(case_ids: Iterable[int]) -> Mapping[int, str]:
    """All but the last three digits masked."""
    contacts = Contact.objects.filter(case_id__in=list(case_ids), mobile__isnull=False)
    return {
        contact.case_id: f"••• {decrypt_field(contact.mobile, 'mobile', contact.case_id)[-3:]}"
        for contact in contacts
        if contact.mobile is not None
    }


def suppress(
    *,
    case_id: int,
    by: Actor,
    at: datetime,
    channel: str,
    lasting: Collection[int] = (),
    press_id: UUID | None = None,
) -> bool:
    """Never contact this person again, in any force, by number or address, or by the number last
    texted (SAF-12); in `lasting` cases by any they ever get. Returns whether the case has a
    contact."""
    keys = _keys(case_id)
    every = keys | _keys_of_cases(lasting)
    suppressions.write(every, by=by, at=at, channel=channel, press_id=press_id)
    return bool(keys)


def suppress_number(
    mobile: str, *, lasting: Collection[int], by: Actor, at: datetime, channel: str
) -> None:
    key = person_keys.person_key(mobile=mobile)
    keys = {key} | _addresses_of(key) | _keys_of_cases(lasting)
    suppressions.write(keys, by=by, at=at, channel=channel)


def _addresses_of(number_key: str) -> set[str]:
    contacts = Contact.objects.filter(person_key=number_key).exclude(address_key="")
    addresses = set(contacts.values_list("address_key", flat=True))
    return addresses if addresses and not person_keys.crowded_keys({number_key}) else set()


def _keys_of_cases(case_ids: Collection[int]) -> set[str]:
    cases = Case.objects.filter(pk__in=case_ids).values_list("force_id", "case_key")
    return {person_keys.case_key(force=force, key=key) for force, key in cases}


def opted_out_cases(case_ids: Collection[int]) -> frozenset[int]:
    contacts = list(_contacts_with_case(case_ids))
    return _stopped(contacts, _keys_with_joined(contacts)).cases


def is_opted_out(case_id: int) -> bool:
    """By a key of the case or of its contact."""
    keys = _keys(case_id) | _keys_of_cases({case_id})
    return bool(suppressions.suppressed(keys).people)


def is_wrong_number(case_id: int) -> bool:
    keys = Contact.objects.filter(case_id=case_id).values_list("person_key", flat=True)
    return bool(suppressions.suppressed(set(keys)).numbers)


def cases_of_number(mobile: str) -> set[int]:
    """Includes cases whose last text went to it: its owner may withdraw their answers."""
    key = person_keys.person_key(mobile=mobile)
    contacts = Contact.objects.filter(Q(person_key=key) | Q(texted_key=key))
    return set(contacts.values_list("case_id", flat=True))


def cases_of_same_person(case_id: int) -> set[int]:
    """In any force."""
    return _cases_of_keys(_keys(case_id))


def cases_of_person_with_number(mobile: str) -> set[int]:
    """By number or address."""
    return _cases_of_keys({person_keys.person_key(mobile=mobile)})


def _cases_of_keys(keys: Collection[str]) -> set[int]:
    joined = person_keys.joined_keys(keys)
    every = set(keys).union(*joined.values())
    contacts = Contact.objects.filter(Q(person_key__in=every) | Q(address_key__in=every))
    return set(contacts.values_list("case_id", flat=True))


def _keys(case_id: int) -> set[str]:
    contacts = Contact.objects.filter(case_id=case_id)
    keys = contacts.values_list("person_key", "address_key", "texted_key").first()
    return set(keys or ()) - {""}


def record_invited(*, case_id: int, on: date) -> None:
    """For the fatigue rules of every force."""
    contacts = Contact.objects.filter(case_id=case_id)
    ContactHistory.objects.bulk_create(
        ContactHistory(person_key=key, invited_on=on)
        for contact in contacts
        for key in sorted(person_keys.keys_of(contact))
    )
    contacts.update(texted_key=F("person_key"))


def record_written_again(*, case_id: int, on: date) -> None:
    if not Contact.objects.filter(case_id=case_id, person_key=F("texted_key")).exists():
        record_invited(case_id=case_id, on=on)


def holds_number_texted(case_id: int) -> bool:
    same = Contact.objects.filter(case_id=case_id, person_key=F("texted_key"))
    return same.filter(mobile__isnull=False).exists()


def keys_of_case(case_id: int) -> frozenset[str]:
    contact = Contact.objects.filter(case_id=case_id).first()
    return person_keys.keys_of(contact) if contact else person_keys.NO_KEYS


def remember_invited(*, keys: Iterable[str], on: date) -> None:
    for key in sorted(keys):
        if not ContactHistory.objects.filter(person_key=key, invited_on=on).exists():
            ContactHistory.objects.create(person_key=key, invited_on=on)


def record_bad_number(*, case_id: int, on: date) -> None:
    """In every force: no text can reach it."""
    keys = Contact.objects.filter(case_id=case_id).values("person_key")
    Contact.objects.filter(person_key__in=keys, mobile__isnull=False).update(mobile_failed_on=on)


def record_undeliverable(*, case_id: int, on: date) -> None:
    """In every force, the number last texted."""
    texted = Contact.objects.filter(case_id=case_id).exclude(texted_key="").values("texted_key")
    Contact.objects.filter(person_key__in=texted, mobile__isnull=False).update(mobile_failed_on=on)


def forget_invited(*, case_id: int, on: date) -> None:
    """It never left the provider, so it does not count for the fatigue rules."""
    keys = Contact.objects.filter(case_id=case_id).values_list("texted_key", "address_key").first()
    for key in set(keys or ()) - {""}:
        entry = ContactHistory.objects.filter(person_key=key, invited_on=on).first()
        if entry is not None:
            entry.delete()


def stored_contacts() -> QuerySet[Contact]:
    return Contact.objects.only("pk", "case_id")


def cases_with_contact() -> QuerySet[Contact, int]:
    """For use inside another query."""
    return Contact.objects.values_list("case_id", flat=True)


def keys_of_persons(cases: QuerySet) -> set[str]:
    contacts = Contact.objects.filter(case_id__in=cases)
    held = contacts.values_list("person_key", "address_key")
    return {key for keys in held for key in keys} - {""}


def destroy(case_ids: Collection[int]) -> int:
    of_cases = HeldChange.objects.filter(case_id__in=case_ids, kind__in=CONTACT_KINDS)
    of_cases.filter(state=HeldChange.HeldState.WAITING).delete()
    HeldContact.objects.filter(held_change__in=of_cases).delete()
    return Contact.objects.filter(case_id__in=case_ids).delete()[0]


def encrypt_field(text: str, name: str, case_id: int) -> bytes:
    return encryption.encrypt(text, place=place(name, case_id), keyring=keyring())


def decrypt_field(stored: bytes | memoryview, name: str, case_id: int) -> str:
    return encryption.decrypt(stored, place=place(name, case_id), keyring=keyring())


def place(name: str, case_id: int) -> str:
    return f"responses.Contact.{name}:{case_id}"


def keyring() -> encryption.Keyring:
    return _parsed_keyring(tuple(settings.VAULT_KEYS))


@lru_cache(maxsize=4)
def _parsed_keyring(items: tuple[str, ...]) -> encryption.Keyring:
    return encryption.parse_keyring(items)
