"""Below the provider's limit however many senders run, and slower for a while after a refusal for
it."""

from collections.abc import Callable
from datetime import datetime, timedelta

MOST_A_SECOND = 40
"""Below Notify's limit of 50 a second (notify.md 4.5)."""

LEAST_A_SECOND = 5
DOUBLES_EVERY = timedelta(seconds=20)
"""After a limit the pace is halved, and doubles again in this time while no other follows."""
BLOCK = 10
"""Turns reserved at once, to save database writes. A slow sender may use them late; ten more texts
a second for each sender are far below the permitted burst of 1,000."""


def pace_at(slowed_to: int | None, slowed_at: datetime | None, *, at: datetime) -> int:
    """Texts a second, after the pace was slowed at a time."""
    if slowed_to is None or slowed_at is None:
        return MOST_A_SECOND
    doublings = max(0, (at - slowed_at) // DOUBLES_EVERY)
    return min(MOST_A_SECOND, slowed_to << min(doublings, 8))


def slower(pace: int) -> int:
    return max(LEAST_A_SECOND, pace // 2)


class Pacer:
    """The turns of one sender."""

    def __init__(
        self,
        *,
        reserve: Callable[[int, datetime], tuple[datetime, timedelta]],
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._reserve, self._now, self._sleep = reserve, now, sleep
        self._left = 0

    def wait_turn(self) -> None:
        if not self._left:
            self._next, self._turn = self._reserve(BLOCK, self._now())
            self._left = BLOCK
        wait = (self._next - self._now()).total_seconds()
        if wait > 0:
            self._sleep(wait)
        self._next += self._turn
        self._left -= 1
