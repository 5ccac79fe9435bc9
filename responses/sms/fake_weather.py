"""With a seed, so that a run can be repeated."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import Any

Receipts = list[dict[str, Any]]


class SendingFault(StrEnum):
    """A fault of one sending."""

    RATE_LIMIT = "rate-limit"
    """notify.md 4.2: 429 RateLimitError, the limit a minute."""

    DAILY_LIMIT = "daily-limit"
    """notify.md 4.2: 429 TooManyRequestsError, the limit a day."""

    SERVER_ERROR = "server-error"
    """notify.md 4.2: 5xx; here the message was not accepted."""

    LOST_ANSWER = "lost-answer"
    """notify.md 4.2 and 4.3: accepted, and the client's request times out."""


@dataclass
class TokenBucket:
    """notify.md 4.5: a burst of `most` requests, refilled by `a_second` each second."""

    now: Callable[[], datetime]
    most: float = 1_000
    a_second: float = 50
    _left: float = field(init=False)
    _filled_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._left, self._filled_at = self.most, self.now()

    def take(self) -> bool:
        """Returns whether it is within the limit."""
        at = self.now()
        passed = (at - self._filled_at).total_seconds()
        self._left = min(self.most, self._left + passed * self.a_second)
        self._filled_at = at
        if self._left < 1:
            return False
        self._left -= 1
        return True


@dataclass
class Weather:
    """Shares from 0 to 1."""

    random: Random = field(default_factory=lambda: Random(0))  # noqa: S311  a storm is no secret
    faults: Mapping[SendingFault, float] = field(default_factory=dict)
    technical: float = 0
    """notify.md 4.4: a technical failure, for which no receipt is sent."""
    lost: float = 0
    """notify.md 4.4: receipts that never arrive."""
    doubled: float = 0
    """notify.md 4.4: receipts that arrive twice."""
    late: float = 0
    """notify.md 4.4: receipts that arrive one round later, after others."""
    _held: Receipts = field(default_factory=list)

    def fault(self) -> SendingFault | None:
        point = self.random.random()
        for fault, share in self.faults.items():
            if point < share:
                return fault
            point -= share
        return None

    def fails_technically(self) -> bool:
        return self.random.random() < self.technical

    def carried(self, receipts: Sequence[dict[str, Any]]) -> Receipts:
        """Some are lost, doubled or kept for the next round."""
        coming, self._held = self._held, []
        for receipt in receipts:
            point = self.random.random()
            if point < self.lost:
                continue
            copies = 2 if point < self.lost + self.doubled else 1
            is_late = self.random.random() < self.late
            (self._held if is_late else coming).extend([receipt] * copies)
        self.random.shuffle(coming)
        return coming


def storm(seed: int) -> Weather:
    return Weather(
        random=Random(seed),  # noqa: S311  a storm is no secret
        faults={
            SendingFault.LOST_ANSWER: 0.05,
            SendingFault.RATE_LIMIT: 0.02,
            SendingFault.SERVER_ERROR: 0.01,
        },
        technical=0.002,
        lost=0.01,
        doubled=0.10,
        late=0.05,
    )
