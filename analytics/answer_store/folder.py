"""Readable only by its owner."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

OWNERS_ALONE = 0o700
UNFINISHED = ".unfinished"


def store() -> Path | None:
    return Path(settings.ANSWER_STORE) if settings.ANSWER_STORE else None


def write(place: Path, *, force: str, by: Callable[[Path], object]) -> tuple[str, str]:
    """To a temporary file, synced and renamed. Returns the name, which has part of the checksum,
    and the checksum."""
    for folder in (place.parent, place):
        folder.mkdir(mode=OWNERS_ALONE, parents=True, exist_ok=True)
        folder.chmod(OWNERS_ALONE)
    unfinished = place / f"{force}{UNFINISHED}"
    unfinished.unlink(missing_ok=True)
    by(unfinished)
    unfinished.chmod(0o600)
    _sync(unfinished)
    checksum = digest(unfinished)
    name = f"{force}.{checksum[:16]}.parquet"
    unfinished.replace(place / name)
    _sync(place)
    return name, checksum


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_as_written(path: Path, checksum: str) -> bool | None:
    try:
        return digest(path) == checksum
    except FileNotFoundError:
        return None


def others(place: Path, *, force: str, but: str) -> Iterator[Path]:
    for path in place.glob(f"{force}.*") if place.is_dir() else ():
        if path.name != but:
            yield path


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
