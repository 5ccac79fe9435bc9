"""Uploaded files contain contacts, and are stored encrypted until imported."""

import base64
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Literal, TextIO, cast

from django.conf import settings
from django.db.models import QuerySet

from responses.models.contacts import UploadPart
from responses.vault import encryption

PIECE = 1024 * 1024
PartKind = UploadPart.PartKind


class _EncryptedWriter(io.RawIOBase):
    """A file that is written in encrypted pieces."""

    def __init__(self, upload_id: int, kind: str) -> None:
        super().__init__()
        self._upload_id, self._kind, self._number = upload_id, kind, 0
        self._buffer = bytearray()
        forget(upload_id, kind=kind)

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        written = bytes(content)
        self._buffer += written
        while len(self._buffer) >= PIECE:
            self._seal(bytes(self._buffer[:PIECE]))
            del self._buffer[:PIECE]
        return len(written)

    def close(self) -> None:
        if not self.closed and self._buffer:
            self._seal(bytes(self._buffer))
            self._buffer.clear()
        super().close()

    def _seal(self, piece: bytes) -> None:
        place = _place(self._upload_id, self._kind, self._number)
        text = base64.b64encode(piece).decode()
        sealed = encryption.encrypt(text, place=place, keyring=_keyring())
        UploadPart.objects.create(
            upload_id=self._upload_id, kind=self._kind, number=self._number, sealed=sealed
        )
        self._number += 1


class _DecryptedReader(io.RawIOBase):
    """At most one piece in memory."""

    def __init__(self, upload_id: int, kind: str) -> None:
        super().__init__()
        self._upload_id, self._kind = upload_id, kind
        self._position, self._number, self._piece = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position}
        self._position = start[whence] + offset if whence in start else self._end + offset
        return self._position

    def readinto(self, buffer: Any) -> int:
        number, start = divmod(self._position, PIECE)
        if number != self._number:
            self._number, self._piece = number, self._open(number)
        view = memoryview(buffer)
        taken = self._piece[start : start + len(view)]
        view[: len(taken)] = taken
        self._position += len(taken)
        return len(taken)

    def _open(self, number: int) -> bytes:
        part = _parts(self._upload_id, self._kind).filter(number=number).first()
        if part is None:
            return b""
        place = _place(self._upload_id, self._kind, number)
        return base64.b64decode(encryption.decrypt(part.sealed, place=place, keyring=_keyring()))

    @property
    def _end(self) -> int:
        last = _parts(self._upload_id, self._kind).count() - 1
        return last * PIECE + len(self._open(last)) if last >= 0 else 0


@dataclass(frozen=True)
class StoredFile:
    """A stored file as responses.case_files.file_kinds reads files."""

    upload_id: int
    name: str

    def open(self, mode: Literal["rb"]) -> io.BufferedReader:
        if not is_stored(self.upload_id):
            raise FileNotFoundError(self.name)
        return io.BufferedReader(_DecryptedReader(self.upload_id, PartKind.FILE))


def store(file: BinaryIO, *, upload_id: int) -> None:
    """Store a file unchanged, encrypted."""
    with _EncryptedWriter(upload_id, PartKind.FILE) as sealing:
        shutil.copyfileobj(file, cast("BinaryIO", sealing), PIECE)


def store_sheets(content: bytes, *, upload_id: int) -> None:
    with _EncryptedWriter(upload_id, PartKind.SHEETS) as sealing:
        sealing.write(content)


def rejected_writer(upload_id: int) -> TextIO:
    sealing = io.BufferedWriter(_EncryptedWriter(upload_id, PartKind.REJECTED))
    return io.TextIOWrapper(sealing, encoding="utf-8-sig", newline="")


def rejected_lines(upload_id: int) -> Iterator[str]:
    with io.BufferedReader(_DecryptedReader(upload_id, PartKind.REJECTED)) as opened:
        yield from io.TextIOWrapper(opened, encoding="utf-8-sig", newline="")


def pieces(upload_id: int, *, kind: str) -> Iterator[bytes]:
    with io.BufferedReader(_DecryptedReader(upload_id, kind)) as opened:
        yield from iter(lambda: opened.read(PIECE), b"")


def _parts(upload_id: int, kind: str) -> QuerySet[UploadPart]:
    return UploadPart.objects.filter(upload_id=upload_id, kind=kind)


def is_stored(upload_id: int, *, kind: str = PartKind.FILE) -> bool:
    return _parts(upload_id, kind).exists()


def forget(upload_id: int, *, kind: str) -> None:
    _parts(upload_id, kind).delete()


def forget_older(*, before: datetime) -> int:
    """Returns how many."""
    return UploadPart.objects.filter(upload__uploaded_at__lt=before).delete()[0]


def _place(upload_id: int, kind: str, number: int) -> str:
    return f"responses.UploadPart.sealed:{upload_id}:{kind}:{number}"


def _keyring() -> encryption.Keyring:
    return encryption.parse_keyring(tuple(settings.VAULT_KEYS))


def count_older(*, before: datetime) -> int:
    return UploadPart.objects.filter(upload__uploaded_at__lt=before).count()
