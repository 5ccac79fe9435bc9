import contextlib
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType

from django.conf import settings
from django.db import connection

from responses.models import Upload

REPORT_EVERY = timedelta(seconds=2)


class UploadProgress:
    def __init__(self, upload_id: int, *, clock: Callable[[], datetime]) -> None:
        self._upload_id = upload_id
        self._clock = clock
        self._done = 0
        self._reported_at = clock()

    def __enter__(self) -> "UploadProgress":
        _progress_file(self._upload_id).unlink(missing_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _progress_file(self._upload_id).unlink(missing_ok=True)

    def add(self, count: int) -> None:
        self._done += count
        now = self._clock()
        if now - self._reported_at >= REPORT_EVERY:
            self._reported_at = now
            self._report(now)

    def _report(self, now: datetime) -> None:
        if not connection.in_atomic_block:
            Upload.objects.filter(pk=self._upload_id).update(
                rows_done=self._done, last_active_at=now
            )
        elif connection.vendor == "postgresql":
            table = Upload._meta.db_table
            update = f"UPDATE {table} SET rows_done = %s, moved_at = %s WHERE id = %s"  # noqa: S608
            with closing(connection.copy()) as second, second.cursor() as cursor:
                cursor.execute(update, [self._done, now, self._upload_id])
        else:
            # In one step, so that nobody reads a half-written number.
            file = _progress_file(self._upload_id)
            file.parent.mkdir(parents=True, exist_ok=True)
            new = file.with_suffix(".new")
            new.write_text(str(self._done))
            new.replace(file)


def rows_done(upload: Upload) -> int:
    reported = 0
    with contextlib.suppress(FileNotFoundError):
        reported = int(_progress_file(upload.pk).read_text())
    return max(upload.rows_done, reported)


def _progress_file(upload_id: int) -> Path:
    return Path(settings.DATA_DIR) / "progress" / f"upload-{upload_id}"
