from collections.abc import Iterable
from dataclasses import dataclass

from analytics.charts import svg
from analytics.charts.scale import Scale


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
