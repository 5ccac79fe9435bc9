import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from responses.models.contacts import SealedRedaction
from responses.vault import contacts, encryption


@dataclass(frozen=True, kw_only=True)
class RedactedWords:
    """Never printed, logged or stored outside the vault."""

    well: str = field(default="", repr=False)
    better: str = field(default="", repr=False)
    marked: str = field(default="", repr=False)
    """Words that a coder reported as unhidden, until corrected."""

    def __bool__(self) -> bool:
        return bool(self.well or self.better)


def seal(words: RedactedWords, *, response_id: int, at: datetime) -> None:
    """`at` is when the original was sent, with which they are destroyed."""
    SealedRedaction.objects.create(
        response_id=response_id, sealed=_sealed(words, response_id), sealed_at=at
    )


def change(words: RedactedWords, *, response_id: int) -> None:
    rows = SealedRedaction.objects.filter(response=response_id)
    rows.update(sealed=_sealed(words, response_id))


def held(response_ids: Collection[int]) -> Mapping[int, RedactedWords]:
    """Return words still held, by response."""
    rows = SealedRedaction.objects.filter(response__in=response_ids)
    return {
        response_id: RedactedWords(
            **json.loads(
                encryption.decrypt(sealed, place=place(response_id), keyring=contacts.keyring())
            )
        )
        for response_id, sealed in rows.values_list("response_id", "sealed")
    }


def forget(response_ids: Collection[int]) -> None:
    SealedRedaction.objects.filter(response__in=response_ids).delete()


def forget_older(*, before: datetime) -> int:
    """Returns how many."""
    return SealedRedaction.objects.filter(sealed_at__lte=before).delete()[0]


def count_older(*, before: datetime) -> int:
    return SealedRedaction.objects.filter(sealed_at__lte=before).count()


def place(response_id: int) -> str:
    return f"responses.SealedRedaction.sealed:{response_id}"


def _sealed(words: RedactedWords, response_id: int) -> bytes:
    text = json.dumps(asdict(words), ensure_ascii=False)
    return encryption.encrypt(text, place=place(response_id), keyring=contacts.keyring())
