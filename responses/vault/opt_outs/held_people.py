"""The keys of people on hold (responses/models/held_changes.py)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from responses.models.contacts import Contact, HeldKey, UnsafeNumber
from responses.vault import person_keys
from responses.vault.opt_outs import suppressions

BATCH = 400
"""Keys in one query: SQLite takes few thousand variables."""
MOST_CASES = 3
"""The most cases of different people that may share one number or address unasked."""
Keys = frozenset[str]


@dataclass(frozen=True)
class SharedKey:
    key: str
    people: int
    case_ids: tuple[int, ...]


def held_keys(keys: Collection[str]) -> Keys:
    """The keys among these that are on hold."""
    if not keys:
        return person_keys.NO_KEYS
    found = HeldKey.objects.filter(key__in=keys, is_active=True)
    return frozenset(found.values_list("key", flat=True))


def key_of_number(number: str) -> str:
    return person_keys.person_key(mobile=number)


def add(keys: Iterable[tuple[int, Iterable[str]]]) -> None:
    HeldKey.objects.bulk_create(
        (HeldKey(hold_id=pk, key=key) for pk, some in keys for key in sorted(set(some)) if key),
        ignore_conflicts=True,
        batch_size=500,
    )


def set_active(hold_ids: Collection[int], *, is_active: bool) -> None:
    HeldKey.objects.filter(hold__in=hold_ids).update(is_active=is_active)


def keys_of_contacts(case_ids: Collection[int]) -> Mapping[int, Keys]:
    """Keys of number, address and the number last texted."""
    return {
        contact.case_id: frozenset(
            {contact.person_key, contact.address_key, contact.texted_key} - {""}
        )
        for some in _batches(case_ids)
        for contact in Contact.objects.filter(case_id__in=some).defer("mobile", "email")
    }


def stored_keys(keys: Collection[str]) -> Keys:
    found: set[str] = set()
    for some in _batches(keys):
        contacts = Contact.objects.filter(Q(person_key__in=some) | Q(address_key__in=some))
        for held in contacts.values_list("person_key", "address_key"):
            found.update(held)
    return frozenset(found.intersection(keys))


def extend(case_keys: Mapping[str, int]) -> None:
    held: dict[int, set[int]] = defaultdict(set)
    for some in _batches(case_keys):
        active = HeldKey.objects.filter(key__in=some, is_active=True).exclude(hold__reason="child")
        for key, hold_id in active.values_list("key", "hold"):
            held[case_keys[key]].add(hold_id)
    if held:
        keys = keys_of_contacts(held)
        add(
            (hold_id, keys.get(case_id, ())) for case_id, holds in held.items() for hold_id in holds
        )


def holds_with_keys(case_keys: Collection[str], *, reason: str) -> Mapping[int, tuple[str, Keys]]:
    """By hold, one of these active keys and all its keys."""
    own = {
        hold_id: key
        for some in _batches(case_keys)
        for hold_id, key in HeldKey.objects.filter(
            key__in=some, is_active=True, hold__reason=reason
        ).values_list("hold", "key")
    }
    keys: dict[int, set[str]] = defaultdict(set)
    for hold_id, key in HeldKey.objects.filter(hold__in=own).values_list("hold", "key"):
        keys[hold_id].add(key)
    return {hold_id: (key, frozenset(keys[hold_id])) for hold_id, key in own.items()}


def cases_of_holds(hold_ids: Collection[int]) -> Mapping[int, list[int]]:
    holds: dict[str, list[int]] = defaultdict(list)
    for hold_id, key in HeldKey.objects.filter(hold__in=hold_ids).values_list("hold", "key"):
        holds[key].append(hold_id)
    found: dict[int, set[int]] = defaultdict(set)
    for some in _batches(holds):
        contacts = Contact.objects.filter(Q(person_key__in=some) | Q(address_key__in=some))
        for case_id, *keys in contacts.values_list("case_id", "person_key", "address_key"):
            for key in set(keys) & holds.keys():
                for hold_id in holds[key]:
                    found[hold_id].add(case_id)
    return {hold_id: sorted(cases) for hold_id, cases in found.items()}


def count_of(holds: QuerySet) -> int:
    return HeldKey.objects.filter(hold__in=holds).count()


def stop(hold_ids: Collection[int], **told: object) -> None:
    """In any force (SAF-12)."""
    keys = HeldKey.objects.filter(hold__in=hold_ids).values_list("key", flat=True)
    suppressions.write(set(keys), **told)  # type: ignore[arg-type]


def remember_unsafe(keys: Collection[str]) -> None:
    UnsafeNumber.objects.bulk_create(
        (UnsafeNumber(person_key=key) for key in sorted(keys)),
        ignore_conflicts=True,
        batch_size=500,
    )


def shared_keys(case_ids: Collection[int]) -> list[SharedKey]:
    """On more than MOST_CASES cases of different sex or year of birth."""
    keys = {
        key
        for some in _batches(case_ids)
        for held in Contact.objects.filter(case_id__in=some).values_list(
            "person_key", "address_key"
        )
        for key in held
    } - {""}
    found = []
    for column in ("person_key", "address_key"):
        for key in _on_many_cases(keys, column):
            cases = list(
                Contact.objects.filter(**{column: key}).values_list(
                    "case_id", "case__sex", "case__birth_year"
                )
            )
            sexes = {sex for _pk, sex, _year in cases} - {""}
            years = {year for _pk, _sex, year in cases} - {None}
            if len(sexes) > 1 or len(years) > 1:
                people = len({(sex, year) for _pk, sex, year in cases})
                found.append(SharedKey(key, people, tuple(pk for pk, _sex, _year in cases)))
    return found


def _on_many_cases(keys: Collection[str], column: str) -> list[str]:
    found: list[str] = []
    for some in _batches(keys):
        many: QuerySet = Contact.objects.filter(**{f"{column}__in": some})
        many = many.values(column).annotate(cases=Count("pk")).filter(cases__gt=MOST_CASES)
        found.extend(many.order_by().values_list(column, flat=True))
    return found


def _batches(values: Collection) -> Iterable[list]:
    listed = list(values)
    yield from (listed[start : start + BATCH] for start in range(0, len(listed), BATCH))
