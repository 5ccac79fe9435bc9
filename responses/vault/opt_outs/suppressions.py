from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from access.actor import Actor
from responses.models.contacts import Contact, Suppression
from responses.sms.channel import Channel
from responses.vault import person_keys
from responses.vault.opt_outs import journal


@dataclass(frozen=True)
class SuppressedKeys:
    people: frozenset[str]
    numbers: frozenset[str]


def suppressed(keys: Collection[str]) -> SuppressedKeys:
    rows = Suppression.objects.filter(person_key__in=keys)
    found = list(rows.values_list("person_key", "is_number_only"))
    return SuppressedKeys(
        people=frozenset(key for key, is_number_only in found if not is_number_only),
        numbers=frozenset(key for key, is_number_only in found if is_number_only),
    )


def of_numbers_only() -> QuerySet[Suppression, str]:
    numbers = Suppression.objects.filter(is_number_only=True)
    return numbers.values_list("person_key", flat=True)


def write(
    keys: Collection[str],
    *,
    by: Actor,
    at: datetime,
    channel: str,
    press_id: UUID | None = None,
    is_number_only: bool = False,
) -> None:
    """Inside the caller's transaction, also to the journal."""
    stored = _insert_and_lock(
        keys, by=by, at=at, channel=channel, press_id=press_id, is_number_only=is_number_only
    )
    repeated = [row.pk for row in stored if row.press_id not in {None, press_id}]
    Suppression.objects.filter(pk__in=repeated).update(press=None, journalled_at=None)
    journal.write_ahead([row.pk for row in stored], at=at)


def _insert_and_lock(
    keys: Collection[str], *, by: Actor, is_number_only: bool, **columns: object
) -> list[Suppression]:
    """The rows of the keys, locked."""
    wanted = sorted(set(keys))
    while True:
        Suppression.objects.bulk_create(
            (
                Suppression(person_key=key, is_number_only=is_number_only, by=by.name, **columns)
                for key in wanted
            ),
            ignore_conflicts=True,
        )
        rows = Suppression.objects.filter(person_key__in=wanted, is_number_only=is_number_only)
        locked = list(rows.select_for_update().order_by("person_key"))
        if len(locked) == len(wanted):
            return locked


def take_back(press_id: UUID) -> list[str]:
    rows = Suppression.objects.filter(press=press_id).select_for_update().order_by("person_key")
    taken = list(rows)
    Suppression.objects.filter(pk__in=[row.pk for row in taken]).delete()
    return [row.person_key for row in taken]


# Never written to again; the person meant may still be asked (SAF-12).
def suppress(key: str, *, by: Actor, at: datetime, channel: str, press_id: UUID) -> None:
    """In any force."""
    write({key}, by=by, at=at, channel=channel, press_id=press_id, is_number_only=True)


def suppress_mobile(mobile: str, *, by: Actor, at: datetime, channel: str) -> None:
    """Also where no stored case has it."""
    key = person_keys.person_key(mobile=mobile)
    write({key}, by=by, at=at, channel=channel, is_number_only=True)


def is_suppressed(key: str) -> bool:
    return bool(suppressed({key}).numbers)


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
    keys = of_numbers_only()
    own = Contact.objects.filter(case__force=force).values("pk")
    # Each key uses its own index, which one query for both would not.
    by_number = own.filter(person_key__in=keys)
    by_address = own.filter(address_key__in=keys).exclude(address_key="")
    return Contact.objects.filter(pk__in=by_number.union(by_address))
