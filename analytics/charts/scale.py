"""The scale of a chart of shares: which part of 0 to 100 % it shows, in steps of ten points.
Shares are put where they are told to be (analytics.stats.telling): a place can be read from a
picture more exactly than a number beside it is written. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

from analytics.stats.telling.whole_points import told

LEAST_SPAN = 0.3


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Shares from `low` at the bottom to `high` at the top."""

    low: float
    high: float
    step: float

    def down(self, share: float) -> float:
        """The place of a share, to the nearest point: 0 at the top, 1 at the bottom. A share beyond
        the scale is put at its end."""
        return self.line_down(told(share))

    def line_down(self, share: float) -> float:
        """The same exactly, for lines of the scale and for curves made of told figures alone."""
        inside = min(max(share, self.low), self.high)
        return (self.high - inside) / (self.high - self.low)

    @property
    def ticks(self) -> tuple[float, ...]:
        count = round((self.high - self.low) / self.step)
        return tuple(self.low + number * self.step for number in range(count + 1))


def scale_of(shares: Iterable[float]) -> Scale:
    """The ten-point steps that hold all the shares, at least 30 points, so that differences of a
    few points do not look large. 0 to 100 % where there are no shares."""
    known = [told(share) for share in shares] or [0.0, 1.0]
    low, high = floor(round(min(known) * 10, 6)), ceil(round(max(known) * 10, 6))
    while high - low < LEAST_SPAN * 10:
        low, high = max(0, low - 1), min(10, high + 1)
    step = 1 if high - low <= 6 else 2
    if (high - low) % step:
        low, high = (low - 1, high) if low else (low, high + 1)
    return Scale(low=low / 10, high=high / 10, step=step / 10)
