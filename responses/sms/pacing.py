"""The pace of sending: below the provider's limit however many senders run. Pure: no Django; the
state that senders share is reached through `reserve`."""

from collections.abc import Callable
from datetime import datetime, timedelta

MOST_A_SECOND = 40
"""Below Notify's limit of 50 a second (notify.md 4.5)."""

TURN = timedelta(seconds=1) / MOST_A_SECOND
BLOCK = 10
"""Turns reserved at once, so that not every text needs a database write. A slow sender may use its
turns late; ten more texts a second for each sender are far below the permitted burst of 1,000."""


class Pacer:
    """The turns of one sender. `reserve(count, at)` returns the time of the first of `count`
    consecutive turns that only this sender uses."""

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
        """Return when the next text may be sent."""
        if not self._left:
            self._next = self._reserve(BLOCK, self._now())
            self._left = BLOCK
        wait = (self._next - self._now()).total_seconds()
        if wait > 0:
            self._sleep(wait)
        self._next += TURN
        self._left -= 1
