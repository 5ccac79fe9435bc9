import json
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from responses.models import DangerReply
from responses.models.contacts import SealedReply
from responses.vault import contacts, encryption


@dataclass(frozen=True)
class SentBack:
    """Never printed, logged or stored outside the vault."""

    number: str = field(repr=False)
    words: tuple[str, ...] = field(repr=False)
    """Each text from the number, the oldest first."""


def seal(sent_back: SentBack, *, reply_id: int, at: datetime) -> None:
    text = json.dumps([sent_back.number, *sent_back.words], ensure_ascii=False)
    sealed = encryption.encrypt(text, place=place(reply_id), keyring=contacts.keyring())
    SealedReply.objects.update_or_create(
        reply_id=reply_id, defaults={"sealed": sealed, "sealed_at": at}
    )


def open_reply(reply_id: int) -> SentBack | None:
    """None where they were destroyed."""
    sealed = SealedReply.objects.filter(reply=reply_id).values_list("sealed", flat=True).first()
    if sealed is None:
        return None
    opened = encryption.decrypt(sealed, place=place(reply_id), keyring=contacts.keyring())
    number, *words = json.loads(opened)
    return SentBack(number, tuple(words))


def version_of(reply_id: int) -> str:
    """Changes with each further text."""
    at = SealedReply.objects.filter(reply=reply_id).values_list("sealed_at", flat=True).first()
    return at.isoformat() if at else ""


def closed_before(before: datetime) -> QuerySet[SealedReply]:
    closed = DangerReply.objects.filter(state="closed", closed_at__lte=before)
    return SealedReply.objects.filter(reply__in=closed.values("pk"))


def place(reply_id: int) -> str:
    return f"responses.SealedReply.sealed:{reply_id}"
