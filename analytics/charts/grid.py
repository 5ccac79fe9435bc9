"""The lines of the share scale across a picture. Pure."""

from collections.abc import Callable

from analytics.charts import svg
from analytics.charts.scale import Scale


def share_lines(*, scale: Scale, title: str, y_of: Callable[[float], float]) -> list[str]:
    """One line a tick with its per cent, and the scale's title; `y_of` turns a place down the
    picture (0 to 1) into pixels."""
    parts = [svg.text(title, x=0, y=svg.AXIS_SIZE, size=svg.AXIS_SIZE, fill=svg.QUIET)]
    for tick in scale.ticks:
        y = y_of(scale.down(tick))
        parts.append(svg.element("line", x1=0, x2="100%", y1=y, y2=y, stroke=svg.GRID))
        parts.append(
            svg.text(f"{tick * 100:.0f}", x=0, y=y - 4, size=svg.AXIS_SIZE, fill=svg.QUIET)
        )
    return parts
