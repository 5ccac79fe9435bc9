"""Work on many rows of which none keeps another from being done."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from access.background import faults

logger = logging.getLogger(__name__)


class RowsApart:
    """Does one thing with each row, in a transaction of the thing's own, and keeps what failed."""

    def __init__(self) -> None:
        self.failed: list[Exception] = []

    def each(self, do: Callable[..., int], rows: Iterable[int], **given: object) -> int:
        """What it comes to with all rows but those that failed. The log has the number of such a
        row and the kind and place of the fault, never its words."""
        done = 0
        for row in rows:
            try:
                done += do(row, **given)
            except Exception as error:  # whatever it is, the others are done
                self.failed.append(error)
                logger.error("%s of %s: %s", do.__name__, row, faults.describe(error))  # noqa: TRY400
        return done


@contextmanager
def rows_apart() -> Iterator[RowsApart]:
    """Raises the first fault once everything has been tried: the task has then failed, is tried
    again and told to the operator, and the rows that did not fail stay done."""
    apart = RowsApart()
    yield apart
    if apart.failed:
        raise apart.failed[0]
