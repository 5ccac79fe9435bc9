"""The part of the vault that holds uploaded files until they are loaded: they are full of
contacts."""

import base64
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import BinaryIO

from django.conf import settings

from responses import crypto
from responses.models.contacts import UploadPart

PIECE = 1024 * 1024
Kind = UploadPart.Kind


def store(file: BinaryIO, *, upload_id: int, kind: str = Kind.FILE) -> None:
    """Keep a file, encrypted, in place of the one of its kind."""
    forget(upload_id, kind=kind)
    pieces = iter(lambda: file.read(PIECE), b"")
    for number, piece in zip(count(), pieces, strict=False):
        sealed = crypto.encrypt(
            base64.b64encode(piece).decode(),
            place=_place(upload_id, kind, number),
            keyring=_keyring(),
        )
        UploadPart.objects.create(upload_id=upload_id, kind=kind, number=number, sealed=sealed)


def content(upload_id: int, *, kind: str = Kind.FILE) -> bytes:
    """The file as it came; nothing where none is held."""
    return b"".join(_pieces(upload_id, kind))


def _pieces(upload_id: int, kind: str) -> Iterator[bytes]:
    parts = UploadPart.objects.filter(upload_id=upload_id, kind=kind).order_by("number")
    for part in parts.iterator(chunk_size=1):
        place = _place(upload_id, kind, part.number)
        text = crypto.decrypt(part.sealed, place=place, keyring=_keyring())
        yield base64.b64decode(text)


def is_held(upload_id: int, *, kind: str = Kind.FILE) -> bool:
    return UploadPart.objects.filter(upload_id=upload_id, kind=kind).exists()


def forget(upload_id: int, *, kind: str) -> None:
    UploadPart.objects.filter(upload_id=upload_id, kind=kind).delete()


def forget_older(*, before: datetime) -> int:
    """Destroy what nobody came back for."""
    return UploadPart.objects.filter(upload__uploaded_at__lt=before).delete()[0]


def _place(upload_id: int, kind: str, number: int) -> str:
    return f"responses.UploadPart.sealed:{upload_id}:{kind}:{number}"


def _keyring() -> crypto.Keyring:
    return crypto.parse_keyring(tuple(settings.VAULT_KEYS))


def count_older(*, before: datetime) -> int:
    return UploadPart.objects.filter(upload__uploaded_at__lt=before).count()
