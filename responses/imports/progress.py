"""How far work on an uploaded file has come, for whoever waits for it."""

import contextlib
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType

from django.conf import settings
from django.db import connection

from responses.models import Upload

SAY_EVERY = timedelta(seconds=2)


class Progress:
    """Counts rows and writes the count down every two seconds. Beside the transaction in which the
    work is done: inside it nobody would see the count before the end. SQLite has one writer, and
    while it works the count stands in a file beside the database."""

    def __init__(self, upload_id: int, *, clock: Callable[[], datetime]) -> None:
        self._upload_id = upload_id
        self._clock = clock
        self._done = 0
        self._said_at = clock()

    def __enter__(self) -> "Progress":
        _note_of(self._upload_id).unlink(missing_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _note_of(self._upload_id).unlink(missing_ok=True)

    def add(self, count: int) -> None:
        self._done += count
        now = self._clock()
        if now - self._said_at >= SAY_EVERY:
            self._said_at = now
            self._say(now)

    def _say(self, now: datetime) -> None:
        if not connection.in_atomic_block:
            Upload.objects.filter(pk=self._upload_id).update(rows_done=self._done, moved_at=now)
        elif connection.vendor == "postgresql":
            table = Upload._meta.db_table
            update = f"UPDATE {table} SET rows_done = %s, moved_at = %s WHERE id = %s"  # noqa: S608
            with closing(connection.copy()) as beside, beside.cursor() as cursor:
                cursor.execute(update, [self._done, now, self._upload_id])
        else:
            _write(_note_of(self._upload_id), self._done)


def rows_done(upload: Upload) -> int:
    """As it was said last, in the database or beside it."""
    said = 0
    with contextlib.suppress(FileNotFoundError):
        said = int(_note_of(upload.pk).read_text())
    return max(upload.rows_done, said)


def _note_of(upload_id: int) -> Path:
    """Server and worker share SQLite, so they share this folder."""
    return Path(settings.DATA_DIR) / "progress" / f"upload-{upload_id}"


def _write(note: Path, done: int) -> None:
    """In the place of the one before, so that nobody reads half a number."""
    note.parent.mkdir(parents=True, exist_ok=True)
    fresh = note.with_suffix(".new")
    fresh.write_text(str(done))
    fresh.replace(note)
