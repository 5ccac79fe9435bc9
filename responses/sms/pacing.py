"""The pace of sending, under the provider's limit however many senders there are. Pure: no
Django; what all senders share is reached through `reserve`."""

from collections.abc import Callable
from datetime import datetime, timedelta

MOST_A_SECOND = 40
"""Under the refill of Notify's bucket, 50 a second (notify.md 4.5)."""

TURN = timedelta(seconds=1) / MOST_A_SECOND
BLOCK = 10
"""Turns taken at once, so that not every text costs a write. A slow sender may use them late:
that many more in a second, for each sender, is far below the bucket's burst of 1,000."""


class Pacer:
    """The turns of one sender. `reserve` gives the moment from which so many turns, one after
    another, are this sender's alone."""

    def __init__(
        self,
        *,
        reserve: Callable[[int, datetime], datetime],
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._reserve, self._now, self._sleep = reserve, now, sleep
        self._left = 0

    def wait_turn(self) -> None:
        """Come back when the next text may go."""
        if not self._left:
            self._next = self._reserve(BLOCK, self._now())
            self._left = BLOCK
        wait = (self._next - self._now()).total_seconds()
        if wait > 0:
            self._sleep(wait)
        self._next += TURN
        self._left -= 1
