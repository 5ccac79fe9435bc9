import shutil
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection

from access.continuity import holding

LEAST_FREE = 64 * 1024 * 1024
"""Bytes. Below them a database file or the contact journal is about to fail."""

PROBE = "readiness"


class Unready(StrEnum):
    DATABASE = "the database does not answer"
    WRITING = "the database takes nothing in"


def find_fault() -> Unready | None:
    """Writes one small row: a full disk still reads."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return None if not settings.KNOWS_PEOPLE or _takes_writes() else Unready.WRITING
    except Error:
        connection.close_if_unusable_or_obsolete()
        return Unready.DATABASE


def _takes_writes() -> bool:
    value = uuid4().hex
    cache.set(PROBE, value, timeout=60)
    return bool(cache.get(PROBE) == value)


def find_hold(*, at: datetime) -> str:
    try:
        held = holding.find_hold(at=at)
    except holding.JournalError as error:
        return str(error)
    return f"held: {held}" if held else ""


def full_disks() -> list[str]:
    return [
        f"the disk of {name} is full"
        for name, folder in disks().items()
        if shutil.disk_usage(folder).free < LEAST_FREE
    ]


def disks() -> dict[str, Path]:
    folders = {"data": Path(settings.DATA_DIR), "the journal": Path(settings.CONTACT_JOURNAL)}
    return {name: folder for name, folder in folders.items() if folder.is_dir()}
