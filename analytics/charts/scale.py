from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

from analytics.charts import svg
from analytics.stats.rounding.whole_points import told

LEAST_SPAN = 0.3


@dataclass(frozen=True, kw_only=True)
class Scale:
    low: float
    high: float
    step: float

    def down(self, share: float) -> float:
        """0 at the top, 1 at the bottom, to the nearest point."""
        return self.line_down(told(share))

    def line_down(self, share: float) -> float:
        """Unrounded."""
        inside = min(max(share, self.low), self.high)
        return (self.high - inside) / (self.high - self.low)

    @property
    def ticks(self) -> tuple[float, ...]:
        count = round((self.high - self.low) / self.step)
        return tuple(self.low + number * self.step for number in range(count + 1))


def scale_of(shares: Iterable[float]) -> Scale:
    """Ten-point steps that hold all shares, at least 30 points; 0 to 100% without any."""
    known = [told(share) for share in shares] or [0.0, 1.0]
    low, high = floor(round(min(known) * 10, 6)), ceil(round(max(known) * 10, 6))
    while high - low < LEAST_SPAN * 10:
        low, high = max(0, low - 1), min(10, high + 1)
    step = 1 if high - low <= 6 else 2
    if (high - low) % step:
        low, high = (low - 1, high) if low else (low, high + 1)
    return Scale(low=low / 10, high=high / 10, step=step / 10)


@dataclass(frozen=True, kw_only=True)
class Plot:
    height: float
    top: float
    bottom: float

    @property
    def inner_height(self) -> float:
        return self.height - self.top - self.bottom

    def y(self, down: float) -> float:
        return self.top + down * self.inner_height

    def curves(self, *curves: str) -> str:
        return svg.stretched(*curves, x="0", y=self.top, width="100%", height=self.inner_height)


def curve_path(points: Iterable[tuple[float, float]]) -> str:
    """The `d` of a path; points from 0 to 1."""
    return "M" + " L".join(f"{1000 * x:.1f} {1000 * y:.1f}" for x, y in points)


def share_lines(*, plot: Plot, scale: Scale, title: str) -> list[str]:
    parts = [svg.text(title, x=0, y=svg.AXIS_SIZE, size=svg.AXIS_SIZE, fill=svg.QUIET)]
    for tick in scale.ticks:
        y = plot.y(scale.line_down(tick))
        parts.append(svg.element("line", x1=0, x2="100%", y1=y, y2=y, stroke=svg.GRID))
        parts.append(
            svg.text(f"{tick * 100:.0f}", x=0, y=y - 4, size=svg.AXIS_SIZE, fill=svg.QUIET)
        )
    return parts
