"""The folder of files of answers, which its owner alone may read: where one lies, whether it is as
it was written, and how it comes and goes."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

OWNERS_ALONE = 0o700
UNFINISHED = ".unfinished"


def store() -> Path | None:
    """None where no files are kept."""
    return Path(settings.ANSWER_STORE) if settings.ANSWER_STORE else None


def write(place: Path, *, force: str, by: Callable[[Path], object]) -> tuple[str, str]:
    """A file is written beside where it will lie, brought to the disk, and only then named. Returns
    its name, which has a part of its checksum, and the checksum: other content is another file."""
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
    """None where there is no file."""
    try:
        return digest(path) == checksum
    except FileNotFoundError:
        return None


def others(place: Path, *, force: str, but: str) -> Iterator[Path]:
    """Files of a force that nothing names any more, and what was begun and not ended."""
    for path in place.glob(f"{force}.*") if place.is_dir() else ():
        if path.name != but:
            yield path


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
