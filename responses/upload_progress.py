"""How far work on an uploaded file has come, for whoever waits for it."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta

from django.db import connection

from responses.models import Upload

SAY_EVERY = timedelta(seconds=2)


class Progress:
    """Counts rows and writes the count down every two seconds. Beside the transaction in which the
    work is done: inside it nobody would see the count before the end. SQLite has one writer, so
    nothing is said there while a transaction lasts."""

    def __init__(self, upload_id: int, *, clock: Callable[[], datetime]) -> None:
        self._upload_id = upload_id
        self._clock = clock
        self._done = 0
        self._said_at = clock()

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
