import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from access.background import error_reports

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
                logger.error("%s of %s: %s", do.__name__, row, error_reports.describe(error))  # noqa: TRY400
        return done


@contextmanager
def try_each_row() -> Iterator[RowsApart]:
    """Raise the first error after all rows were tried."""
    apart = RowsApart()
    yield apart
    if apart.failed:
        raise apart.failed[0]
