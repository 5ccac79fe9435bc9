"""One of the number, one of the address (decision 42)."""

import hashlib
import hmac
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q

from responses.case_files.warnings.doubts import numbers_in
from responses.models.cases import Case
from responses.models.contacts import Contact, KeyPair

MOST_BIRTH_YEARS = 3
MADE = "G-"
"""Before a case key that was made here."""
NO_KEYS: frozenset[str] = frozenset()


class Pair(NamedTuple):
    """A number and an address of one contact."""

    number_key: str
    address_key: str
    birth_year: int


def person_key(*, mobile: str, email: str = "") -> str:
    """From the number, else the address; random where there is neither."""
    known_by = mobile or _normalise_email(email)
    return _key(known_by) if known_by else secrets.token_hex(32)


def address_key(email: str) -> str:
    written = _normalise_email(email)
    return _key(written) if written else ""


def case_key(*, force: str, key: str) -> str:
    """Stays the same if the contact changes."""
    return _key(f"case {force} {key}")


def made_case_key(reference: str) -> str:
    """From the force's reference: the same for every spelling."""
    numbers = numbers_in([reference])
    written = numbers[0] if numbers else " ".join(reference.casefold().split())
    return f"{MADE}{_key(f'reference {written}')[:24]}"


def key_of_case(case: Case) -> str:
    held = Contact.objects.filter(case=case).exclude(person_key="")
    found = held.values_list("person_key", flat=True).first()
    return found or case_key(force=case.force_id, key=case.case_key)


def keys_of(contact: Contact) -> frozenset[str]:
    """The keys that the contact itself holds."""
    return frozenset({contact.person_key, contact.address_key} - {""})


def remember_pairs(pairs: Iterable[Pair]) -> None:
    KeyPair.objects.bulk_create(
        (
            KeyPair(
                number_key=pair.number_key,
                address_key=pair.address_key,
                birth_year=pair.birth_year,
            )
            for pair in set(pairs)
        ),
        ignore_conflicts=True,
        batch_size=500,
    )


def joined_keys(keys: Collection[str]) -> Mapping[str, frozenset[str]]:
    met = KeyPair.objects.filter(Q(number_key__in=keys) | Q(address_key__in=keys))
    pairs = set(met.values_list("number_key", "address_key"))
    crowded = crowded_keys({key for pair in pairs for key in pair}) if pairs else NO_KEYS
    joined: dict[str, set[str]] = defaultdict(set)
    for number, address in pairs:
        if number not in crowded and address not in crowded:
            joined[number].add(address)
            joined[address].add(number)
    return {key: frozenset(others) for key, others in joined.items()}


def crowded_keys(keys: Collection[str]) -> frozenset[str]:
    """With more than MOST_BIRTH_YEARS years of birth."""
    years: dict[str, set[int]] = defaultdict(set)
    pairs = KeyPair.objects.filter(Q(number_key__in=keys) | Q(address_key__in=keys))
    contacts = Contact.objects.filter(Q(person_key__in=keys) | Q(address_key__in=keys))
    for *held, year in (
        *pairs.values_list("number_key", "address_key", "birth_year"),
        *contacts.values_list("person_key", "address_key", "case__birth_year"),
    ):
        for key in held:
            years[key].add(year or 0)
    return frozenset(key for key in keys if len(years[key] - {0}) > MOST_BIRTH_YEARS)


def without_shared(case_ids: Collection[int]) -> set[int]:
    # Without what reaches them, which the respondents' process may not read.
    contacts = list(Contact.objects.filter(case_id__in=case_ids).defer("mobile", "email"))
    crowded = crowded_keys({key for contact in contacts for key in keys_of(contact)})
    shared = {each.case_id for each in contacts if not crowded.isdisjoint(keys_of(each))}
    return set(case_ids) - shared


def _normalise_email(email: str) -> str:
    return email.strip().casefold()


def _key(known_by: str) -> str:
    return hmac.new(settings.PERSON_KEY.encode(), known_by.encode(), hashlib.sha256).hexdigest()
