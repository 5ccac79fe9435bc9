"""Names errors by kind and place: a message may hold personal data."""

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def describe(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    frame = ([frame for frame in frames if _is_ours(frame.filename)] or frames)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"{type(error).__name__} at {place}"[:160]


def _is_ours(file_name: str) -> bool:
    path = Path(file_name)
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts


logger = logging.getLogger(__name__)


class RowsApart:
    """Each row has its own transaction; errors are kept."""

    def __init__(self) -> None:
        self.failed: list[Exception] = []

    def each(self, do: Callable[..., int], rows: Iterable[int], **given: object) -> int:
        done = 0
        for row in rows:
            try:
                done += do(row, **given)
            except Exception as error:  # whatever it is, the others are done
                self.failed.append(error)
                logger.error("%s of %s: %s", do.__name__, row, describe(error))  # noqa: TRY400
        return done


@contextmanager
def try_each_row() -> Iterator[RowsApart]:
    """Raise the first error after all rows were tried."""
    apart = RowsApart()
    yield apart
    if apart.failed:
        raise apart.failed[0]
