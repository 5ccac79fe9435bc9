from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from responses.models.contacts import Contact
from responses.vault import person_keys


@dataclass(frozen=True)
class ExcludedContact:
    case_id: int
    force: str
    keys: frozenset[str]
    birth_year: int | None
    exclude_code: str
    is_deceased: bool


def excluded_contacts(
    keys: Collection[str], *, codes: Collection[str]
) -> Sequence[ExcludedContact]:
    """The contacts with any of the keys whose case has one of the codes, or whose person has
    died."""
    excluded = Contact.objects.filter(
        Q(person_key__in=keys) | Q(address_key__in=keys),
        Q(case__exclude_code__in=codes) | Q(case__is_deceased=True),
    )
    found = list(excluded.select_related("case"))
    if not found:
        return []
    crowded = person_keys.crowded_keys({key for one in found for key in person_keys.keys_of(one)})
    return [
        ExcludedContact(
            case_id=one.case_id,
            force=one.case.force_id,
            keys=person_keys.keys_of(one) - crowded,
            birth_year=one.case.birth_year,
            exclude_code=one.case.exclude_code if one.case.exclude_code in codes else "",
            is_deceased=one.case.is_deceased,
        )
        for one in found
    ]
