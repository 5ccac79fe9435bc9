import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import datetime

from responses.models.contacts import SealedWish
from responses.vault import contacts, encryption


@dataclass(frozen=True, kw_only=True)
class SafeWay:
    way: str = field(repr=False)
    """A number, an address, or a person who passes it on."""
    when: str = field(default="", repr=False)
    not_to: str = field(default="", repr=False)
    """People who must not know."""


def seal(safe_way: SafeWay, *, response_id: int, at: datetime) -> None:
    text = json.dumps(asdict(safe_way), ensure_ascii=False)
    sealed = encryption.encrypt(text, place=place(response_id), keyring=contacts.keyring())
    SealedWish.objects.create(response_id=response_id, sealed=sealed, sealed_at=at)


def held(response_id: int) -> SafeWay | None:
    """None where none was given, or it was destroyed."""
    sealed = SealedWish.objects.filter(response=response_id).values_list("sealed", flat=True)
    for each in sealed:
        opened = encryption.decrypt(each, place=place(response_id), keyring=contacts.keyring())
        return SafeWay(**json.loads(opened))
    return None


def forget(response_ids: Collection[int]) -> None:
    SealedWish.objects.filter(response__in=response_ids).delete()


def forget_older(*, before: datetime) -> int:
    """Returns how many."""
    return SealedWish.objects.filter(sealed_at__lte=before).delete()[0]


def count_older(*, before: datetime) -> int:
    return SealedWish.objects.filter(sealed_at__lte=before).count()


def place(response_id: int) -> str:
    return f"responses.SealedWish.sealed:{response_id}"
