import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from responses.models import WrittenText
from responses.models.contacts import SealedText
from responses.vault import contacts, encryption


@dataclass(frozen=True)
class OwnWords:
    """Never printed, logged or stored outside the vault."""

    well: str = field(default="", repr=False)
    """Done well."""
    better: str = field(default="", repr=False)
    """Should have been better."""

    @property
    def as_one(self) -> str:
        """Both, the one below the other."""
        return "\n".join(filter(None, (self.well, self.better)))

    def __bool__(self) -> bool:
        return bool(self.well or self.better)


def seal(words: OwnWords, *, response_id: int, at: datetime) -> None:
    text = json.dumps(asdict(words), ensure_ascii=False)
    sealed = encryption.encrypt(text, place=place(response_id), keyring=contacts.keyring())
    SealedText.objects.create(response_id=response_id, sealed=sealed, sealed_at=at)


def held(response_ids: Collection[int]) -> Mapping[int, OwnWords]:
    """Return words still held, by response."""
    rows = SealedText.objects.filter(response__in=response_ids)
    return {
        response_id: OwnWords(
            **json.loads(
                encryption.decrypt(sealed, place=place(response_id), keyring=contacts.keyring())
            )
        )
        for response_id, sealed in rows.values_list("response_id", "sealed")
    }


def replace(words: OwnWords, *, response_id: int, at: datetime) -> None:
    SealedText.objects.filter(response=response_id).delete()
    seal(words, response_id=response_id, at=at)


def forget(response_ids: Collection[int]) -> None:
    """Except texts that a team has not closed."""
    _dealt_with().filter(response__in=response_ids).delete()


def forget_older(*, before: datetime) -> int:
    """Except texts that a team has not closed. Returns how many."""
    return _dealt_with().filter(sealed_at__lte=before).delete()[0]


def count_older(*, before: datetime) -> int:
    return _dealt_with().filter(sealed_at__lte=before).count()


def _dealt_with() -> QuerySet[SealedText]:
    waiting = WrittenText.objects.filter(state=WrittenText.TextState.WAITING)
    return SealedText.objects.exclude(Exists(waiting.filter(response=OuterRef("response"))))


def place(response_id: int) -> str:
    return f"responses.SealedText.sealed:{response_id}"
